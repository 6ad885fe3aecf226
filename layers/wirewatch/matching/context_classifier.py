"""Does a country's name mean the country here, or a team, an organisation, a person, a thing?

One decision in one place: a logistic regression over the features of ``wirewatch.matching.context_features`` and the words
around the name (``wirewatch.matching.context_words``), learnt by ``devtools/training/context_classifier.py`` and stored as
one number a feature and a few a word. No learner is needed to evaluate it.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Final

from wirewatch.errors import WirewatchError
from wirewatch.matching.candidates import NameCandidate, Rejection
from wirewatch.matching.context_features import FEATURES
from wirewatch.matching.context_signs import PARTS
from wirewatch.matching.context_words import ContextWords, context_words, surroundings
from wirewatch.matching.text_state import TextState

_SEEN: Final = 0.5
"""A sign that is a probability is named as the reason from this value on."""

WORDS_ALONE: Final = -1.0
"""Log-odds below which a name is rejected by the words around it alone, without a feature that says what it is."""

_PERSON_SEEN: Final = ("given name or honorific before", "person by its looks", "age behind")
"""Features by which a person of the name is seen, and not only likely: they are the reason before all others."""

_FILE: Final = Path(__file__).with_name("context_classifier.json")


class ContextClassifier:
    """Weights of the features, open for use.

    Attributes:
        bias: log-odds that a name means the country where no feature holds.
        weights: in the order of ``FEATURES``; above 0 speaks for the country.
        words: what the words around a name add.
    """

    def __init__(self, bias: float, weights: dict[str, float], words: ContextWords) -> None:
        names = [feature.name for feature in FEATURES]
        if set(names) != set(weights):
            raise WirewatchError(f"features and weights differ: {sorted(set(names) ^ set(weights))}; learn them again")
        self.bias = bias
        self.weights = [weights[name] for name in names]
        self.words = words

    @classmethod
    def load(cls, file: Path = _FILE) -> ContextClassifier:
        """Open the numbers in ``file``."""
        numbers = json.loads(file.read_text("utf-8"))
        return cls(numbers["bias"], numbers["weights"], context_words())

    def features(self, state: TextState, candidate: NameCandidate) -> list[float]:
        """The value of every feature for one candidate."""
        return [float(feature.value(state, candidate)) for feature in FEATURES]

    def decide(self, state: TextState, candidate: NameCandidate) -> NameCandidate:
        """The candidate with the log-odds that it means its country; rejected where they are below 0.

        Of what speaks against it, the reading with the most weight is the reason.
        """
        values = self.features(state, candidate)
        parts = [weight * value for weight, value in zip(self.weights, values, strict=True)]
        words = self.words.log_odds(state, candidate, surroundings(state, candidate))
        judged = candidate._replace(log_odds=self.bias + sum(parts) + words)
        if judged.log_odds >= 0:
            return judged
        reading = self._reading(candidate, values, parts)
        if reading is None and judged.log_odds >= WORDS_ALONE:
            return judged
        return judged.reject(reading or Rejection.THING)

    @staticmethod
    def _reading(candidate: NameCandidate, values: list[float], parts: list[float]) -> Rejection | None:
        """What the name is taken for; None where only words speak against the country, and no feature."""
        against: dict[Rejection, float] = {}
        for feature, value, part in zip(FEATURES, values, parts, strict=True):
            if feature.reading and part < 0 and value >= _SEEN:
                if feature.name in _PERSON_SEEN:
                    return Rejection.PERSON
                against[feature.reading] = against.get(feature.reading, 0.0) + part
        reading = min(against, key=lambda one: against[one], default=None)
        return Rejection.PART_IN_SPORT if reading is Rejection.TEAM and candidate.alias.rule in PARTS else reading


@lru_cache(maxsize=1)
def context_classifier() -> ContextClassifier:
    """The classifier that ships, opened once."""
    return ContextClassifier.load()
