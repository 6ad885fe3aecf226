"""Filter policies: what people ask for, within what SNS takes."""

from __future__ import annotations

from typing import Any

import pytest

from wirewatch.alerting.filter_policies import FilterPolicyError, build_filter_policy, codes, validate_filter_policy


def test_every_wish_becomes_a_key() -> None:
    assert build_filter_policy(countries=["ee", "LV"], priority="normal", in_title=True, updates=False) == {
        "countries": ["EE", "LV"],
        "priority": ["normal", "high"],
        "matched_in": ["title"],
        "update": ["first"],
    }
    assert build_filter_policy() == {}


def test_what_carries_no_tag_passes_a_policy_without_tags() -> None:
    assert build_filter_policy(without_tags=["sport"]) == {"tags": [{"anything-but": ["sport"]}, {"exists": False}]}


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ({name: ["a"] for name in ("entries", "kinds", "tags", "matched_in", "priority", "update")}, "6 keys"),
        ({"entries": [f"e{n}" for n in range(51)], "priority": ["low", "normal", "high"]}, "153 combinations"),
        ({"tags": [{"anything-but": [f"t{n}" for n in range(151)]}]}, "151 combinations"),
        ({"country": ["EE"]}, "no message carries 'country'"),
        ({"countries": ["ee"]}, "no ISO 3166-1"),
        ({"countries": []}, "at least one value"),
        ({"tags": [{"contains": "x"}]}, "none of SNS's operators"),
        ({"tags": [3]}, "no text"),
        ({"tags": ["x" * 300_000]}, "256 kB"),
    ],
)
def test_what_sns_refuses_is_said(made: dict[str, Any], said: str) -> None:
    assert any(said in problem for problem in validate_filter_policy(made))


def test_a_policy_that_passes_the_limits_is_refused() -> None:
    with pytest.raises(FilterPolicyError, match="combinations"):
        build_filter_policy(entries=[f"e{n}" for n in range(151)])


def test_countries_by_name_or_code() -> None:
    known = {"estonia": "EE", "côte d'ivoire": "CI"}
    assert codes(["estonia", "CI", " Côte d'Ivoire"], known) == ["EE", "CI", "CI"]
    with pytest.raises(FilterPolicyError, match="'Atlantis'"):
        codes(["Atlantis"], known)
