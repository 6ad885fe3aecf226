"""The context classifier: its numbers, its features, and sentences with a floor."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from wirewatch.errors import WirewatchError
from wirewatch.matching import context_classifier
from wirewatch.matching.candidates import Rejection
from wirewatch.matching.context_classifier import ContextClassifier
from wirewatch.matching.context_features import FEATURES
from wirewatch.matching.context_words import context_words
from wirewatch.matching.matcher import match
from wirewatch.matching.mention_finder import MentionFinder
from wirewatch.records import Article
from wirewatch.watchlists.index import WatchlistIndex

DATA = Path(__file__).parents[2] / "data"
Rejections = Callable[[str], dict[str, Rejection | None]]


@pytest.fixture
def rejections(packs: WatchlistIndex) -> Rejections:
    def find(text: str) -> dict[str, Rejection | None]:
        finder = MentionFinder(Article(id="a", text=text, language="en"), packs)
        finder.find()
        return {text[one.at : one.to]: one.rejection for _, one in finder.rejected}

    return find


def test_features_have_names_of_their_own_and_a_weight_each() -> None:
    names = [feature.name for feature in FEATURES]
    assert len(set(names)) == len(names)
    numbers = json.loads(context_classifier._FILE.read_text("utf-8"))
    assert set(numbers["weights"]) == set(names)


def test_weights_of_other_features_are_refused() -> None:
    weights = {feature.name: 0.0 for feature in FEATURES}
    with pytest.raises(WirewatchError, match="moon"):
        ContextClassifier(0.0, {**weights, "moon": 1.0}, context_words())


def test_without_evidence_a_name_means_its_country() -> None:
    assert ContextClassifier.load().bias > 0


@pytest.mark.parametrize(
    ("text", "name", "reading"),
    [
        ("Peru beat Chile 3-1 with two goals after half-time in the qualifier.", "Chile", Rejection.TEAM),
        ("Welsh league results: Bangor 2 Rhyl 1", "Welsh", Rejection.PART_IN_SPORT),
        ("Shares of the Royal Bank of Canada fell.", "Canada", Rejection.ORGANISATION),
        ("Detective Peter Jordan searched the flat.", "Jordan", Rejection.PERSON),
        ("He planted a Norway maple behind the shed.", "Norway", Rejection.THING),
        ("She sang in Portuguese.", "Portuguese", Rejection.LANGUAGE),
        ("A barn in Norway, Wis., burned.", "Norway", Rejection.PLACE_IN_STATE),
    ],
)
def test_a_rejection_names_the_reading(rejections: Rejections, text: str, name: str, reading: Rejection) -> None:
    assert rejections(text)[name] is reading


def test_reasons_are_of_their_own() -> None:
    assert len(Rejection.__members__) == len(list(Rejection))


@pytest.mark.parametrize(("half", "floor"), [("tune", 0.9), ("check", 0.85)])
def test_sentences_of_every_kind(packs: WatchlistIndex, half: str, floor: float) -> None:
    rows = [row.split("\t") for row in (DATA / f"contexts_{half}.tsv").read_text("utf-8").splitlines() if row[0] != "#"]
    right = sum(
        {one.entry for one in match(Article(id="a", text=text), packs)} == set(filter(None, ids.split(",")))
        for _, ids, text in rows
    )
    assert len(rows) > 200
    assert right / len(rows) >= floor


def test_a_body_that_is_only_the_source_supports_a_match_and_makes_none(packs: WatchlistIndex) -> None:
    text = "The quake had a magnitude of 6, according to the U.S. Geological Survey."
    assert match(Article(id="a", text=text), packs) == []
    (one,) = match(Article(id="a", text=f"The United States felt it. {text}"), packs)
    assert [mention.rule for mention in one.mentions] == ["name", "source"]


def test_what_officials_are_quoted_with_is_their_countrys(packs: WatchlistIndex) -> None:
    assert {one.entry for one in match(Article(id="a", text="It fell, according to Russian officials."), packs)} == {
        "RU"
    }


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("N. Korea fires missile", {"KP"}),
        ("S Sudan and Eq Guinea", {"SS", "GQ"}),
        ("Korea, Republic of", {"KR"}),
        ("Congo (Dem. Rep.)", {"CD"}),
        ("Rep. of Congo votes", {"CG"}),
        ("N. and S. Korean envoys met", {"KP", "KR"}),
        ("U. A. E. opens embassy", {"AE"}),
        ("N. Mexico burns", set()),
    ],
)
def test_abbreviated_names(packs: WatchlistIndex, text: str, entries: set[str]) -> None:
    assert {one.entry for one in match(Article(id="a", text=text), packs)} == entries
