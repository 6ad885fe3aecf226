"""Identity, near-copies, and the places of articles in stories."""

from __future__ import annotations

import random
import threading

import pytest

from wirewatch.storage import key_value
from wirewatch.storage.key_value import MemoryKeyValueStore
from wirewatch.stories import fingerprints, tracker
from wirewatch.stories.fingerprints import article_id, containment, same_story, signature, similarity
from wirewatch.stories.tracker import assign_story, mark_requested, reserve_entries


def text(seed: int, words: int = 300) -> str:
    chosen = random.Random(seed)
    return " ".join(f"w{chosen.randrange(5000)}" for _ in range(words))


def cut(whole: str, words: int) -> str:
    return " ".join(whole.split()[:words])


class TestIdentity:
    def test_one_address_in_many_forms_is_one_article(self) -> None:
        ids = {
            article_id(url, str(n))
            for n, url in enumerate(
                [
                    "https://www.example.com/news/bridge",
                    "http://example.com/news/bridge/?utm_source=x&fbclid=y#top",
                    "https://m.example.com/news/bridge/amp/",
                    "https://www.google.com/amp/s/www.example.com/news/bridge",
                ]
            )
        }
        assert len(ids) == 1

    def test_other_addresses_are_other_articles(self) -> None:
        urls = ["https://example.com/a", "https://example.com/A", "https://example.com/a?id=2", "https://example.org/a"]
        assert len({article_id(url, "same text here") for url in urls}) == len(urls)

    def test_without_an_address_the_words_decide(self) -> None:
        assert article_id(None, "The bridge opened, at last.") == article_id(None, "the bridge\n\nOPENED at last")
        assert article_id(None, "The bridge opened.") != article_id(None, "The bridge closed.")

    def test_a_front_page_is_no_articles_address(self) -> None:
        assert article_id("https://example.com/", "One text.") != article_id("https://example.com/", "Another text.")


class TestSignature:
    def test_a_text_is_contained_in_itself(self) -> None:
        ours = signature(text(1))
        assert containment(ours, ours) == similarity(ours, ours) == 1.0

    def test_unrelated_texts_share_nothing(self) -> None:
        assert containment(signature(text(1)), signature(text(2))) == 0.0

    def test_values_are_those_of_counting(self) -> None:
        a, b = text(1, 200), cut(text(1, 200), 100) + " " + text(2, 100)
        grams = [{tuple(w[i : i + 5]) for i in range(len(w) - 4)} for w in (a.split(), b.split())]
        shared, least, union = len(grams[0] & grams[1]), min(map(len, grams)), len(grams[0] | grams[1])
        assert containment(signature(a), signature(b)) == pytest.approx(shared / least)
        assert similarity(signature(a), signature(b)) == pytest.approx(shared / union)

    def test_a_text_cut_short_is_the_same_story_either_way(self) -> None:
        whole, part = signature(text(1, 1000)), signature("AGENCY - " + cut(text(1, 1000), 80))
        assert same_story(whole, part)
        assert same_story(part, whole)
        assert similarity(whole, part) < 0.1

    def test_half_a_copy_is_not_the_same_story(self) -> None:
        assert not same_story(signature(text(1)), signature(cut(text(1), 150) + " " + text(2, 150)))

    def test_a_phrase_in_common_does_not_make_tiny_texts_one_story(self) -> None:
        assert not same_story(
            signature("the prime minister of the country"), signature(text(1) + " the prime minister of the country")
        )

    def test_nothing_is_the_same_story_as_an_empty_text(self) -> None:
        empty = signature("")
        assert not same_story(empty, empty)
        assert containment(empty, signature(text(1))) == 0.0
        assert empty.keys == []

    def test_common_runs_give_a_common_key(self) -> None:
        for seed in range(30):
            run = text(seed, fingerprints.WINDOW + fingerprints.SHINGLE - 1)
            a, b = signature(text(100 + seed) + " " + run), signature(run + " " + text(200 + seed))
            assert set(a.keys) & set(b.keys)

    def test_keys_are_few_and_in_order(self) -> None:
        keys = signature(text(1, 20_000)).keys
        assert keys == sorted(keys)
        assert len(keys) == fingerprints.KEYS

    def test_long_texts_are_thinned_and_still_compared(self) -> None:
        whole, part = signature(text(1, 30_000)), signature(cut(text(1, 30_000), 15_000))
        assert len(whole.sketch) <= 4 * 2048
        assert containment(whole, part) > 0.98
        assert containment(whole, signature(text(2, 30_000))) < 0.05

    def test_scripts_without_spaces_have_shingles(self) -> None:
        a = "新大桥周一正式通车市政府表示这座桥历时十年建成" * 3
        assert same_story(signature(a), signature("据报道" + a))
        assert not same_story(signature(a), signature("今天天气晴朗适合出门散步并且阳光充足令人愉快" * 3))


class Interleaved(MemoryKeyValueStore):
    """Takes operations of several threads in an order drawn by lot: the next is let in when all of them wait."""

    def __init__(self, seed: int, callers: int) -> None:
        super().__init__()
        self._random = random.Random(seed)
        self._callers = callers
        self._waiting: set[str] = set()
        self._next: str | None = None
        self._changed = threading.Condition()

    def _draw(self) -> None:
        if self._next is None and self._waiting and len(self._waiting) == self._callers:
            self._next = self._random.choice(sorted(self._waiting))
            self._changed.notify_all()

    def _enter(self) -> None:
        me = threading.current_thread().name
        with self._changed:
            self._waiting.add(me)
            self._draw()
            self._changed.wait_for(lambda: self._next == me)
            self._waiting.discard(me)
            self._next = None

    def leave(self) -> None:
        with self._changed:
            self._callers -= 1
            self._draw()

    def get(self, keys: list[str]) -> dict[str, bytes]:
        self._enter()
        return super().get(keys)

    def put(self, key: str, value: bytes) -> None:
        self._enter()
        super().put(key, value)

    def put_if_absent(self, key: str, value: bytes) -> bytes:
        self._enter()
        return super().put_if_absent(key, value)


class TestPlace:
    def test_the_first_is_new_and_its_copies_join_it(self) -> None:
        index = MemoryKeyValueStore()
        assert assign_story("a", text(1), index) == tracker.StoryAssignment("new", "a")
        assert assign_story("b", "OTHER POST - " + cut(text(1), 120), index) == tracker.StoryAssignment(
            "copy", "a", "a"
        )
        assert assign_story("c", text(1) + " " + text(9, 40), index).story == "a"
        assert assign_story("d", text(2), index) == tracker.StoryAssignment("new", "d")

    def test_a_copy_of_a_copy_joins_the_first_story(self) -> None:
        index = MemoryKeyValueStore()
        assign_story("a", text(1), index)
        assign_story("b", text(1) + " " + text(3, 50), index)
        assert assign_story("c", text(1) + " " + text(3, 50), index).story == "a"

    def test_the_same_again_and_an_edited_version(self) -> None:
        index = MemoryKeyValueStore()
        assign_story("a", text(1), index)
        assert assign_story("a", text(1).upper(), index) == tracker.StoryAssignment("same", "a")
        assert assign_story("a", text(1) + " corrected", index) == tracker.StoryAssignment("update", "a")
        assert assign_story("a", text(1) + " corrected", index) == tracker.StoryAssignment("same", "a")

    def test_a_copy_placed_again_keeps_its_story(self) -> None:
        index = MemoryKeyValueStore()
        assign_story("a", text(1), index)
        assign_story("b", text(1), index)
        assert assign_story("b", text(1), index) == tracker.StoryAssignment("same", "a")
        assert assign_story("b", text(7), index) == tracker.StoryAssignment("update", "a")

    def test_texts_without_words_stand_alone(self) -> None:
        index = MemoryKeyValueStore()
        assert assign_story("a", "", index).kind == "new"
        assert assign_story("b", "...", index).kind == "new"

    def test_a_shared_footer_does_not_join_two_stories(self) -> None:
        index = MemoryKeyValueStore()
        footer = " " + text(99, 60)
        assert assign_story("a", text(1) + footer, index).kind == "new"
        assert assign_story("b", text(2) + footer, index).kind == "new"
        assert assign_story("c", text(2) + footer, index).story == "b"

    def test_the_window_of_days_ends(self) -> None:
        now = [0.0]
        index = MemoryKeyValueStore(days=3, clock=lambda: now[0])
        assign_story("a", text(1), index)
        now[0] = 2.9 * 86400
        assert assign_story("b", text(1), index).kind == "copy"
        now[0] = 10 * 86400
        assert assign_story("c", text(1), index) == tracker.StoryAssignment("new", "c")

    def test_a_run_that_failed_half_way_is_finished_by_the_next(self) -> None:
        class Failing(MemoryKeyValueStore):
            claims = 0

            def put_if_absent(self, key: str, value: bytes) -> bytes:
                self.claims += 1
                if self.claims == 4:
                    raise ConnectionError
                return super().put_if_absent(key, value)

        index = Failing()
        with pytest.raises(ConnectionError):
            assign_story("a", text(1), index)
        assert assign_story("a", text(1), index) == tracker.StoryAssignment("same", "a")
        assert all(index.get([f"shingle#{key}"]) for key in signature(text(1)).keys)

    def test_a_copy_that_came_before_a_failed_run_was_repeated_is_the_story(self) -> None:
        class Failing(MemoryKeyValueStore):
            failing = True

            def put_if_absent(self, key: str, value: bytes) -> bytes:
                if self.failing and key.startswith("shingle#"):
                    raise ConnectionError
                return super().put_if_absent(key, value)

        index = Failing()
        with pytest.raises(ConnectionError):
            assign_story("a", text(1), index)
        index.failing = False
        assert assign_story("b", text(1) + " corrected", index).kind == "new"
        assert assign_story("a", text(1), index) == tracker.StoryAssignment("copy", "b", "b")
        assert assign_story("a", text(1), index) == tracker.StoryAssignment("same", "b")

    def test_a_look_up_is_one_get(self) -> None:
        class Counting(MemoryKeyValueStore):
            asked: list[int] = []

            def get(self, keys: list[str]) -> dict[str, bytes]:
                self.asked.append(len(keys))
                return super().get(keys)

        index = Counting()
        assign_story("a", text(1, 20_000), index)
        assert len(index.asked) == 1
        assert index.asked[0] <= 100

    @pytest.mark.parametrize("seed", range(40))
    def test_copies_that_arrive_together_make_one_story(self, seed: int) -> None:
        index = Interleaved(seed, callers=3)
        versions = [text(1), text(1) + " " + text(2, 30), "POST - " + text(1)]
        placed: dict[int, tracker.StoryAssignment] = {}

        def run(n: int) -> None:
            try:
                placed[n] = assign_story(f"a{n}", versions[n], index)
            finally:
                index.leave()

        threads = [threading.Thread(target=run, args=(n,), name=str(n)) for n in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(found.kind == "new" for found in placed.values()) == 1


class TestEntries:
    def test_only_what_the_story_had_not_matched_is_due(self) -> None:
        index = MemoryKeyValueStore()
        assert reserve_entries("s", "a", ["BY", "RU"], index) == ["BY", "RU"]
        mark_requested("s", "a", ["BY", "RU"], index)
        assert reserve_entries("s", "b", ["RU", "UA"], index) == ["UA"]
        assert reserve_entries("other", "b", ["RU"], index) == ["RU"]

    def test_a_second_try_gives_the_same_answer(self) -> None:
        index = MemoryKeyValueStore()
        assert reserve_entries("s", "a", ["BY"], index) == ["BY"]
        assert reserve_entries("s", "a", ["BY"], index) == ["BY"]
        mark_requested("s", "a", ["BY"], index)
        assert reserve_entries("s", "a", ["BY"], index) == ["BY"]

    def test_what_was_claimed_and_never_handed_over_is_due_to_others(self) -> None:
        index = MemoryKeyValueStore()
        reserve_entries("s", "a", ["BY", "RU"], index)
        mark_requested("s", "a", ["RU"], index)
        assert reserve_entries("s", "overwritten", ["BY", "RU"], index) == ["BY"]
        mark_requested("s", "overwritten", ["BY"], index)
        assert reserve_entries("s", "c", ["BY", "RU"], index) == []


def test_a_first_sentence_that_was_kept_alone_is_a_copy() -> None:
    words = [f"word{n}" for n in range(400)]
    index = key_value.MemoryKeyValueStore()
    assert tracker.assign_story("long", " ".join(words), index).kind == "new"
    for start in range(0, 20, 4):
        assert tracker.assign_story(f"cut{start}", " ".join(words[start : start + 14]), index).story == "long"
