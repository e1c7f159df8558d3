"""Where the name of a speaker begins and ends. Does not say what the speaker says."""

from __future__ import annotations

from functools import cache

from rasad import Span
from rasad_arabic.fold import fold_word
from rasad_arabic.lexicon_files import load
from rasad_arabic.morphology import analyse
from rasad_arabic.outlets import CLOSING, OPENING, published_by, told_to
from rasad_arabic.reading import Reading
from rasad_arabic.sentences import Sentence
from rasad_arabic.triggers import carrying
from rasad_arabic.victims import bare

LONGEST_NAME = 14
QUOTED = 4  # words of a name in quotation marks
WATCHERS = ("شبكه", "مرصد", "مركز")
ROUND_NAMES = frozenset('«»“”"()')
OWN = ("تها", "ءها", "اتهم", "تهم", "نهما", "ياتها")  # what someone has, or does: «ولاءها», «مسؤوليتها»
MARKS = frozenset('،,.:؛«»“”"()[]–—-')


@cache
def words(name: str) -> frozenset[str]:
    """A list of lexicons/reporting.yaml, folded."""
    return frozenset(map(fold_word, load("reporting")[name]))


@cache
def _speakers(name: str) -> frozenset[str]:
    return frozenset(map(fold_word, load("speakers")[name]))


def name_at(reading: Reading, at: int, last: int) -> tuple[Span | None, tuple[Span, ...], int]:
    """The name that begins at `at`, outlets spoken to, and where both end."""
    first, relays = at, []
    end = at
    while at < min(first + LONGEST_NAME, last):
        if found := told_to(reading, at, last):
            relays.append(found[0])
            at = found[1]
            break
        if at > first and (quoted := _in_quotes(reading, at, last)):
            at = end = quoted
            continue
        if _ends_name(reading, first, at):
            break
        at += 1
        end = at
    at = end = _with_title(reading, end, last) if end > first else end
    while at < last and not relays and at < first + LONGEST_NAME + 6:  # «في تصريح لفرانس برس»
        if found := told_to(reading, at, last) or published_by(reading, at, last):
            relays.append(found[0])
        elif reading.word(at) in words("that") or reading.tokens[at].text in '.«“"':
            break
        at += 1
    if end == first or not _may_speak(reading, first, end):
        return None, tuple(relays), at
    return reading.span(first, end), tuple(relays), at


def _in_quotes(reading: Reading, at: int, last: int) -> int:
    """The end of a short name in quotation marks that open at `at`, «تنظيم «الفجر»»; 0 where none does."""
    if reading.tokens[at].text not in OPENING:
        return 0
    for close in range(at + 2, min(at + 2 + QUOTED, last)):
        if reading.tokens[close].text in CLOSING:
            return close + 1
        if reading.word(close - 1) in words("that") or reading.word(close - 1) in words("ends_name"):
            return 0
    return 0


def _with_title(reading: Reading, at: int, last: int) -> int:
    """Past a title between commas behind a name: «…، المحلل في مركز …،»; `at` where there is none."""
    if at + 1 >= last or reading.tokens[at].text not in "،," or reading.word(at + 1) not in _speakers("heads"):
        return at
    for end in range(at + 2, min(at + LONGEST_NAME, last)):
        if reading.tokens[end].text in "،," or reading.word(end) in words("that"):
            return end
        if reading.bare(end) in words("say") or reading.tokens[end].text in MARKS:
            return at
    return at


def _ends_name(reading: Reading, first: int, at: int) -> bool:
    token, word = reading.tokens[at], reading.word(at)
    if token.text in MARKS or (word == "ل" and at > first):
        return True
    if at > first and (_by_or_with(word) or word.endswith(OWN) or word in words("listeners")):
        return True
    if word in ("في", "من", "باسم") and reading.word(first) in words("open_heads") and at - first <= 3:
        return False
    if at > first and word in words("say"):
        return not reading.word(at - 1).startswith(WATCHERS)  # «شبكة رصد» is a name
    return word in words("ends_name") or word in words("that")


def _by_or_with(word: str) -> bool:
    """True for «ب» and what is told, or how it is told: «بسقوط …», «بقوة»; not for «بمحافظة عدن»."""
    if word[:1] != "ب" or len(word) < 4 or word[1:].removeprefix("ال") in words("within"):
        return False
    return word.startswith(("بال", "بت")) or word[1:] in carrying() or "ب" in analyse(word).proclitics


def _may_speak(reading: Reading, first: int, end: int) -> bool:
    """A name that speaks: a listed head, party or agency, or two words and more that no verb begins."""
    word = reading.word(first)
    if word in words("ends_name") or word in _speakers("mute") or _by_or_with(word) or word.endswith(OWN):
        return False
    listed = [p for p in reading.beginning(first, first + 1) if p.category in ("party", "agency", "speaker")]
    if listed or word in _speakers("heads") or word in _speakers("refers"):
        return True
    if reading.stems[first] in carrying() and not word.startswith("ال"):
        return False  # «أعلنت إسقاط 71 مسيرة»: what is told, not who tells
    return end - first >= 2 and not word.startswith(("ي", "ت", "س")) and reading.tokens[first].kind == "word"


def before_verb(reading: Reading, at: int, sentence: Sentence) -> Span | None:
    """A subject in front of its verb, at the start of the sentence: «الجيش يعلن», «لكن مصدرا عسكريا نفى»."""
    first = sentence.first
    while first < at and reading.word(first) in words("opens_clause"):
        first += 1
    if at - first > 8 or at == first:
        return None
    if any(_parts_subject(reading, n) for n in range(first, at)):
        return None
    headline = at - first == 1 and reading.word(at).startswith(("ي", "ت")) and reading.tokens[first].kind == "word"
    if headline and reading.stems[first] not in carrying() and reading.word(first) not in words("ends_name"):
        return reading.span(first, at)
    return reading.span(first, at) if _may_speak(reading, first, at) else None


def _parts_subject(reading: Reading, at: int) -> bool:
    """True for a word that no subject in front of its verb holds: a mark, a preposition, another verb."""
    bare_word = reading.bare(at)
    verb = bare_word in words("say") and not reading.word(at - 1).startswith(WATCHERS)
    return reading.tokens[at].text in MARKS - ROUND_NAMES or reading.word(at) in words("ends_name") or verb


def before_colon(reading: Reading, sentence: Sentence) -> tuple[Span, int] | None:
    """The speaker in front of a colon that opens a sentence, and the token behind it: «مراسل الأفق: …»."""
    for at in range(sentence.first + 1, min(sentence.first + 8, sentence.last - 2)):
        if reading.tokens[at].text == ":":
            named = _may_speak(reading, sentence.first, at) and _listed_speaker(reading, sentence.first)
            return (reading.span(sentence.first, at), at + 1) if named else None
        if _parts_subject(reading, at):
            return None
    return None


def _listed_speaker(reading: Reading, at: int) -> bool:
    return reading.word(at) in _speakers("heads") or any(
        p.first == at and p.category in ("agency", "speaker", "party") for p in reading.phrases
    )


def fullest(reading: Reading, name: Span) -> Span:
    """The name behind a title, where the title stands again with one behind it; else the words themselves."""
    text, start = reading.text.source, -1
    titled = fold_word(name.text.split()[0]) in _speakers("heads")
    if not titled or len(name.text.split()) < 3 or text.count(name.text) < 2:
        return name
    while (start := text.find(name.text + " ", start + 1)) >= 0:
        at = start + len(name.text) + 1
        line = text[at : at + 60].partition("\n")[0]
        found: list[str] = []
        for word in line.split():
            folded = fold_word(word.strip("،,."))
            if not _part_of_name(folded, first=not found):
                break
            found.append(word)
            if word != word.strip("،,."):
                break
        full = " ".join(found).strip("،,.")
        if 2 <= len(found) <= 4 and (span := Span.find(text, full, at)):
            return span
    return name


def _part_of_name(folded: str, *, first: bool) -> bool:
    """True for a word that may belong to a person's name behind a title."""
    if first and (folded.startswith("ال") or folded.removeprefix("ل") in _agency_heads()):
        return False
    return folded.isalpha() and folded not in words("ends_name") and bare(folded, words("say")) is None


@cache
def _agency_heads() -> frozenset[str]:
    agencies = load("agencies")
    return frozenset(fold_word(name.split()[0]) for name in (*agencies["names"], *agencies["heads"]))
