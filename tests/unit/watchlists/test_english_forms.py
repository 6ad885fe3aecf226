import pytest

from wirewatch.watchlists.english_forms import MAX_FORMS, english_forms


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        (
            "north korea",
            {"n. korea", "n korea", "n.korea", "nth korea", "korea (north)", "korea, north", "n and s korea"},
        ),
        ("south sudanese", {"s. sudanese", "s sudanese"}),
        ("democratic republic of the congo", {"dem. rep. of the congo", "congo, dem. rep.", "congo, dem. rep. of the"}),
        ("equatorial guinea", {"eq. guinea", "eq guinea"}),
        ("british virgin islands", {"br. virgin is.", "virgin islands (british)"}),
        ("u.a.e.", {"u. a. e."}),
    ],
)
def test_forms_that_headlines_and_registers_use(name: str, forms: set[str]) -> None:
    assert forms <= set(english_forms(name))


@pytest.mark.parametrize("name", ["france", "corea del norte", "ελλάδα", "", "x" * 200])
def test_names_without_such_parts_have_none(name: str) -> None:
    assert english_forms(name) == ()


def test_forms_are_bounded_and_none_is_the_name() -> None:
    name = "united republic of northern islands of the democratic republic of southern islands"
    assert len(english_forms(name)) <= MAX_FORMS
    assert name not in english_forms(name)


def test_two_names_that_share_a_word_are_left_out_where_asked() -> None:
    assert "north and south korea" in english_forms("south korea")
    assert "north and south korea" not in english_forms("south korea", coordinated=False)
