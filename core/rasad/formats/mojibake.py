"""Tells text that was read in the wrong charset, and which Arabic one-byte charset some bytes are in.

Every one-byte charset accepts nearly all bytes, so that validity proves nothing; letter statistics do.
"""

from __future__ import annotations

import re

ARABIC_CHARSETS = ("cp1256", "iso8859-6")
UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")

_ARABIC_LETTER = re.compile("[\u0621-\u064a\u067e\u0686\u0698\u06a9\u06af\u06cc]")
_HIGH = re.compile("[^\x00-\x7f]")
_LATIN_LETTER_ABOVE_ASCII = re.compile("[\u00c0-\u024f\u0400-\u04ff]")
# The two lead bytes of UTF-8 Arabic (D8, D9) as the one-byte charsets show them
_ARABIC_AS_LATIN = re.compile(
    "[ØÙÚÛ][\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]"
)
_ARABIC_AS_1256 = re.compile("[طظعغ][^\x00-\x7f\u0621-\u0652\\s]|[طظ][^\\s\x00-\x7f]")
_ARTICLE = {"cp1256": b"\xc7\xe1", "iso8859-6": b"\xc7\xe4"}  # the letters alef lam, in every Arabic line


def is_single_byte(name: str) -> bool:
    """True where the charset maps every byte to one character."""
    return name.startswith(("cp125", "cp8", "cp4", "iso8859", "koi8", "mac-")) or name == "cp1006"


def arabic_charset(sample: bytes) -> str | None:
    """`cp1256` or `iso8859-6` where `sample` is Arabic in it beyond doubt, else None.

    Beyond doubt: at least 95 % of what lies above ASCII are Arabic letters, marks or Arabic punctuation,
    and the definite article occurs. Cyrillic and Greek bytes give a mixture of Arabic and Latin letters.
    """
    best: tuple[int, str] | None = None
    for name in ARABIC_CHARSETS:
        articles = sample.count(_ARTICLE[name])
        if articles and _arabic_share(sample, name) >= 0.95 and (best is None or articles > best[0]):
            best = articles, name
    return best[1] if best else None


def looks_arabic(sample: bytes, name: str) -> bool:
    """True where what lies above ASCII is nearly all Arabic when read in this Arabic charset."""
    return name in ARABIC_CHARSETS and _arabic_share(sample, name) >= 0.9


def _arabic_share(sample: bytes, name: str) -> float:
    text = sample.decode(name, "replace")
    arabic = len(_ARABIC_LETTER.findall(text))
    wrong = len(_LATIN_LETTER_ABOVE_ASCII.findall(text)) + text.count("\ufffd")
    return arabic / (arabic + wrong) if arabic >= 4 else 0.0


def damaged_utf8(sample: bytes) -> bool:
    """True where `sample` is plainly UTF-8 but for a few broken characters (a cut, a foreign quotation)."""
    good = len(UTF8_SEQUENCE.findall(sample))
    broken = sample.decode("utf-8", "replace").count("\ufffd")
    return good >= 8 and broken <= max(2, good // 20)


def repair(text: str) -> str | None:
    """Text whose UTF-8 was once read as windows-1256 or windows-1252, read rightly; None where it was not.

    Only a text that converts back without loss as a whole, or line by line, is touched.
    """
    if not any(mark in text for mark in _MARKS):
        return None
    sample = "".join(_HIGH_RUN.findall(text, 0, 65536))[:_ENOUGH]
    if _share(_ARABIC_AS_LATIN, sample) > 0.3:
        return _fixed_by_ftfy(text)
    if _share(_ARABIC_AS_1256, sample) > 0.3:
        return _back_through(text, "cp1256")
    return None


# alef and lam in UTF-8, as windows-1252, ISO 8859-1 and windows-1256 show them: no Arabic text is without both
_MARKS = ("Ø§", "Ù„", "Ù\x84", "ط§", "ظ„")
_HIGH_RUN = re.compile(r"[^\x00-\x7f]+")
_ENOUGH = 4096  # characters above ASCII that tell what a text's letters are


def _share(pattern: re.Pattern[str], text: str) -> float:
    """Characters in matches of `pattern`, as a share of all above ASCII."""
    high = len(_HIGH.findall(text))
    return 2 * len(pattern.findall(text)) / high if high else 0.0


def _fixed_by_ftfy(text: str) -> str | None:
    import ftfy

    fixed = ftfy.fix_encoding(text)
    return fixed if fixed != text and _share(_ARABIC_LETTER, fixed) > 0.5 else None


def _back_through(text: str, name: str) -> str | None:
    lines: list[str] = []
    for line in text.split("\n"):
        try:
            lines.append(line.encode(name).decode("utf-8"))
        except UnicodeError:
            lines.append(line)
    fixed = "\n".join(lines)
    return fixed if fixed != text and _share(_ARABIC_AS_1256, fixed) < 0.1 else None
