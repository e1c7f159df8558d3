"""Bytes to text, whatever they claim to be: labels are tried, checked against the bytes, and corrected.

Order: byte order mark, HTTP charset, XML or meta declaration (each only where the bytes decode and do not
look wrong under it), UTF-8 where valid, then a guess. Publishers in the region still serve windows-1256
without a label or under the label of UTF-8, and the reverse. Raw bytes are kept elsewhere (rasad.archive).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Literal

from rasad.formats import mojibake

Kind = Literal["xml", "html", "text"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with that of UTF-16-LE
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# "<?xm" without a byte order mark (XML 1.0, appendix F)
_XML_STARTS = (
    (b"<\0\0\0?\0\0\0", "utf-32-le"),
    (b"\0\0\0<\0\0\0?", "utf-32-be"),
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
)
_DECLARED = {
    "xml": re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']\s*([\w.:-]+)"""),
    "html": re.compile(rb"""<meta[^>]{0,500}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.I),
}
# Only character sets: Python also knows "codecs" such as zlib, rot13 or unicode_escape
_CHARACTER_SET = re.compile(
    r"utf-(8|16|32)(-sig|-le|-be)?|cp\d+|iso8859-\d+|ascii|koi8-[rtu]|gb\w+|hz|big5\w*|euc_\w+|johab|"
    r"shift_jis\w*|iso2022_\w+|mac-\w+|tis-620|ptcp154|kz1048"
)
# Browsers read these labels as their supersets (WHATWG Encoding Standard)
_SUPERSETS = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}
# fmt: off
_NEWS_CHARSETS = [
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "koi8_r",
    "big5", "gb18030", "euc_jp", "shift_jis", "euc_kr",
]
# fmt: on
_SAMPLE = 64 * 1024
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Verdict:
    """The character set of some bytes, by Python's name.

    `evidence` is what named it: `bom`, `http`, `declaration`, `bytes` (a start only that encoding has),
    `utf-8` (valid as such), `guess`. `suspicious` says in words what was wrong with label or bytes.
    """

    charset: str
    evidence: str
    suspicious: str | None = None


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, and how it was read from its bytes (see `Verdict`)."""

    text: str
    charset: str
    evidence: str
    suspicious: str | None = None


def decode(body: bytes, declared: str | None = None, *, kind: Kind = "text") -> Decoded:
    """The text of `body`. `declared` is the charset of the HTTP header. Never raises.

    Text that was itself made from wrongly read bytes (UTF-8 read as windows-1256 or -1252 and encoded
    again) is repaired, and said to be so in `suspicious`.
    """
    verdict = detect(body, declared, kind=kind)
    text = body.decode(verdict.charset, "replace").removeprefix("\ufeff")
    repaired = mojibake.repair(text)
    suspicious = verdict.suspicious
    if repaired is not None:
        text, suspicious = repaired, "the text was UTF-8 read as a one-byte charset and encoded again"
    return Decoded(text, verdict.charset, verdict.evidence, suspicious)


def detect(body: bytes, declared: str | None = None, *, kind: Kind = "text") -> Verdict:
    """The character set of `body`, without keeping its text in memory. Never raises."""
    for mark, name in _BOMS:
        if body.startswith(mark) and decodes(body, name):
            return Verdict(name, "bom")
    for start, name in _XML_STARTS if kind == "xml" else ():
        if body.startswith(start) and decodes(body, name):
            return Verdict(name, "bytes")
    labels = [(known(declared), "http"), (_declaration(body, kind), "declaration")]
    return _by_label(body, [(name, origin) for name, origin in labels if name])


def known(label: str | None) -> str | None:
    """Python's name for a charset label, or None where it names no character set."""
    try:
        name = codecs.lookup((label or "").strip(" \t'\"")).name
    except (LookupError, ValueError):
        return None
    return _SUPERSETS.get(name, name) if _CHARACTER_SET.fullmatch(name) else None


def decodes(body: bytes, name: str) -> bool:
    """True where all of `body` is valid in the character set `name`."""
    decoder = codecs.getincrementaldecoder(name)()
    try:
        for start in range(0, len(body), _CHUNK):
            decoder.decode(body[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except (UnicodeError, ValueError):
        return False
    return True


def _declaration(body: bytes, kind: Kind) -> str | None:
    pattern = _DECLARED.get(kind)
    match = pattern.search(body, 0, 4096) if pattern else None
    name = known(match[1].decode("ascii", "replace")) if match else None
    # Whoever could read the declaration as single bytes has no UTF-16 before them
    return None if name and name.startswith(("utf-16", "utf-32")) else name


def _by_label(body: bytes, labels: list[tuple[str, str]]) -> Verdict:
    valid_utf8 = decodes(body, "utf-8")
    complaint: str | None = None
    for name, origin in labels:
        if not decodes(body, name):
            complaint = complaint or f"labelled {name}, but the bytes are not"
            continue
        better = _contradiction(body, name, valid_utf8)
        if better is None:
            return Verdict(name, origin, complaint)
        return Verdict(better, "bytes", f"labelled {name}, but the bytes are {better}")
    if valid_utf8:
        return Verdict("utf-8", "utf-8", complaint)
    return _guess(body, complaint, utf8_expected=not labels or labels[0][0] == "utf-8")


def _contradiction(body: bytes, name: str, valid_utf8: bool) -> str | None:
    """The character set that the bytes are in beyond doubt, where that is not the labelled one."""
    if name == "utf-8" or body.isascii():
        return None
    if valid_utf8 and len(mojibake.UTF8_SEQUENCE.findall(body, 0, _SAMPLE)) >= 2:
        return "utf-8"
    if not mojibake.is_single_byte(name):
        return None
    arabic = mojibake.arabic_charset(body[:_SAMPLE])
    return arabic if arabic and not mojibake.looks_arabic(body[:_SAMPLE], name) else None


def _guess(body: bytes, complaint: str | None, *, utf8_expected: bool) -> Verdict:
    if utf8_expected and mojibake.damaged_utf8(body[:_SAMPLE]):
        return Verdict("utf-8", "guess", "UTF-8 with damaged characters")
    arabic = mojibake.arabic_charset(body[:_SAMPLE])
    if arabic and decodes(body, arabic):
        return Verdict(arabic, "guess", complaint)
    return Verdict(_statistical_guess(body[:_SAMPLE]), "guess", complaint or "charset guessed")


def _statistical_guess(sample: bytes) -> str:
    """charset-normalizer's best guess among charsets that news is served in.

    Unrestricted it finds rare Asian and Mac charsets in short samples. Where under a third of the letters lie
    above ASCII the text is a western language, and windows-1252 the safer guess.
    """
    high = sum(byte > 127 for byte in sample)
    letters = sum(65 <= (byte & 0xDF) <= 90 for byte in sample)
    if high < 8 or high * 2 < letters:
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_NEWS_CHARSETS).best()
    return (known(best.encoding) if best else None) or "cp1252"
