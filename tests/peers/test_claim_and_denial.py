"""Seven pairs of headlines that collectors with fuzzy matching take for one story: here each stays two articles."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.peers.newspaper import FILLER, Paper, Story

from rasad import registry
from rasad.batches import Outcome

PAIRS = {
    "announced and denied": (
        "المجلس المحلي يعلن التوصل إلى هدنة في وادي الزهور",
        "المجلس المحلي ينفي التوصل إلى هدنة في وادي الزهور",
    ),
    "three and forty-three": ("مقتل 3 مدنيين بقصف على حي الربوة", "مقتل 43 مدنيا بقصف على حي الربوة"),
    "confirmed and denied": (
        "Valley council confirms ceasefire with the northern brigade",
        "Valley council denies ceasefire with the northern brigade",
    ),
    "withdrawal and none": (
        "مصدر عسكري: انسحاب قواتنا من بلدة الصخرة",
        "مصدر عسكري: لا انسحاب لقواتنا من بلدة الصخرة",
    ),
    "two towns": ("هدنة مؤقتة في بلدة النبع تدخل حيز التنفيذ", "هدنة مؤقتة في بلدة النهر تدخل حيز التنفيذ"),
    "ten and none": (
        "Mayor: ten wounded in the Old Market blast",
        "Mayor: none wounded in the Old Market blast",
    ),
    "report and its denial": ("مصادر: مقتل قائد لواء الجبل في غارة", "لواء الجبل: نبأ مقتل قائدنا عار من الصحة"),
}


def both(pair: tuple[str, str]) -> list[Story]:
    """Two stories of the same minute whose texts repeat the headline and are else the same."""
    return [Story(slug, title, f"{title}.\n{FILLER}") for slug, title in zip(("one", "two"), pair, strict=True)]


@pytest.mark.parametrize("pages", ["true", "false"], ids=["pages", "entries"])
@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS.keys())
def test_claim_and_denial_are_two_articles(paper: Paper, pair: tuple[str, str], pages: str) -> None:
    paper.configure(f"pages = {pages}\n")
    paper.publish(*both(pair))

    assert paper.run().outcome is Outcome.OK
    assert paper.titles() == sorted(pair)
    assert paper.counts("article", "version", "reprints") == (2, 2, 0)


def test_all_fourteen_of_one_feed_are_fourteen_articles(paper: Paper) -> None:
    stories = [Story(f"{n}-{s.slug}", s.title, s.text) for n, pair in enumerate(PAIRS.values()) for s in both(pair)]
    paper.publish(*stories)

    paper.run()

    assert paper.counts("article", "version") == (14, 14)
    assert paper.titles() == sorted(title for pair in PAIRS.values() for title in pair)


def test_one_headline_of_two_stories_is_two_articles(paper: Paper) -> None:
    paper.publish(Story("one", "انفجار في السوق"), Story("two", "انفجار في السوق"))

    paper.run()

    assert paper.counts("article", "version") == (2, 2)


def test_a_denial_that_takes_the_place_of_the_claim_leaves_both_on_record(paper: Paper) -> None:
    """The publisher rewrites the page: the same address, the contrary news."""
    claim, denial = PAIRS["announced and denied"]
    paper.publish(Story("one", claim, f"{claim}.\n{FILLER}"))
    paper.run()
    paper.publish(Story("one", denial, f"{denial}.\n{FILLER}"))
    paper.run()

    assert paper.titles() == [denial]
    assert paper.rows("SELECT number, title FROM version ORDER BY number") == [(1, claim), (2, denial)]


CLAIMS = {
    "announced and denied": ("ceasefire", "stance", ["asserted", "denied"]),
    "three and forty-three": ("toll", "toll", ["killed 3", "killed 43"]),
    "withdrawal and none": ("withdrawal", "stance", ["asserted", "denied"]),
    "two towns": ("ceasefire", "places", ["بلدة النبع", "بلدة النهر"]),
}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of a library of the extractor's, when first compiled
def test_the_claims_of_a_pair_differ_where_its_headlines_do(paper: Paper) -> None:
    """With the installed extractor: a fuzzy match of the claims must not undo what the articles keep apart."""
    extractors = registry.load().extractors
    newsroom = Paper(paper.folder, paper.lab, replace(paper.registry, extractors=extractors))
    newsroom.publish(*(replace(s, slug=f"{n}-{s.slug}") for n, name in enumerate(CLAIMS) for s in both(PAIRS[name])))
    newsroom.run()

    for name, (kind, column, expected) in CLAIMS.items():
        found = [
            row
            for title in PAIRS[name]
            for row in newsroom.rows(
                f"SELECT {column} FROM claims c JOIN version v ON v.id = c.version_id"
                f" WHERE v.title = '{title}' AND c.type = '{kind}'"
            )
        ]
        assert [str(value) for (value,) in found] == expected, name
