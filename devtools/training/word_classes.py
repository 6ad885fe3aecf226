"""Make the word lists that the matching rules use (``wirewatch/matching/data``).

    python -m devtools.training.word_classes

``things.txt``: plants, dishes, animals and garments. ``likely_names.txt``: names of people.
``government_verbs.txt``: what governments do. For each a logistic regression on
the vectors that the summary model's encoder (all-MiniLM-L6-v2, Apache-2.0) gives single words learns from lists written by
hand, and is asked about every word of the encoder's vocabulary. ``nationalities.txt``: the nationality words of the
countries pack, and those of regions and peoples.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np

from devtools.training.sport_model import ENCODER, ROOT, Vector, logistic, names_of_countries
from wirewatch.matching.rules.person_names import TITLES, given_names
from wirewatch.summaries.extractive import SentenceEncoder
from wirewatch.text.normalize import normalize_name
from wirewatch.watchlists.loader import load_watchlist

TO: Final = ROOT / "layers" / "wirewatch" / "matching" / "data"

THINGS: Final = """
maple spruce pine oak rose tulip peppers pepper chili sauce cheese yogurt salad bread toast pastry pastries curry sandwich
soup stew dinner roast breast stuffing tea beans nut nuts pie cake cow cattle horse dog hound terrier spaniel sheep
rat mouse goose cat sauna dressing dress hat hats shirt sweater shorts jacket boots cabinet plate plates porcelain
teapot vase rug lamp chair knife towel peaches pears apples wine beer vodka whiskey chocolate delight sausage roll waffles
noodles pancake pizza fries mustard roulette bath wax clay chest sofa bracelet earring perfume
"""
OTHERS: Final = """
government parliament army navy police ministry minister president premier court senate congress cabinet embassy troops
military soldiers authorities officials regime constitution election voters border customs intelligence forces marines
treasury diplomats envoy sanctions junta rebels militants judges mayor governor king queen monarchy republic coup
airlines airways bank telecom newspaper herald tribune gazette university college school museum orchestra hospital institute
association federation society foundation club league company corporation group holdings insurance motors petroleum energy
radio television magazine journal review post times daily brand hotel store theatre network union party alliance church
said says after before with about year week people world time money house street city town water oil gas war peace talks
trade deal economy prices market rates growth exports imports farmers workers women men children students teacher doctor
report study win lose attack bomb fire flood storm quake plane train ship car road bridge airport team coach player match
goal game music film book song actor writer family death birth crime murder drug health virus vaccine science space
technology internet phone computer plan law vote debate protest strike crisis problem history culture language religion
grain wheat rice corn beef pork meat chicken poultry fish milk sugar cotton coal oil steel iron copper timber crops harvest
coffee cocoa gold silver diamonds wool leather textiles garments shoes arms weapons bombs mines missiles tanks bears
weather winter summer north south east west big small new old red good bad high low long short first last next many few
"""


ACTS: Final = """
said says accused accuses denied denies warned warns urged urges insisted insists rejected rejects agreed agrees vowed
vows wants wanted claimed claims responded replied retaliated imposed imposes seeks sought condemned condemns demanded
demands announced announces pledged pledges backed backs supported supports recognised recognized considered viewed
believes argued argues maintained intends signalled signaled summoned summons expelled expels blamed blames threatened
threatens withdrew withdraws recalled recalls regards sent sends dispatched deployed deploys confirmed confirms issued
ordered orders declined declines refused refuses praised welcomed welcomes protested objected offered offers proposed
proposes approved approves acknowledged admitted suspended suspends declared declares dismissed dismisses cancelled
cancels revoked severed ratified signed signs negotiated pressured pressed lobbied vetoed blocked banned bans lifted
eased tightened extradited released freed negotiates sanctioned boycotted invaded annexed attacked bombed armed
conceded relented retreated annuls annulled broke cut traded exchanged ruled shrugged hailed ignored resisted reneged
reiterated stressed
"""
NO_ACTS: Final = """
woke wakes sweltered swelters shivered froze freezes flooded floods burned burns glitters sparkled slept sleeps danced
sang hosted hosts celebrated celebrates partied marked awoke emptied filled grew grows shrank rose fell lies lay sits
sat stands stood has was is were became becomes remains looked looks feels felt smells turned got gets boasts covers
spans lost won beat beats drew scored played plays trained lived died born married moved visited arrived left
travelled flew drove walked ran runs trades closed opened reopened choked baked dried rained snowed shook shaken
rebuilt built expanded sprawls buzzes hummed draws attracts sold bought costs trading shares stocks street airport
derby hilton jackson state city university hotel museum zoo opera marathon fashion film traffic went gone came comes
called stayed stay began begins ended ends
"""
REGIONS: Final = """
african european asian arab latin nordic baltic balkan caribbean pacific scandinavian catalan basque flemish tibetan kurdish
roma saharan siberian crimean chechen palestinian soviet ottoman persian roman korean chinese congolese guinean
"""


def main() -> None:
    """Learn, and write the words."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=Path, default=TO)
    options = parser.parse_args()
    encoder = SentenceEncoder(ENCODER)
    pieces = json.loads((ENCODER / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    words = [word for word in pieces if re.fullmatch("[a-z]{3,}", word)]
    vectors = np.vstack([encoder.vectors(words[n : n + 256]) for n in range(0, len(words), 256)]).astype(np.float64) * 5
    others = set(OTHERS.split())
    things = words_like(words, vectors, set(THINGS.split()), others, weight=0.5, threshold=0.85)
    write(options.to / "things.txt", "Plants, dishes, animals, garments.", things | set(THINGS.split()))
    ordinary = others | set(THINGS.split()) | TITLES | small_words()
    nations = nationalities()
    names = words_like(words, vectors, set(given_names()), ordinary - given_names(), weight=1.0, threshold=0.95)
    names -= given_names() | nations | names_of_countries()
    write(options.to / "likely_names.txt", "Names of people, but for those of given_names.txt.", names)
    acts = words_like(words, vectors, set(ACTS.split()), set(NO_ACTS.split()), weight=1.0, threshold=0.7)
    acts = {word for word in acts if word.endswith("ed") or (word.endswith("s") and _past(word) in acts)}
    write(options.to / "government_verbs.txt", "What governments do, and cities do not.", acts | set(ACTS.split()))
    write(
        options.to / "nationalities.txt",
        "Nationality words of the countries pack, and of regions and peoples.",
        nations,
    )


def words_like(
    words: list[str], vectors: Vector, seeds: set[str], others: set[str], *, weight: float, threshold: float
) -> set[str]:
    """The words whose probability to be one of the seeds' kind is at least ``threshold``; ``weight``: of the others."""
    place = {word: number for number, word in enumerate(words)}
    taught = [(word, 1.0) for word in sorted(seeds) if word in place]
    taught += [(word, 0.0) for word in sorted(others) if word in place]
    x, y = vectors[[place[word] for word, _ in taught]], np.array([label for _, label in taught])
    weights, bias = logistic(x, y, np.where(y == 1, 1.0, weight), 1.0)
    chances = 1 / (1 + np.exp(-(vectors @ weights + bias)))
    return {word for word, chance in zip(words, chances, strict=True) if chance >= threshold and word not in others}


def _past(word: str) -> str:
    """Of a verb in the third person: ``rejects``, ``accuses``, ``denies``."""
    return (
        word.removesuffix("ies") + "ied" if word.endswith("ies") else word.removesuffix("es").removesuffix("s") + "ed"
    )


def small_words() -> set[str]:
    """Words that stand in small letters in the training sentences: no names."""
    folder = ROOT / "devtools" / "training" / "data"
    text = "\n".join((folder / name).read_text("utf-8") for name in ("context_sentences.tsv", "sport_openings.tsv"))
    return set(re.findall(r"(?<![\w'])[a-z]{3,}(?![\w'])", text))


def nationalities() -> set[str]:
    """The single nationality words of the countries pack, and of regions."""
    found = set(REGIONS.split())
    for entry in load_watchlist(["countries"]).entries:
        for alias in entry.aliases:
            if alias.rule in ("demonym", "part-demonym") and alias.language in (None, "en"):
                found.update(normalize_name(alias.name).split()[-1:])
    return {word for word in found if word.isalpha() and len(word) > 3}


def write(file: Path, about: str, words: Iterable[str]) -> None:
    """Write the words in rows."""
    rows, row = [f"# {about} Made by devtools/training/word_classes.py: change the lists there, not here."], ""
    for word in sorted(words):
        if len(row) + len(word) > 110:
            rows.append(row.strip())
            row = ""
        row += f" {word}"
    file.write_text("\n".join([*rows, row.strip()]) + "\n", "utf-8")
    print(f"{file.name}: {len(set(words))} words")


if __name__ == "__main__":
    main()
