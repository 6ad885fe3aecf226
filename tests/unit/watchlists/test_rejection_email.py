import pytest

from wirewatch.watchlists import loader
from wirewatch.watchlists.models import WatchlistError
from wirewatch.watchlists.rejection_email import rejection_email


def test_a_refusal_names_file_line_and_mend() -> None:
    with pytest.raises(WatchlistError) as caught:
        loader.parse(b"entries:\n- {id: a, name: Alpha, piority: high}\n", name="watchlists/mine.yaml")
    subject, text = rejection_email(["watchlists/mine.yaml"], caught.value, since="2026-01-02 03:04 UTC")
    assert subject == "wirewatch: watchlist refused, 1 problem"
    assert "- watchlists/mine.yaml:2: entries.piority: is not known here; did you mean priority?" in text
    assert "last good watchlist stays in force, as compiled 2026-01-02 03:04 UTC" in text


def test_a_long_refusal_is_cut_and_counted_and_stays_on_its_lines() -> None:
    with pytest.raises(WatchlistError) as caught:
        loader.parse(b"entries:\n" + b"- X\n" * 80)
    subject, text = rejection_email(["a\nb\u202e.yaml"], caught.value)
    assert "80 problems" in subject
    assert "- and 30 more" in text
    assert "Files read: a b .yaml\n" in text


def test_any_error_is_told() -> None:
    assert "- too large" in rejection_email([], ValueError("too large"))[1]
