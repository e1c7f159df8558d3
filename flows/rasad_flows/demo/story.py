"""What the demo shows of its database: outcomes, claims, the dispute, the rejections. Only reads."""

from __future__ import annotations

from rasad.cli import output
from rasad.store.query import run

CLAIMS = """
select type, stance, speaker, relays, toll, places, date_from, quote, source from claims
order by published_at, id
"""
DISPUTES = "select * from disputes"
REJECTIONS = "select source, stage, reason, item from rejection order by stage, id"
VERSIONS = """
select a.source, v.title, count(*) as versions from version v join article a on a.id = v.article_id
group by a.id having count(*) > 1
"""


NEXT = (
    'query "select type, stance, speaker, quote from claims" --db sqlite:///{folder}/rasad.db',
    "preview afp {folder}/wire/afp.com-20240514T164455Z-TX-PAR-QAA14.xml",
    "db check --db sqlite:///{folder}/rasad.db",
)


def tell(database: str) -> None:
    """Print the database as a newcomer would want to see it."""
    screen = output.console()
    screen.print("\nClaims", style="bold")
    for kind, stance, speaker, relays, toll, places, day, quote, source in run(database, CLAIMS)[1]:
        screen.print(f"\n{kind}, {stance}" + (f", {day}" if day else ""), style="bold")
        through = f"  through  {relays}" if relays else ""
        screen.print(f"  says     {speaker or f'{source} itself'}")
        for line in (through, f"  toll     {toll}" if toll else "", f"  where    {places}" if places else ""):
            if line:
                screen.print(line)
        screen.print(f"  “{quote}”")
    _section("Disputed", database, DISPUTES)
    _section("Articles that changed: every version is kept", database, VERSIONS)
    _section("Turned away, with the reason", database, REJECTIONS)


def _section(title: str, database: str, sql: str) -> None:
    screen = output.console()
    screen.print(f"\n{title}", style="bold")
    columns, rows = run(database, sql)
    for row in rows:
        screen.print()
        for column, value in zip(columns, row, strict=True):
            if value is not None and not column.endswith("_id"):
                screen.print(f"  {column:<22} {value}")


def next_commands(folder: str) -> None:
    """Three things to try."""
    screen = output.console()
    screen.print("\nTry next", style="bold")
    for command in NEXT:
        screen.print("  .venv/bin/rasad " + command.replace("{folder}", folder), soft_wrap=True)
