"""Shafaq's addresses: what names an article whatever its host, AMP form or encoding."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

HOSTS = ("shafaq.com", "www.shafaq.com", "shafaaq.com", "www.shafaaq.com", "media.shafaq.com")
LANGUAGES = {"ar": "ar", "en": "en", "ku": "ku"}
EXCLUDED = ("tags", "bbc-arabic")
TATWEEL = "\u0640"


def path(url: str) -> tuple[str, ...]:
    """Decoded parts of the path without AMP's prefix: (language, section, slug) for an article; none of no address."""
    try:
        parts = [unquote(part) for part in urlsplit(url).path.split("/") if part]
    except ValueError:
        return ()
    return tuple(parts[1:] if parts[:1] == ["amp"] else parts)


def excluded(url: str) -> str | None:
    """Why an address is no article of Shafaq's own; null where it may be one."""
    parts = [part.lower() for part in path(url)]
    found = next((name for name in EXCLUDED if name in parts), None)
    return f"a page of /{found}/, not an article" if found else None


def key(url: str) -> str:
    """Identity of an article: language, section and slug, without tatweel."""
    return "/".join(path(url)).replace(TATWEEL, "")


def language(url: str) -> str | None:
    """Language of the first part of the path."""
    return LANGUAGES.get(next(iter(path(url)), ""))


def section(url: str) -> str | None:
    """Section name as readers see it, without tatweel."""
    parts = path(url)
    return parts[1].replace(TATWEEL, "").replace("-", " ") if len(parts) > 2 else None
