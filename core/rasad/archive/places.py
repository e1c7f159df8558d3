"""Where archive files lie: a local folder, or an object store behind fsspec. Knows nothing of records."""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from rasad.errors import ConfigError, LoadError


class Sink(Protocol):
    """A file being written by one writer."""

    def append(self, data: bytes) -> tuple[str, int]:
        """Add bytes; the file's name and the offset at which they will lie."""

    def flush(self) -> None:
        """Return when all bytes are safe."""

    def close(self) -> None:
        """Flush and let go."""


class Place(Protocol):
    """A store of files named by relative paths with `/`."""

    def create(self, name: str, suffix: str) -> Sink:
        """A new file; it must not exist yet."""

    def read(self, file: str, offset: int, length: int) -> bytes:
        """Bytes of a file; fewer where it ends before."""

    def files(self, suffix: str) -> Iterator[str]:
        """Names of all files, in order."""

    def whole(self, file: str) -> AbstractContextManager[memoryview]:
        """All bytes of a file."""


def place(url: str) -> Place:
    """The store at `url`. Raises `ConfigError` for a scheme that fsspec does not know or cannot load."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        return Folder(Path(url))
    if scheme == "file":
        return Folder(Path(rest))
    return ObjectStore(url)


class Folder:
    """A folder of this machine."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def create(self, name: str, suffix: str) -> Sink:
        return _LocalSink(self.root, name + suffix)

    def read(self, file: str, offset: int, length: int) -> bytes:
        with self._inside(file).open("rb") as stream:
            stream.seek(offset)
            return stream.read(length)

    def files(self, suffix: str) -> Iterator[str]:
        for path in sorted(self.root.rglob(f"*{suffix}")):
            yield path.relative_to(self.root).as_posix()

    @contextmanager
    def whole(self, file: str) -> Iterator[memoryview]:
        path = self._inside(file)
        if not path.stat().st_size:
            yield memoryview(b"")
            return
        with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as pages:
            view = memoryview(pages)
            try:
                yield view
            finally:
                view.release()

    def _inside(self, file: str) -> Path:
        """File names come from the database: one that leads out of the archive is not followed."""
        if Path(file).is_absolute() or ".." in Path(file).parts:
            raise LoadError("a file name that leads out of the archive")
        return self.root / file


class _LocalSink:
    def __init__(self, root: Path, file: str) -> None:
        path = root / file
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._stream: BinaryIO = path.open("xb")
        except OSError as error:
            raise ConfigError(f"cannot write to the archive {root}: {error.strerror}") from error
        self._file, self._offset = file, 0
        self._new_names = [path.parent, path.parent.parent, root]

    def append(self, data: bytes) -> tuple[str, int]:
        offset = self._offset
        self._stream.write(data)
        self._offset += len(data)
        return self._file, offset

    def flush(self) -> None:
        self._stream.flush()
        os.fsync(self._stream.fileno())
        for folder in self._new_names:
            _sync_folder(folder)
        self._new_names = []

    def close(self) -> None:
        self.flush()
        self._stream.close()


def _sync_folder(folder: Path) -> None:
    """A new file survives a power cut only once the folder that names it is on disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class ObjectStore:
    """Any fsspec address. Objects cannot grow, so each flush makes one more of them."""

    def __init__(self, url: str) -> None:
        import fsspec

        try:
            self.fs, self.root = fsspec.core.url_to_fs(url)
        except (ValueError, ImportError, OSError) as error:
            raise ConfigError(f"archive {url} cannot be used: {' '.join(str(error).split())}") from error

    def create(self, name: str, suffix: str) -> Sink:
        return _ObjectSink(self, name, suffix)

    def path(self, file: str) -> str:
        """The object's address in its store."""
        if ".." in file.split("/"):
            raise LoadError("a file name that leads out of the archive")
        return f"{self.root.rstrip('/')}/{file}"

    def read(self, file: str, offset: int, length: int) -> bytes:
        data: bytes = self.fs.cat_file(self.path(file), start=offset, end=offset + length)
        return data

    def files(self, suffix: str) -> Iterator[str]:
        if not self.fs.exists(self.root):
            return
        for path in sorted(self.fs.find(self.root)):
            if path.endswith(suffix):
                yield path[len(self.root.rstrip("/")) + 1 :]

    @contextmanager
    def whole(self, file: str) -> Iterator[memoryview]:
        yield memoryview(self.fs.cat_file(self.path(file)))


class _ObjectSink:
    def __init__(self, store: ObjectStore, name: str, suffix: str) -> None:
        self._store, self._name, self._suffix = store, name, suffix
        self._part, self._bytes = 1, bytearray()

    @property
    def _file(self) -> str:
        return f"{self._name}-{self._part:04}{self._suffix}"

    def append(self, data: bytes) -> tuple[str, int]:
        offset = len(self._bytes)
        self._bytes += data
        return self._file, offset

    def flush(self) -> None:
        if not self._bytes:
            return
        path = self._store.path(self._file)
        try:
            self._store.fs.makedirs(path.rpartition("/")[0], exist_ok=True)
            self._store.fs.pipe_file(path, bytes(self._bytes))
        except OSError as error:
            raise LoadError(f"cannot write {self._file} to the archive: {error}") from error
        self._part, self._bytes = self._part + 1, bytearray()

    def close(self) -> None:
        self.flush()
