"""Learn when two articles report one event, and write what ships: rarity of words, weights, and weights for the benchmark.

    python -m devtools.training.event_score ECBPLUS.jsonl --frequencies FILE --unrelated REPORTS

ECBPLUS.jsonl holds ECB+ articles (Cybulska and Vossen 2014, CC BY 3.0), one a line: id, title, text, topic, event. FILE is
``frequency_dictionary_en_82_765.txt`` of the package ``symspellpy`` 6.10.1 (MIT): words with their frequencies, which its
author made from Google Books Ngrams and SCOWL. REPORTS is tests/data/newswire_tune.txt: short reports of our own, no two of
one event, of kinds that ECB+ lacks (markets, sports, tables). Reports of a few companies, our own as well, are composed
(``company_reports``). Needs numpy.

Rarity is the negative logarithm of the share of articles that hold a word: of two estimates, of books (for an article of 250
words) and of ECB+ (the mean over topics, each topic's articles counting as one, without the topic in which the word is
commonest: so a topic's own words are as rare as elsewhere).

Each training row is an article and what a story might hold when it comes: in random orders, one to eight earlier articles of
its own event or of another, or the same with most names and all figures replaced, whole or cut to the first sentences. Logistic regression with a ridge, the sign of each weight bounded (``SIGNS``). Topics
weigh the same, and so do the two labels of each. So that it can be judged, it is learnt again without each eighth of the
topics, and with every second kind of company report, into benchmarks/data/event_folds.json.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np

from devtools.training.company_reports import company_reports, kinds
from wirewatch.stories import rarity as rarities
from wirewatch.stories.event_score import FEATURES, SIGNS, EventWeights, Member, story_features
from wirewatch.stories.event_text import event_profile
from wirewatch.stories.event_tokens import split_sentences
from wirewatch.stories.rarity import MAX_RARITY, RarityTable, stem

PACKAGE = Path(rarities.__file__).parent
FOLDS_FILE = Path(__file__).resolve().parents[2] / "benchmarks" / "data" / "event_folds.json"
FOLDS = 8
RENAMED = 0.5
"""Share of the articles of an event that come once more with other names and figures, as another event: reports of one kind
(earnings, verdicts, quakes) share their words, and words alone must not join."""
NAMES_REPLACED = 0.85
CUTS = (1, 2, 3, 5)
"""Sentences to which half of the articles are cut: ECB+ has few short ones that are not of one event."""
ORDERS = 2
"""Random orders from which rows are taken."""
RIDGE = 50.0
"""Chosen by the loss on folds over topics, among 20, 33, 50, 100 and 333, with an earlier set of features; it hardly matters."""
STEPS, TOLERANCE, MIN_STEP = 50, 1e-6, 1e-4
COMPANY = "company"
COMPANY_SEEDS = (1, 2)
COMPANY_REPORTS = 300
COMPANY_WEIGHT = 0.3
"""Of their rows beside ECB+'s. The more, the fewer reports of one company are joined, and the fewer articles of one event:
chosen on folds over topics and on reports of kinds that were left out."""
BOOKS = 8
"""Topics as which the estimate of books counts, and WORDS, of the article that it is made for."""
WORDS = 250
SAME, PERHAPS = 1.5, 0.0
"""Bounds of the bands, in logarithms of the odds. A wrong join hides an alert, so even odds are not enough. Chosen on folds over
topics of ECB+, between 1.25 (more joined rightly) and 1.75 (fewer wrongly)."""
SOURCE = "ECB+ (Cybulska and Vossen 2014, newsreader-project.eu), the 24 topics whose SHA-1 is even"
LICENCE = "CC BY 3.0"


class Row(NamedTuple):
    """An article and a possible story of earlier ones."""

    topic: str
    story_topic: str
    same: bool
    features: list[float]


def rarity_table(articles: list[dict[str, str]], frequencies: Path) -> RarityTable:
    """Rarity of every stem that is in either source."""
    lines = [line.split() for line in frequencies.read_text("utf-8-sig").splitlines()]
    total = sum(int(count) for _, count in lines)
    books: Counter[str] = Counter()
    for word, count in lines:
        books[stem(word)] += int(count)
    sizes = Counter(article["topic"] for article in articles)
    holding: dict[str, Counter[str]] = defaultdict(Counter)
    for article in articles:
        sentences = split_sentences(article["title"], article["text"])
        words = {token.word for sentence in sentences for token in sentence.tokens}
        for word in {stem(word) for word in words}:
            holding[word][article["topic"]] += 1
    stems: dict[int, list[str]] = defaultdict(list)
    for word in sorted(books.keys() | holding.keys()):
        shares = sorted((n / sizes[topic] for topic, n in holding[word].items()), reverse=True)[1:]
        ours = sum(shares) / (len(sizes) - 1)
        theirs = 1 - math.exp(-books[word] / total * WORDS)
        share = (len(sizes) * ours + BOOKS * theirs) / (len(sizes) + BOOKS)
        tenths = round(min(MAX_RARITY, -math.log(max(share, 1e-9))) * 10)
        if tenths < MAX_RARITY * 10 and word.isprintable() and " " not in word:
            stems[tenths].append(word)
    return RarityTable(
        source=f"{SOURCE}; word frequencies of symspellpy 6.10.1",
        licence=f"{LICENCE}; MIT",
        stems={tenths: " ".join(stems[tenths]) for tenths in sorted(stems)},
    )


def training_rows(articles: list[dict[str, str]]) -> list[Row]:
    """Rows from random orders: an article beside its own event, its topic's other one, and the most similar ones."""
    versions = [_versions(article) for article in articles]
    similar = _similarities([version[0] for version in versions])
    found = []
    for seed in range(ORDERS):
        chance = random.Random(seed)
        order = list(range(len(articles)))
        chance.shuffle(order)
        events: dict[str, list[int]] = {}
        for number in order:
            article = articles[number]
            near = sorted(events, key=lambda event: (-np.mean(similar[number][events[event][:3]]), event))[:3]
            near += [event for event in events if articles[events[event][0]]["topic"] == article["topic"]]
            near += chance.sample(sorted(events), min(2, len(events)))
            for event in dict.fromkeys(near):
                for size in {*chance.choices((1, 1, 2, 3, 5, 8), k=2)}:
                    if size <= len(events[event]):
                        story = sorted(chance.sample(events[event], size))
                        members = [_version(versions[other], chance) for other in story]
                        topic = articles[story[0]]["topic"]
                        same = event == article["event"]
                        ours = _version(versions[number], chance)
                        features = story_features(ours, members)
                        found.append(Row(article["topic"], topic, same, [features[name] for name in FEATURES]))
                        if same and chance.random() < RENAMED:
                            features = story_features(_renamed(ours, chance), members)
                            found.append(Row(article["topic"], topic, False, [features[name] for name in FEATURES]))
            events.setdefault(article["event"], []).append(number)
    return found


def unrelated_rows(reports: list[str]) -> list[Row]:
    """Each report beside the three most similar ones before it, and another: never one event."""
    members = [Member(event_profile("", report)) for report in reports]
    similar = _similarities(members)
    chance = random.Random(1)
    found = []
    for number in range(4, len(members)):
        near = sorted(range(number), key=lambda other: -similar[number][other])[:3]
        for other in dict.fromkeys([*near, chance.randrange(number)]):
            features = story_features(members[number], [members[other]])
            found.append(Row("unrelated", "unrelated", False, [features[name] for name in FEATURES]))
    return found


def company_rows(of: set[int] | None = None) -> list[Row]:
    """Each report of a company beside the most similar ones before it, another of the company, and what is of its event."""
    found = []
    for seed in COMPANY_SEEDS:
        reports = company_reports(COMPANY_REPORTS, seed, of)
        members = [Member(event_profile("", report.text)) for report in reports]
        similar = _similarities(members)
        chance = random.Random(seed)
        for number in range(4, len(members)):
            ours = reports[number]
            near = sorted(range(number), key=lambda other: -similar[number][other])[:3]
            near += [other for other in range(number) if reports[other].event == ours.event]
            near += [
                chance.choice([other for other in range(number) if reports[other].company == ours.company] or near)
            ]
            for other in dict.fromkeys(near):
                features = story_features(members[number], [members[other]])
                same = ours.event == reports[other].event
                topic = f"{COMPANY} {ours.company}"
                found.append(Row(topic, topic, same, [features[name] for name in FEATURES]))
    return found


def _renamed(member: Member, chance: random.Random) -> Member:
    """The article as if it told of other people, places and figures: most names and all numbers are replaced."""
    profile = member.profile
    new = {term.key: chance.getrandbits(32) for term in profile.names if chance.random() < NAMES_REPLACED}
    figures = [
        figure._replace(value=f"{float(figure.value) + chance.randrange(1, 90):g}") for figure in profile.figures
    ]
    return Member(
        msgspec.structs.replace(
            profile,
            words=[term._replace(key=new.get(term.key, term.key)) for term in profile.words],
            names=[term._replace(key=new.get(term.key, term.key)) for term in profile.names],
            people=[(new.get(key, key), count) for key, count in profile.people],
            figures=figures,
        )
    )


def _versions(article: dict[str, str]) -> list[Member]:
    """An article whole, and cut to its first sentences, as feeds cut them."""
    sentences = [sentence.text for sentence in split_sentences("", article["text"])]
    cut = [" ".join(sentences[:count]) for count in CUTS]
    return [Member(event_profile(article["title"], text)) for text in (article["text"], *cut)]


def _version(versions: list[Member], chance: random.Random) -> Member:
    """The whole article as often as a cut one."""
    return versions[0] if chance.random() < 0.5 else chance.choice(versions[1:])


def _similarities(members: list[Member]) -> Any:
    """Cosine of the words of every two articles, each word weighing its rarity."""
    keys = sorted({key for member in members for key in member.rarities})
    column = {key: number for number, key in enumerate(keys)}
    matrix = np.zeros((len(members), len(keys)), dtype=np.float32)
    for number, member in enumerate(members):
        for key, weight in member.rarities.items():
            matrix[number, column[key]] = weight
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True) + 1e-9
    return matrix @ matrix.T


def _objective(z: Any, y: Any, importance: Any, ridge: Any, w: Any) -> float:
    margin = z @ w
    return float((importance * (np.logaddexp(0, margin) - y * margin)).sum() + (ridge * w * w).sum() / 2)


def learn(rows: list[Row]) -> EventWeights:
    """Logistic regression with bounded signs, by projected Newton steps (Bertsekas 1982)."""
    x = np.array([row.features for row in rows])
    y = np.array([float(row.same) for row in rows])
    counts = Counter((row.topic, row.same) for row in rows)
    importance = np.array([counts[row.topic, row.same] ** -0.5 for row in rows])
    importance[[row.topic.startswith(COMPANY) for row in rows]] *= COMPANY_WEIGHT
    importance *= len(rows) / importance.sum()
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-6
    z = np.hstack([(x - mean) / spread, np.ones((len(x), 1))])
    ridge = np.full(z.shape[1], RIDGE)
    ridge[-1] = 0
    low = np.array([0.0 if SIGNS[name] > 0 else -np.inf for name in FEATURES] + [-np.inf])
    high = np.array([0.0 if SIGNS[name] < 0 else np.inf for name in FEATURES] + [np.inf])
    w = np.zeros(z.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-z @ w))
        gradient = z.T @ (importance * (chance - y)) + ridge * w
        # What stands at its bound and would go beyond it stays there; Newton's step for the others.
        free = ~(((w <= low) & (gradient > 0)) | ((w >= high) & (gradient < 0)))
        if np.abs(gradient[free]).max(initial=0.0) < TOLERANCE * len(rows):
            break
        curved = (z[:, free].T * (importance * chance * (1 - chance))) @ z[:, free] + np.diag(ridge[free] + 1e-6)
        step = np.zeros_like(w)
        step[free] = np.linalg.solve(curved, gradient[free])
        size = 1.0
        while size > MIN_STEP and _objective(z, y, importance, ridge, np.clip(w - size * step, low, high)) > _objective(
            z, y, importance, ridge, w
        ):
            size /= 2
        w = np.clip(w - size * step, low, high)
    weights = w[:-1] / spread
    return EventWeights(
        source=SOURCE,
        licence=LICENCE,
        bias=round(float(w[-1] - mean @ weights), 4),
        weights={name: round(float(weight), 4) for name, weight in zip(FEATURES, weights, strict=True)},
        same=SAME,
        perhaps=PERHAPS,
    )


def fold_of(topic: str, topics: list[str]) -> int:
    """Which part a topic belongs to: by its place in a fixed shuffle."""
    order = sorted(topics)
    random.Random(3).shuffle(order)
    return order.index(topic) % FOLDS


def loss(rows: list[Row], folds: list[EventWeights], topics: list[str]) -> float:
    """Mean logarithmic loss of rows, each judged by the weights that have not seen the article's topic."""
    counts = Counter((row.topic, row.same) for row in rows)
    lost = weight = 0.0
    for row in rows:
        fold = folds[fold_of(row.topic, topics)]
        odds = fold.bias + sum(fold.weights[name] * value for name, value in zip(FEATURES, row.features, strict=True))
        importance = counts[row.topic, row.same] ** -0.5
        lost += importance * math.log1p(math.exp(-odds if row.same else odds))
        weight += importance
    return lost / weight


def main() -> None:
    """Learn, judge, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--frequencies", type=Path, required=True)
    parser.add_argument("--unrelated", type=Path, required=True)
    arguments = parser.parse_args()
    articles = [json.loads(line) for line in arguments.articles.read_text().splitlines()]
    table = PACKAGE / "rarity.json"
    if not table.exists():
        table.write_bytes(msgspec.json.encode(RarityTable("", "", {})))
    table.write_bytes(msgspec.json.format(msgspec.json.encode(rarity_table(articles, arguments.frequencies)), indent=1))
    rarities._table.cache_clear()
    rows = training_rows(articles)
    topics = sorted({article["topic"] for article in articles})
    reports = [part.partition("\n")[2] for part in arguments.unrelated.read_text("utf-8").split("\n## ")[1:]]
    apart_rows = unrelated_rows(reports) + company_rows()
    learnt = learn(rows + apart_rows)
    (PACKAGE / "event_weights.json").write_bytes(msgspec.json.format(msgspec.json.encode(learnt), indent=1) + b"\n")
    folds = []
    for fold in range(FOLDS):
        apart = {topic for topic in topics if fold_of(topic, topics) == fold}
        folds.append(learn([row for row in rows if not {row.topic, row.story_topic} & apart] + apart_rows))
    half = learn(rows + unrelated_rows(reports) + company_rows(set(range(0, kinds(), 2))))
    judged = {"topics": {topic: fold_of(topic, topics) for topic in topics}, "folds": folds, "half_of_kinds": half}
    FOLDS_FILE.write_bytes(msgspec.json.format(msgspec.json.encode(judged), indent=1) + b"\n")
    print(f"{len(rows)} rows, {len(topics)} topics; loss on folds over topics {loss(rows, folds, topics):.4f}")
    for name, weight in learnt.weights.items():
        print(f"{name:24} {weight:8.3f}")


if __name__ == "__main__":
    main()
