"""`rasad demo`: everything once, on sample publishers, through the Prefect flow, into a fresh database."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Annotated

import typer

from rasad.cli import output
from rasad.errors import ConfigError

app = typer.Typer()
MARK = ".rasad-demo"

SETTINGS = """\
database = "sqlite:///{folder}/rasad.db"
archive = "{folder}/archive"

[sources.wire]
type = "afp"

[sources.site]
type = "shafaq"
feeds = ["{feed}"]
allow_private_addresses = true
"""


@app.command()
def demo(
    folder: Annotated[Path, typer.Option(help="Made anew at each run.")] = Path("demo-rasad"),
) -> None:
    """Ingest bundled sample publishers and show what comes out. Needs no network.

    Example: rasad demo --folder /tmp/demo
    """
    _fresh(folder)
    _quiet_prefect(folder)
    screen = output.console()
    screen.print("Starting Prefect's server for this run (about 20 seconds) …", style="dim")
    from rasad.testing.feedlab import FeedLab
    from rasad_flows.demo import publishers, story

    with FeedLab() as site:
        config = folder / "rasad.toml"
        config.write_text(SETTINGS.format(folder=folder.as_posix(), feed=site.url(publishers.RSS)), "utf-8")
        _ingest(config, "wire", publishers.wire(folder / "wire"))
        publishers.publish(site)
        _ingest(config, "site")
        publishers.publish(site, updated=True)
        _ingest(config, "site")
    story.tell(f"sqlite:///{folder.as_posix()}/rasad.db")
    story.next_commands(folder.as_posix())


def _ingest(config: Path, source: str, *paths: Path) -> None:
    from rasad_flows import configuration
    from rasad_flows.ingest import ingest
    from rasad_flows.parameters import IngestParameters

    os.environ[configuration.VARIABLE] = str(config.absolute())
    parameters = IngestParameters(source=source, paths=list(paths))
    state = ingest(parameters, return_state=True)
    output.console().print(f"{source:<6} {state.message}")


def _fresh(folder: Path) -> None:
    """An empty folder with our mark; one that is not ours is left alone."""
    if folder.exists():
        if not (folder / MARK).exists() and any(folder.iterdir()):
            raise ConfigError(f"{folder} is not empty and not a demo's; give another with --folder")
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / MARK).touch()


def _quiet_prefect(folder: Path) -> None:
    """A Prefect of this run's own: no server of the user's, no account, nothing sent anywhere."""
    os.environ.pop("PREFECT_API_URL", None)
    os.environ.update(
        PREFECT_HOME=str((folder / "prefect").absolute()),
        PREFECT_SERVER_ANALYTICS_ENABLED="false",
        DO_NOT_TRACK="1",
        PREFECT_LOGGING_LEVEL="WARNING",
        PREFECT_SERVER_EPHEMERAL_ENABLED="true",
        PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS="120",
        NO_PROXY="127.0.0.1,localhost",
    )
