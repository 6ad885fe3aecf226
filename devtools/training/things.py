"""Find words for plants, dishes, animals and garments (``wirewatch/matching/data/things.txt``).

    python -m devtools.training.things [--to FILE]

A logistic regression over the vectors that the summary model's encoder (all-MiniLM-L6-v2, Apache-2.0) gives single words
learns from the lists below, written by hand, and is asked about every word of the encoder's vocabulary.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Final

import numpy as np

from devtools.training.sport_model import ENCODER, ROOT, logistic
from wirewatch.summaries.extractive import SentenceEncoder

TO: Final = ROOT / "layers" / "wirewatch" / "matching" / "data" / "things.txt"
THRESHOLD: Final = 0.85

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


def main() -> None:
    """Learn, and write the words."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=Path, default=TO)
    options = parser.parse_args()
    encoder = SentenceEncoder(ENCODER)
    pieces = json.loads((ENCODER / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    words = [word for word in pieces if re.fullmatch("[a-z]{3,}", word)]
    vectors = np.vstack([encoder.vectors(words[n : n + 256]) for n in range(0, len(words), 256)]).astype(np.float64) * 5
    place = {word: number for number, word in enumerate(words)}
    seeds = [(word, 1.0) for word in THINGS.split()] + [(word, 0.0) for word in OTHERS.split()]
    seeds = [(word, label) for word, label in seeds if word in place]
    x, y = vectors[[place[word] for word, _ in seeds]], np.array([label for _, label in seeds])
    weights, bias = logistic(x, y, np.where(y == 1, 1.0, 0.5), 1.0)
    chances = 1 / (1 + np.exp(-(vectors @ weights + bias)))
    others = set(OTHERS.split())
    found = sorted(
        {w for w, p in zip(words, chances, strict=True) if p >= THRESHOLD and w not in others} | set(THINGS.split())
    )
    rows, row = (
        ["# Plants, dishes, animals, garments. Made by devtools/training/things.py: change the lists there, not here."],
        "",
    )
    for word in found:
        if len(row) + len(word) > 110:
            rows.append(row.strip())
            row = ""
        row += f" {word}"
    options.to.write_text("\n".join([*rows, row.strip()]) + "\n", "utf-8")
    print(f"{len(found)} words")


if __name__ == "__main__":
    main()
