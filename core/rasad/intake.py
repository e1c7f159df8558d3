"""Calls plugins' parsers and extractors so that whatever one of them does costs its own input alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rasad.articles import Article, Flaw, Parsed, Skip, Version
from rasad.batches import Entry, Extraction, Rejection, Stage
from rasad.captures import Capture
from rasad.errors import ParseError, SpanError
from rasad.registry import describe
from rasad.stages import Extractor, Source


def parse(source: Source, name: str, capture: Capture, item: str = "") -> Iterator[Entry | Rejection]:
    """Articles of one capture, and a rejection for each part that is none.

    A parser that fails half-way keeps what it had read; a capture that yields nothing at all is rejected.
    """
    empty = True
    try:
        for parsed in source.parse(capture):
            empty = False
            yield _sorted_out(parsed, source, name, capture, item)
    except ParseError as error:
        yield _rejection(Stage.PARSE, error.reason, source, name, capture, item)
    except Exception as error:  # noqa: BLE001 - a plugin's bug must not cost other captures
        yield _rejection(Stage.PARSE, f"parser failed: {describe(error)}", source, name, capture, item)
    else:
        if empty:
            yield _rejection(Stage.PARSE, "the parser found nothing in it", source, name, capture, item)


def _sorted_out(parsed: Parsed, source: Source, name: str, capture: Capture, item: str) -> Entry | Rejection:
    if isinstance(parsed, Skip):
        return _rejection(Stage.SKIP, parsed.reason, source, name, capture, parsed.key or item)
    if isinstance(parsed, Flaw):
        return _rejection(Stage.ITEM, parsed.reason, source, name, capture, parsed.key or item)
    if not parsed.key:
        return _rejection(Stage.ITEM, "an article without identity", source, name, capture, item)
    if not parsed.text.strip() and not parsed.withdrawn:
        return _rejection(Stage.ITEM, "an article without text", source, name, capture, parsed.key)
    return Entry(capture, parsed)


def _rejection(stage: Stage, reason: str, source: Source, name: str, capture: Capture, item: str) -> Rejection:
    parser = f"{source.id} {source.version}"
    return Rejection(name, stage, " ".join(reason.split()), item, capture.url, capture, parser)


def extract(extractors: Sequence[Extractor], version: Version) -> Iterator[Extraction | tuple[Extractor, str]]:
    """What each extractor found; (extractor, reason) for one that failed.

    A false span fails the whole answer: an extractor that misplaces one value cannot be trusted with others.
    """
    for extractor in extractors:
        try:
            claims = tuple(extractor.extract(version))
            for claim in claims:
                claim.check(version.text)
        except SpanError as error:
            yield extractor, str(error)
        except Exception as error:  # noqa: BLE001 - an extractor's bug must not cost the article
            yield extractor, f"extractor failed: {describe(error)}"
        else:
            yield Extraction(extractor.id, extractor.version, claims)


def version_of(article: Article, source: str) -> Version:
    """The view of an article that extractors get."""
    return Version(article.text, article.title, article.lang, article.published.at, source, article.key)


def with_claims(entry: Entry, extractors: Iterable[Extractor], name: str) -> tuple[Entry, list[Rejection]]:
    """The entry with every extractor's claims, and a rejection for each extractor that failed on it."""
    done: list[Extraction] = []
    failed: list[Rejection] = []
    for answer in extract(list(extractors), version_of(entry.article, name)):
        if isinstance(answer, Extraction):
            done.append(answer)
            continue
        extractor, reason = answer
        parser = f"{extractor.id} {extractor.version}"
        failed.append(
            Rejection(name, Stage.EXTRACT, reason, entry.article.key, entry.article.url, entry.capture, parser)
        )
    return Entry(entry.capture, entry.article, tuple(done)), failed
