"""What the event rule learns from: reports of companies, and a regression whose signs are bounded."""

from __future__ import annotations

import random
from collections import Counter

from devtools.training.company_reports import COMPANIES, company_reports, kinds
from devtools.training.event_score import Row, learn
from wirewatch.stories.event_score import FEATURES, SIGNS


def test_reports_are_of_a_few_companies_and_nothing_is_left_to_fill_in() -> None:
    reports = company_reports(200, seed=1)
    assert len({report.company for report in reports}) == COMPANIES
    assert not any("{" in report.text or "}" in report.text for report in reports)
    assert reports == company_reports(200, seed=1)


def test_reports_of_one_event_are_two_wordings() -> None:
    reports = company_reports(200, seed=1)
    counts = Counter(report.event for report in reports)
    assert set(counts.values()) == {1, 2}
    assert len({report.text for report in reports}) == len(reports)


def test_kinds_can_be_left_out() -> None:
    some = set(range(0, kinds(), 2))
    assert {report.kind for report in company_reports(200, 1, some)} <= some


def test_a_weight_never_has_the_sign_that_is_ruled_out() -> None:
    chance = random.Random(1)
    # Every feature speaks for one event here, also those that may only speak against it.
    rows = []
    for number in range(400):
        same = number % 2 == 0
        rows.append(Row(f"t{number % 5}", "t", same, [chance.random() + same for _ in FEATURES]))
    learnt = learn(rows).weights
    assert all(learnt[name] * sign >= 0 for name, sign in SIGNS.items() if sign)
    assert any(learnt[name] > 0 for name, sign in SIGNS.items() if sign > 0)
    assert all(learnt[name] == 0 for name, sign in SIGNS.items() if sign < 0)
