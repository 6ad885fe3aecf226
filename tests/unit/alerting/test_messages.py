"""Alerts: what subscribers get, whatever strangers wrote."""

from __future__ import annotations

import json
import string
import unicodedata

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirewatch.alerting import builder, rendering, sns_message
from wirewatch.alerting.rendering import septets, valid_time_zone
from wirewatch.records import Alert, Article, Match, MatchedArticle, Mention, Outlet, Summary
from wirewatch.text.sanitize import defang, safe_http_url, single_line

TEXT = "Estonia opened the route. Finland paid for it."


def match(entry: str = "EE", name: str = "Estonia", salience: float = 0.9, count: int = 1, **fields: object) -> Match:
    mention = Mention(start=0, end=7, where="text", name=name, sentence="Estonia opened the route.")
    values = {"kind": "country", **fields}
    return Match(entry=entry, name=name, salience=salience, mentions=[mention] * count, **values)  # type: ignore[arg-type]


def sentence_match(entry: str, name: str, sentence: str) -> Match:
    """Named in a sentence that is not in the summary, nor in the text: as a message carries it."""
    mention = Mention(start=len(TEXT), end=len(TEXT) + len(name), where="text", name=name, sentence=sentence)
    return Match(entry=entry, kind="country", name=name, salience=0.5, mentions=[mention])


def alert(title: str = "Route opened", matches: list[Match] | None = None, **fields: object) -> Alert:
    article = Article(id="a1", text=TEXT, title=title, **fields)  # type: ignore[arg-type]
    summary = Summary(text=TEXT, sentences=["Estonia opened the route.", "Finland paid for it."], kind="extractive")
    return builder.build_alert(
        MatchedArticle(article=article, matches=matches if matches is not None else [match()]), summary
    )


def test_matches_stand_by_falling_salience() -> None:
    made = alert(
        matches=[match("FI", "Finland", 0.2), match("EE", "Estonia", 0.8), match("p", "Pat", 0.5, kind="person")]
    )
    assert [m.entry for m in made.matches] == ["EE", "p", "FI"]
    assert made.countries == ["EE", "FI"]


def test_the_highest_priority_counts() -> None:
    assert alert(matches=[match(priority="low"), match("FI", priority="high")]).priority == "high"


def test_a_subject_says_the_story_first_then_at_most_two_names_that_it_does_not_hold() -> None:
    assert rendering.subject(alert()) == "Route opened (Estonia)"
    assert rendering.subject(alert("Estonia opens route")) == "Estonia opens route"
    three = [match(), match("FI", "Finland", 0.5), match("LV", "Latvia", 0.4)]
    assert rendering.subject(alert(matches=three)) == "Route opened (Estonia, Finland +1)"
    long = rendering.subject(alert("word " * 100))
    assert long.endswith("... (Estonia)")
    assert len(long) < 100


def test_a_title_in_another_script_is_transliterated() -> None:
    assert rendering.subject(alert("Открыт маршрут 12", site="Vestnik")) == "Otkryt marshrut 12 (Estonia)"


@given(st.text(max_size=300), st.text(max_size=60))
def test_subject_is_what_sns_accepts(title: str, name: str) -> None:
    subject = rendering.subject(alert(title, [match(name=name)]))
    assert 0 < len(subject) < 100
    assert subject.isascii()
    assert subject.isprintable()
    assert subject[0] in string.ascii_letters + string.digits + string.punctuation


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("two\nlines\r\nand\ta tab", "two lines and a tab"),
        ("safe \u202egnp.exe\u202c", "safe gnp.exe"),
        ("bell\x07 and null\x00", "bell and null"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_plain_leaves_nothing_that_acts(written: str, read: str) -> None:
    assert single_line(written) == read


def test_an_email_is_title_and_link_then_the_summary_then_why() -> None:
    matches = [match(), sentence_match("LV", "Latvia", "In Riga, Latvia asked to join, and so did Sweden.")]
    made = alert(matches=matches, site="The Courier", url="https://courier.example/a", published="2026-01-02")
    assert rendering.email(made) == (
        "Route opened\nhttps://courier.example/a\n\n"
        "Estonia opened the route. Finland paid for it.\n\n"
        "Why:\n- Estonia: once in the text\n- Latvia: “In Riga, *Latvia* asked to join, and so did Sweden.”\n\n"
        "The Courier, 2026-01-02\n\n"
        "To get fewer, narrow the watchlist or add a filter policy to your subscription.\n"
    )


def test_a_sentence_that_proves_two_entries_is_shown_once() -> None:
    sentence = "In Riga, Latvia asked to join, and so did Sweden."
    matches = [sentence_match("LV", "Latvia", sentence), sentence_match("SE", "Sweden", sentence)]
    text = rendering.email(alert(matches=matches))
    assert "- Latvia, Sweden: “In Riga, *Latvia* asked to join, and so did *Sweden*.”" in text
    assert text.count("Riga") == 1


def test_the_mention_is_in_what_is_shown_of_a_long_sentence() -> None:
    for sentence in ("Sweden " + "word " * 200, "word " * 100 + "Sweden " + "word " * 100, "word " * 200 + "Sweden."):
        text = rendering.email(alert(matches=[sentence_match("SE", "Sweden", sentence)]))
        shown = next(line for line in text.splitlines() if line.startswith("- Sweden: "))
        assert "*Sweden*" in shown
        assert len(shown) < 240


def test_of_many_entries_a_few_are_shown_and_the_rest_counted() -> None:
    made = alert(matches=[match(f"E{n}", f"Entry {n}", 0.9 - n / 100) for n in range(9)])
    assert "and 3 more" in rendering.email(made)


@pytest.mark.parametrize(("genre", "said"), [("opinion", "(Opinion.)"), ("press release", "(Press release.)")])
def test_an_opinion_and_a_press_release_are_said_to_be_one(genre: str, said: str) -> None:
    made = alert()
    made.summary.genre = genre  # type: ignore[assignment]
    assert f"\n{said}\n" in rendering.email(made)


def test_a_live_page_says_when_it_was_updated_by_the_readers_clock() -> None:
    made = alert(updated="2026-07-05T10:00:00+00:00")
    made.summary.genre = "live page"
    assert "(Live page, updated 2026-07-05 12:00 CEST.)" in rendering.email(made, "Europe/Berlin")


def test_email_says_when_the_summary_is_the_lead() -> None:
    made = alert()
    made.summary = Summary(text=TEXT, sentences=[TEXT], kind="lead", note="the model is missing")
    assert "the model is missing" in rendering.email(made)
    assert "the model is missing" not in rendering.email(alert())


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "https://a.example/\nBcc: all", "data:text/html,x", "http://", "//x", "http://[x"],
)
def test_only_web_addresses_become_links(address: str) -> None:
    assert safe_http_url(address) is None


def test_sms_fits_a_segment_and_keeps_the_whole_link() -> None:
    text = rendering.sms(alert("word " * 100, url="https://courier.example/a"))
    assert len(text) <= 160
    assert text.endswith(" https://courier.example/a")
    assert len(rendering.sms(alert("word " * 100, url="https://courier.example/" + "a" * 200))) <= 160


def test_message_attributes_are_what_filter_policies_name() -> None:
    attributes = sns_message.build_sns_message(
        alert(matches=[match(), match("p", "Pat", 0.1, kind="person")])
    ).attributes
    assert attributes == {
        "priority": ("String", "normal"),
        "update": ("String", "first"),
        "kinds": ("String.Array", '["country", "person"]'),
        "matched_in": ("String.Array", '["text"]'),
        "countries": ("String.Array", '["EE"]'),
        "entries": ("String.Array", '["EE", "p"]'),
    }


def test_message_body_has_a_form_for_each_protocol() -> None:
    forms = json.loads(sns_message.build_sns_message(alert()).body)
    assert set(forms) == {"default", "email", "sms"}
    sent = msgspec.json.decode(forms["default"], type=Alert)
    assert sent.article.text == ""
    assert sent.matches[0].mentions[0].sentence == "Estonia opened the route."


def test_message_fits_sns_however_much_evidence_there_is() -> None:
    long = [
        Match(
            entry=f"e{n}",
            kind="topic",
            name=f"Name {n}",
            salience=0.5,
            mentions=[Mention(start=0, end=1, where="text", sentence="ж" * 2000)] * 50,
        )
        for n in range(20)
    ]
    message = sns_message.build_sns_message(alert(matches=long))
    assert len(message.body.encode()) <= sns_message.BODY_LIMIT
    assert len(json.loads(json.loads(message.body)["default"])["matches"]) == 20


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("see https://evil.example/x now", "see https[:]//evil[.]example/x now"),
        ("go to www.evil.example", "go to www[.]evil.example"),
        ("mailto:a@b.example", "mailto[:]a@b.example"),
        ("<a href='http://evil.example'>free</a>", "<a href='http[:]//evil.example'>free</a>"),
        ("The U.S. and U.K. met at 3.30 p.m.", "The U.S. and U.K. met at 3.30 p.m."),
    ],
)
def test_what_strangers_wrote_makes_no_links(written: str, read: str) -> None:
    assert defang(written) == read
    assert read in rendering.email(alert(written))


def test_a_host_in_other_letters_cannot_pass_for_anothers() -> None:
    assert safe_http_url("https://раура.example/x") == "https://xn--80aa0cbo.example/x"
    assert safe_http_url("https://bank.example@evil.example/") is None


def test_times_are_the_readers() -> None:
    made = alert(published="2026-07-05T10:00:00+00:00")
    assert "2026-07-05 12:00 CEST" in rendering.email(made, "Europe/Berlin")
    assert "\n\n2026-07-05\n" in rendering.email(alert(published="2026-07-05"), "Europe/Berlin")
    assert "\n\nsoon\n" in rendering.email(alert(published="soon"))


def test_other_outlets_of_the_story_are_named_once() -> None:
    made = alert(site="The Courier")
    made.outlets = [Outlet(article=f"{n}", site=site) for n, site in enumerate(["A", "The Courier", "A", "B"])]
    assert "Also in 2 outlets: A, B\n" in rendering.email(made)


def test_an_update_says_so() -> None:
    made = alert()
    made.follow_up_of = "s"
    assert rendering.subject(made) == "Update: Route opened (Estonia)"
    assert "sent this story before" in rendering.email(made)
    assert sns_message.build_sns_message(made).attributes["update"] == ("String", "follow-up")


def test_a_summary_that_was_written_says_so() -> None:
    made = alert()
    made.summary.kind = "abstractive"
    assert "Written by a model" in rendering.email(made)


def test_sms_counts_septets() -> None:
    text = rendering.sms(alert("{}[]~|" * 40))
    assert septets(text) <= 160


def test_a_list_names_every_alert_and_fits() -> None:
    many = [alert(f"Title {n} " + "ж" * 300, url=f"https://a.example/{n}") for n in range(100)]
    listed = sns_message.build_batch_message(many)
    assert listed.subject == "100 more alerts: Estonia"
    assert len(listed.body.encode()) <= sns_message.BODY_LIMIT
    forms = json.loads(listed.body)
    assert len(json.loads(forms["default"])["alerts"]) == 100
    assert "https://a.example/49" in forms["email"]
    assert "And 50 more" in forms["email"]
    assert json.loads(listed.attributes["countries"][1]) == ["EE"]


@given(st.text(max_size=300), st.text(max_size=60), st.text(max_size=100))
def test_no_form_holds_what_acts(title: str, name: str, sentence: str) -> None:
    made = alert(title, [match(name=name)], site=sentence, authors=[name])
    for text in (
        rendering.email(made),
        rendering.sms(made),
        json.loads(sns_message.build_batch_message([made]).body)["email"],
    ):
        assert not any(unicodedata.category(char) in {"Cc", "Cs"} for char in text.replace("\n", ""))
        assert "\u202e" not in text
    assert septets(rendering.sms(made)) <= 160


def test_a_zone_that_is_none_stops_no_mail() -> None:
    assert valid_time_zone("Europe/Berlin") == "Europe/Berlin"
    assert [valid_time_zone(name) for name in ("Nowhere/Land", "../etc/passwd", "")] == ["UTC"] * 3
