"""Boosted decision trees, evaluated: numbers learnt elsewhere and read from JSON, with no learner installed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


class GradientBoostedTrees:
    """A classifier with two classes.

    Args:
        numbers: ``roots``, the first node of each tree, and three lists over the nodes of all trees, each tree in
            preorder: ``feature`` (-1 in a leaf), ``number`` (the threshold; in a leaf, the log odds that it adds) and
            ``right`` (the child for a feature above the threshold; the other child is the next node).
    """

    def __init__(self, numbers: dict[str, Any]) -> None:
        self._roots = np.array(numbers["roots"], dtype=np.int32)
        feature = np.array(numbers["feature"], dtype=np.int32)
        number = np.array(numbers["number"], dtype=np.float64)
        right = np.array(numbers["right"], dtype=np.int32)
        leaf = feature < 0
        own = np.arange(len(feature), dtype=np.int32)
        self._feature = np.where(leaf, 0, feature)
        self._threshold = number
        self._value = np.where(leaf, number, 0.0)
        # A leaf is its own child, so that all trees can be walked for as many steps as the deepest one takes.
        self._children = np.array([np.where(leaf, own, right), np.where(leaf, own, own + 1)])
        self._depth = self._deepest(leaf)

    def _deepest(self, leaf: np.ndarray[Any, Any]) -> int:
        nodes, steps = np.unique(self._roots), 0
        while not leaf[nodes].all():
            nodes, steps = np.unique(self._children[:, nodes]), steps + 1
        return steps

    def probabilities(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """The probability of the positive class for each row of features."""
        found: list[float] = []
        for begin in range(0, len(rows), 500):  # bounds memory
            table = np.array(rows[begin : begin + 500], dtype=np.float64)
            places = np.arange(len(table))[:, None]
            node = np.broadcast_to(self._roots, (len(table), len(self._roots)))
            for _ in range(self._depth):
                goes_left = (table[places, self._feature[node]] <= self._threshold[node]).astype(np.int8)
                node = self._children[goes_left, node]
            found += (1.0 / (1.0 + np.exp(-self._value[node].sum(axis=1)))).tolist()
        return found
