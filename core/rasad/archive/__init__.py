"""The archive of raw captures: WARC files that any web-archive tool reads. Knows no database."""

from rasad.archive.archive import Archive, ArchiveWriter

__all__ = ["Archive", "ArchiveWriter"]
