from pathlib import Path

import pytest

from wirewatch.watchlists import loader
from wirewatch.watchlists.models import WatchlistError

ROOT = Path(__file__).parents[3]


def problems(text: str) -> list[str]:
    with pytest.raises(WatchlistError) as caught:
        loader.parse(text.encode(), name="mine.yaml")
    return [str(problem) for problem in caught.value.problems]


def test_a_bare_name_is_an_entry() -> None:
    (entry,) = loader.parse(b"entries: [Acme Robotics]").entries
    assert (entry.id, entry.name, entry.kind) == ("acme-robotics", "Acme Robotics", "topic")
    assert [alias.name for alias in entry.aliases] == ["Acme Robotics"]


def test_every_field_is_read() -> None:
    (entry,) = loader.parse(
        b"""
entries:
  - id: NO
    name: Norway
    kind: country
    aliases:
      - Norge
      - {names: [Oslo, Storting], rule: capital, weight: 0.4, language: no, not_before: [Bay], not_after: [New]}
      - {name: NOR, case: exact}
      - {name: norw, prefix: yes, case: any}
    not_in: [Norway rat]
    priority: high
    tags: [nordic, nato]
    notes: a kingdom
    min_salience: 0.5
"""
    ).entries
    assert (entry.id, entry.priority, entry.tags, entry.min_salience) == ("NO", "high", ("nordic", "nato"), 0.5)
    by_name = {alias.name: alias for alias in entry.aliases}
    assert by_name["Oslo"].weight == 0.4
    assert by_name["Storting"].not_before == ("Bay",)
    assert by_name["NOR"].case == "exact"
    assert by_name["norw"].prefix
    assert by_name["Oslo"].language == "no"
    assert entry.not_in == ("Norway rat",)


def test_every_mistake_is_reported_at_once_with_line_and_mend() -> None:
    found = problems(
        """entries:
  - {id: a, name: Alpha, piority: high}
  - {id: a, name: Beta Gamma}
  - {id: b, name: Delta, priority: urgent}
  - {id: c}
  - {id: d, name: X}
  - {id: e, name: Epsilon, min_salience: 3}
  - {id: "f g", name: Zeta}
"""
    )
    assert found == [
        "mine.yaml:2: entries.piority: is not known here; did you mean priority?",
        "mine.yaml:4: priority: 'urgent' is not one of low, normal, high",
        "mine.yaml:5: name: is missing; give the entry a name",
        "mine.yaml:6: name: 'X' is one letter, which stands everywhere; write the name out",
        "mine.yaml:7: min_salience: must be a number from 0 to 1",
        "mine.yaml:8: id: 'f g' is not an id; use letters, digits and hyphens, at most 128",
    ]


def test_an_id_is_used_once() -> None:
    assert problems("entries:\n- {id: a, name: Alpha}\n- {id: a, name: Beta}\n") == [
        "mine.yaml:3: id: 'a' is already used at mine.yaml:2; every id once"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &x [1]\nb: [*x, *x]", "anchors and aliases"),
        ("entries: !!python/object:os.system [x]", "the tag"),
        ("entries: [", "not valid YAML"),
        ("[" * 40, "nested more than"),
        ("a: 1\n---\nb: 2", "second document"),
        ("version: 2\nentries: [Alpha]", "reads version 1"),
        ("entries: [{name: Alpha\u202eBeta}]", "invisible character U+202E"),
        ("entries: [{name: '???'}]", "no letter or digit"),
        ("entries: []", "nothing is watched"),
        ("", "nothing is watched"),
        ("include: [nowhere]", "no file or pack named 'nowhere'; packs: asean"),
        ("include: [../../etc/passwd]", "no file or pack named"),
        ("include: [{pack: countries, except: [ZZ]}]", "the pack has no entry 'ZZ'"),
        (
            "include: [{pack: baltics, except: [Lithuania]}]",
            "mine.yaml:1: include: the pack has no entry 'Lithuania'; did you mean LT?",
        ),
        ("entries: [{name: Alpha, name: Beta}]", "is given twice"),
        ("entries: {name: Alpha}", "must be a list"),
    ],
)
def test_what_cannot_be_used_is_refused(text: str, said: str) -> None:
    assert said in "\n".join(problems(text))


def test_mixed_alphabets_are_a_warning() -> None:
    loaded = loader.parse("entries: [Sergei Sh\u043eigu]".encode())
    assert "mixes Cyrillic and Latin" in str(loaded.warnings[0])


def test_ten_thousand_names_on_one_entry() -> None:
    names = "\n".join(f"  - Name Number {n}" for n in range(10_000))
    (entry,) = loader.parse(f"entries:\n- name: Many\n  aliases:\n{names}".encode()).entries
    assert len(entry.aliases) == 10_001


def test_packs_are_included_by_name_with_exceptions() -> None:
    whole = loader.load_watchlist([Path("countries")])
    some = loader.parse(b"include: [{pack: countries, except: [FR, DE]}]")
    few = loader.parse(b"include: [{pack: countries, only: [FR, DE]}]")
    assert {e.id for e in whole.entries} - {e.id for e in some.entries} == {"FR", "DE"}
    assert {e.id for e in few.entries} == {"FR", "DE"}


def test_a_missing_file_is_named() -> None:
    with pytest.raises(WatchlistError, match=r"gone\.yaml: cannot be read"):
        loader.load_watchlist([Path("gone.yaml")])


def test_the_packs_hold_every_territory() -> None:
    ids = {entry.id for entry in loader.load_watchlist(["countries"]).entries}
    assert len(ids) == 250
    assert {"BY", "NO", "XK", "TW", "PS", "AX", "ZW"} <= ids
    officials = {entry.id for entry in loader.load_watchlist(["officials"]).entries}
    assert {"vladimir-putin", "alexander-lukashenko", "emmanuel-macron"} <= officials


def test_the_example_loads() -> None:
    loaded = loader.load_watchlist([ROOT / "watchlists" / "example.yaml"])
    assert "naruhito" not in {entry.id for entry in loaded.entries}
    assert {"maria-ilves", "opec", "BY"} <= {entry.id for entry in loaded.entries}


def test_a_choice_of_a_pack_holds_for_the_packs_that_it_includes() -> None:
    few = loader.parse(b"include: [{pack: baltics, only: [EE]}]")
    assert {e.id for e in few.entries} == {"EE"}
    both = loader.parse(b"include: [countries, {pack: baltics, except: [LV]}]")
    assert {"LV", "baltics"} <= {e.id for e in both.entries}
