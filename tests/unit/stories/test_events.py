"""Stories by event: what is read of an article, what joins and what parts, what is stored, what a follow-up says."""

from __future__ import annotations

import io
import json
import random
import string
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from wirewatch.records import Article
from wirewatch.storage.key_value import MemoryKeyValueStore
from wirewatch.stories import event_index, event_score
from wirewatch.stories.event_score import FEATURES, SIGNS, Member, event_weights, story_features
from wirewatch.stories.event_text import EventProfile, event_profile
from wirewatch.stories.figure_updates import figure_updates
from wirewatch.stories.rarity import MAX_RARITY, rarity, stem
from wirewatch.stories.tracker import ArticleEvent, StoryAssignment, article_event, assign_story

QUAKE = (
    "Quake hits Ardel island, 12 dead",
    (
        "A magnitude 6.1 earthquake struck the island of Ardel on Monday, killing 12 people in the port of Velin, governor Mira "
        "Toskan said. Toskan asked for tents and blankets."
    ),
)
QUAKE_TOLD_AGAIN = (
    "Ardel counts 19 dead after tremor",
    (
        "The number of people killed when a 6.1 tremor shook Ardel rose to 19 dead on Monday evening. In Velin, where most houses "
        "fell, Mira Toskan, who governs the island, said rescuers were still digging. Toskan thanked the army."
    ),
)
OTHER_QUAKE = (
    "Quake hits Sorren valley, nobody hurt",
    (
        "A magnitude 4.4 earthquake struck the Sorren valley on Friday without hurting anybody, mayor Pavel Ondrak said. Ondrak "
        "said schools would open as usual."
    ),
)
MARKET = ("Copper falls", "Copper lost two percent in London as traders feared that factories would order less.")


def place(store: MemoryKeyValueStore, name: str, told: tuple[str, str], day: float | None = None) -> StoryAssignment:
    return assign_story(name, told[1], store, ArticleEvent(event_profile(*told), day, 1e6))


@pytest.fixture
def store() -> MemoryKeyValueStore:
    return MemoryKeyValueStore(days=7)


class TestProfile:
    def test_names_are_capitals_that_neither_a_sentence_nor_a_title_owes(self) -> None:
        profile = event_profile("Workers Leave The Old Harbour", "Workers left the harbour. Then Mira Toskan spoke.")
        names = {term.key for term in profile.names}
        words = {term.key for term in profile.words}
        assert len(names) == 2
        assert len(words) >= 4

    def test_a_surname_that_stands_alone_later_is_a_persons(self) -> None:
        profile = event_profile("", "The judge Mira Toskan spoke in San Diego. Later Toskan left.")
        assert len(profile.people) == 1

    def test_figures_are_values_whatever_their_writing(self) -> None:
        def values(text: str) -> set[str]:
            return {figure.value for figure in event_profile("", text).figures}

        assert values("It cost $2.6 million in all.") == values("It cost 2,600,000 euros in all.") == {"2.6e+06"}
        assert values("Twelve sheep died.") == values("The 12 sheep died.") == {"12"}

    def test_dates_are_no_figures(self) -> None:
        profile = event_profile("", "On December 14, 2008 and on 3 May they met; so the paper of 2011-11-12 says.")
        assert profile.dates == [503, 1214]
        assert profile.years == [2008]
        assert profile.figures == []

    def test_only_the_beginning_is_read_and_what_is_kept_is_bounded(self) -> None:
        chance = random.Random(1)
        text = " ".join("".join(chance.choices(string.ascii_letters, k=7)) + f" {n}." for n in range(60_000))
        started = time.process_time()
        profile = event_profile("x" * 100_000, text)
        assert time.process_time() - started < 1
        assert len(msgspec.msgpack.encode(profile)) < 8_000

    @pytest.mark.parametrize("text", ["", "...", "\n\n\n", "’s ’s 1,2,3. 9" * 50, "٣ ١٢٣ ²³", "1" * 5000, "ﬀ \ud800 x"])
    def test_odd_texts_have_a_profile(self, text: str) -> None:
        profile = event_profile(text, text)
        member = Member(profile)
        assert set(story_features(member, [member])) == set(FEATURES)


class TestRarity:
    def test_common_words_are_common_and_unknown_ones_are_not(self) -> None:
        assert rarity(stem("said")) < rarity(stem("earthquake")) < MAX_RARITY
        assert rarity("toskan") == MAX_RARITY

    @pytest.mark.parametrize("words", ["arrest arrested arrests arresting", "city cities", "kill killed killing kills"])
    def test_forms_of_a_word_are_one(self, words: str) -> None:
        assert len({stem(word) for word in words.split()}) == 1


class TestScore:
    def test_the_weights_that_ship_keep_the_signs_that_were_promised(self) -> None:
        weights = event_weights()
        assert set(weights.weights) == set(FEATURES)
        assert all(weights.weights[name] * sign >= 0 for name, sign in SIGNS.items() if sign)
        assert weights.perhaps < weights.same

    def test_the_parts_add_up(self) -> None:
        score = event_score.event_score(Member(event_profile(*QUAKE)), [Member(event_profile(*QUAKE_TOLD_AGAIN))])
        assert score.score == pytest.approx(event_weights().bias + sum(score.parts.values()))

    def test_another_person_in_the_same_role_speaks_against(self) -> None:
        one = "Goalkeeper Milo Brandt was arrested in Velin on Sunday for drunk driving. Brandt was released."
        other = "Goalkeeper Karel Ostrom was arrested in Velin on Sunday for drunk driving. Ostrom was released."
        features = story_features(Member(event_profile("", one)), [Member(event_profile("", other))])
        assert features["protagonist_differs"] == 1

    def test_days_that_differ_speak_against_and_days_that_agree_say_nothing(self) -> None:
        a, b, c = (Member(event_profile("", f"It rained on {day}.")) for day in ("Monday", "Monday", "Friday"))
        assert story_features(a, [b])["weekday_differs"] == 0
        assert story_features(a, [c])["weekday_differs"] == 1

    def test_reports_that_share_names_or_actions_alone_are_not_alike(self) -> None:
        deal = "Halvor Steel bought the Ravna mill in Tromso for its wire."
        told_again = "The Ravna mill in Tromso and its wire go to Halvor Steel, which bought it."
        same_company = "Halvor Steel named Idun Moe as head of finance after an audit."
        same_action = "Pellar Foods bought the Quist bakery in Lund for its bread."
        ours, *others = (Member(event_profile("", text)) for text in (deal, told_again, same_company, same_action))
        again, company, action = (story_features(ours, [other])["names_and_actions"] for other in others)
        assert again > 2 * max(company, action)

    def test_figures_of_one_thing_that_differ_in_the_lead_speak_against(self) -> None:
        a, b, c = (Member(event_profile("", f"A tremor of magnitude {size} shook Velin.")) for size in (6.1, 6.1, 4.4))
        assert story_features(a, [b])["lead_figures_differ"] == 0
        assert story_features(a, [c])["lead_figures_differ"] > 0


class TestAssignment:
    def test_an_event_in_other_words_joins_and_another_event_does_not(self, store: MemoryKeyValueStore) -> None:
        assert place(store, "a", QUAKE).kind == "new"
        joined = place(store, "b", QUAKE_TOLD_AGAIN)
        assert (joined.kind, joined.story) == ("event", "a")
        assert place(store, "c", OTHER_QUAKE).story == "c"
        assert place(store, "d", MARKET).story == "d"

    def test_a_placed_article_stays_where_it_is(self, store: MemoryKeyValueStore) -> None:
        place(store, "a", QUAKE)
        first = place(store, "b", QUAKE_TOLD_AGAIN)
        again = place(store, "b", QUAKE_TOLD_AGAIN)
        assert (again.kind, again.story, again.updates) == ("same", "a", first.updates)

    def test_a_copy_of_an_article_that_joined_is_of_its_story(self, store: MemoryKeyValueStore) -> None:
        place(store, "a", QUAKE)
        place(store, "b", QUAKE_TOLD_AGAIN)
        copy = place(store, "c", ("Our own title", QUAKE_TOLD_AGAIN[1]))
        assert (copy.kind, copy.story, copy.copy_of) == ("copy", "a", "b")

    def test_dates_that_lie_apart_make_it_a_perhaps_that_is_remembered(self, store: MemoryKeyValueStore) -> None:
        place(store, "a", QUAKE, day=100.0)
        apart = place(store, "b", QUAKE_TOLD_AGAIN, day=100.0 + event_index.GAP_DAYS + 1)
        assert (apart.kind, apart.story, apart.perhaps) == ("new", "b", "a")
        assert place(store, "b", QUAKE_TOLD_AGAIN, day=104.5).perhaps == "a"

    def test_the_rule_does_not_apply_to_other_languages(self) -> None:
        article = Article(id="a", text="Ein Beben", language="de", source="x", title="")
        assert article_event(article) is None
        assert article_event(msgspec.structs.replace(article, language="en")) is not None

    def test_two_gets_and_bounded_puts(self) -> None:
        calls: list[tuple[str, int]] = []

        class Counting(MemoryKeyValueStore):
            def get(self, keys: list[str]) -> dict[str, bytes]:
                calls.append(("get", len(keys)))
                return super().get(keys)

            def put(self, key: str, value: bytes) -> None:
                calls.append(("put", len(value)))
                super().put(key, value)

        store = Counting(days=7)
        chance = random.Random(2)
        long = " ".join("".join(chance.choices(string.ascii_lowercase, k=8)).title() for _ in range(3000))
        place(store, "a", (long[:400], long))
        calls.clear()
        place(store, "b", (long[:300], "Xy " + long[9000:]))
        assert max(n for what, n in calls if what == "get") <= 100
        assert sum(what == "put" for what, _ in calls) <= event_index.KEYS + 3
        assert max(n for what, n in calls if what == "put") < 100_000

    def test_a_story_keeps_its_first_and_its_newest_members(self) -> None:
        empty = EventProfile([], [], [], [], [], [], [], [])
        record = event_index.StoryRecord([], 0.0)
        for number in range(20):
            record = record.with_member(event_index.StoryMember(f"a{number}", empty))
        assert [member.article for member in record.members] == ["a0", "a1", *(f"a{n}" for n in range(14, 20))]

    def test_a_lost_record_loses_no_article(self, store: MemoryKeyValueStore) -> None:
        place(store, "a", QUAKE)
        store._held = {key: held for key, held in store._held.items() if not key.startswith("event-story#")}
        assert place(store, "b", QUAKE_TOLD_AGAIN).story == "b"

    def test_concurrent_placing_loses_no_article(self) -> None:
        for _ in range(5):
            store = MemoryKeyValueStore(days=7)
            told = [QUAKE, QUAKE_TOLD_AGAIN, OTHER_QUAKE, MARKET]
            with ThreadPoolExecutor(4) as pool:
                found = list(pool.map(partial(place, store), ["a0", "a1", "a2", "a3"], told))
            stories = [one.story for one in found]
            assert {"a2", "a3"} <= set(stories)
            assert stories[:2] in (["a0", "a0"], ["a1", "a1"], ["a0", "a1"])
            assert [place(store, f"a{number}", told[number]).story for number in range(4)] == stories


class TestUpdates:
    def test_a_toll_that_grew_is_said_in_words(self, store: MemoryKeyValueStore) -> None:
        place(store, "a", QUAKE)
        assert place(store, "b", QUAKE_TOLD_AGAIN).updates == ["19 dead (before: 12)"]

    def test_no_news_where_it_shrank_stayed_or_is_the_first(self) -> None:
        high = event_profile("19 dead on Ardel", "The quake left 19 dead.")
        low = event_profile("12 dead on Ardel", "The quake left 12 dead.")
        assert figure_updates(low, [high]) == figure_updates(high, [high]) == []
        assert figure_updates(high, [event_profile("Quake on Ardel", "It killed several people.")]) == []
        assert figure_updates(high, [low]) == ["19 dead (before: 12)"]

    def test_a_number_counts_nothing_beyond_a_comma(self) -> None:
        before = event_profile("Ferry sinks", "A ferry sank with some 70 people aboard, drowning at least 18.")
        later = event_profile("Toll reaches 31", "The ferry's toll rose to 31.")
        assert figure_updates(later, [before]) == ["31 dead (before: at least 18)"]

    def test_other_figures_are_no_tolls(self) -> None:
        one = event_profile("A plant for 500 cars", "The plant makes 500 cars a day.")
        other = event_profile("A plant for 900 cars", "The plant makes 900 cars a day.")
        assert figure_updates(other, [one]) == []


class TestCommand:
    def run(self, lines: list[str], monkeypatch: pytest.MonkeyPatch, **options: bool) -> list[dict[str, Any]]:
        from wirewatch.cli.stories import stories

        out = io.BytesIO()
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO("\n".join(lines).encode())))
        monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=out))
        try:
            stories(**options)
        finally:
            self.printed = [json.loads(line) for line in out.getvalue().splitlines()]
        return self.printed

    def line(self, name: str, told: tuple[str, str]) -> str:
        return json.dumps({"id": name, "title": told[0], "text": told[1]})

    def test_one_line_for_each(self, monkeypatch: pytest.MonkeyPatch) -> None:
        found = self.run([self.line("a", QUAKE), self.line("b", QUAKE_TOLD_AGAIN)], monkeypatch)
        assert found == [{"id": "a", "story": "a", "kind": "new"}, {"id": "b", "story": "a", "kind": "event"}]

    def test_explain_says_what_it_stood_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        found = self.run([self.line("a", QUAKE), self.line("b", QUAKE_TOLD_AGAIN)], monkeypatch, explain=True)
        decision = found[1]["decision"]
        assert decision["band"] == "same"
        assert decision["compared_with"] == "a"
        assert decision["score"] >= decision["same_from"]
        assert "rarest_words" in decision["for"]

    def test_a_bad_line_is_named_and_the_rest_goes_on(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit):
            self.run(["{", self.line("a", QUAKE)], monkeypatch)
        assert [answer["id"] for answer in self.printed] == ["a"]
        assert "line 1" in capsys.readouterr().err
