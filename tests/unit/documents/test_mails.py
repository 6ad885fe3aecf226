"""E-mails as they come."""

from __future__ import annotations

import base64
from email.message import EmailMessage

import pytest

from tests.support.reading import STORY, article, articles


def mail(**headers: str) -> EmailMessage:
    m = EmailMessage()
    for name, value in {
        "From": "Aldmere Post <post@aldmere.example>",
        "To": "you@x.example",
        "Subject": "Ferry sails again",
        "Date": "Fri, 20 Nov 2026 09:15:00 +0100",
        **headers,
    }.items():
        m[name] = value
    return m


TEXT = "\n\n".join(STORY)
HTML = "<html><body>" + "".join(f"<p>{p}</p>" for p in STORY) + "</body></html>"


def test_plain() -> None:
    m = mail()
    m.set_content(TEXT)
    found = article(bytes(m))
    assert found.text == TEXT
    assert (found.title, found.published, found.site) == (
        "Ferry sails again",
        "2026-11-20T09:15:00+01:00",
        "Aldmere Post",
    )


def test_html_goes_before_its_alternative() -> None:
    m = mail()
    m.set_content("See the html part of this message.")
    m.add_alternative(HTML, subtype="html")
    assert article(bytes(m)).text == TEXT


def test_an_empty_html_part_leaves_the_text() -> None:
    m = mail()
    m.set_content(TEXT)
    m.add_alternative("<html><body></body></html>", subtype="html")
    assert article(bytes(m)).text == TEXT


def test_parts_in_order() -> None:
    m = mail()
    m.make_mixed()
    for p in STORY:
        part = EmailMessage()
        part.set_content(p)
        m.attach(part)
    assert article(bytes(m)).text == TEXT


def test_html_parts_in_order() -> None:
    m = mail()
    m.make_mixed()
    for p in STORY:
        part = EmailMessage()
        part.set_content(f"<p>{p}</p>", subtype="html")
        m.attach(part)
    assert article(bytes(m)).text == TEXT


def test_text_then_picture_then_text() -> None:
    m = mail()
    m.make_mixed()
    for n, p in enumerate(STORY):
        part = EmailMessage()
        part.set_content(p)
        m.attach(part)
        if n == 0:
            picture = EmailMessage()
            picture.set_content(b"\x89PNG....", maintype="image", subtype="png")
            m.attach(picture)
    assert article(bytes(m)).text == TEXT


@pytest.mark.parametrize(("name", "subtype"), [("notes.txt", "plain"), ("page.html", "html")])
@pytest.mark.parametrize("first", [False, True])
def test_attachments_are_not_the_story(name: str, subtype: str, first: bool) -> None:
    other = (
        ("<p>" if subtype == "html" else "")
        + "Minutes of the board meeting: nobody was there and nothing at all was decided about the price of stone or of fish this winter."
    )
    m = mail()
    m.make_mixed()
    attachment = EmailMessage()
    attachment.set_content(other, subtype=subtype, disposition="attachment", filename=name)
    body = EmailMessage()
    body.set_content(TEXT)
    for part in [attachment, body] if first else [body, attachment]:
        m.attach(part)
    assert article(bytes(m)).text == TEXT


def test_a_forwarded_message_is_its_own() -> None:
    inner = mail(Subject="Ferry sails again", From="Island Wire <wire@i.example>")
    inner.set_content(TEXT)
    m = mail(Subject="Fwd: Ferry sails again", From="Me <me@x.example>")
    m.set_content("FYI")
    m.make_mixed()
    m.attach(as_message(inner))
    found = [a for a in articles(bytes(m)) if not isinstance(a, Exception)]
    assert [a.text for a in found] == [TEXT]
    assert found[0].title == "Ferry sails again"
    assert found[0].site == "Island Wire"


def as_message(inner: EmailMessage) -> EmailMessage:
    part = EmailMessage()
    part.set_content(inner)
    return part


def test_a_digest_is_taken_apart() -> None:
    body = b""
    for n in range(3):
        inner = mail(Subject=f"Story {n}")
        inner.set_content(f"Number {n}. " + TEXT)
        body += b"--XX\n\n" + bytes(inner) + b"\n"
    head = b"From: List <list@x.example>\nTo: you@x.example\nSubject: Digest\nMIME-Version: 1.0\nContent-Type: multipart/digest; boundary=XX\n\n"
    assert [getattr(a, "title", "") for a in articles(head + body + b"--XX--\n")] == ["Story 0", "Story 1", "Story 2"]


def test_an_inline_forward() -> None:
    m = mail(Subject="Fwd: Ferry sails again", From="Me <me@x.example>")
    m.set_content(
        "FYI\n\n---------- Forwarded message ---------\nFrom: Island Wire <wire@i.example>\nDate: Thu, Nov 19, 2026 at 9:15 AM\nSubject: Ferry sails again\nTo: <me@x.example>\n\n"
        + TEXT
    )
    found = article(bytes(m))
    assert found.text == TEXT


def test_mbox() -> None:
    data = b""
    for n in range(3):
        m = mail(Subject=f"Story {n}")
        m.set_content(f"Number {n}. " + TEXT)
        data += b"From post@aldmere.example Fri Nov 20 09:15:00 2026\n" + bytes(m) + b"\n"
    assert [getattr(a, "title", "") for a in articles(data)] == ["Story 0", "Story 1", "Story 2"]


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("=?utf-8?Q?F=C3=A4hre_f=C3=A4hrt?=", "Fähre fährt"),
        ("=?iso-8859-1?Q?F=E4hre?= =?iso-8859-1?Q?_f=E4hrt?=", "Fähre fährt"),
        ("=?utf-8?B?" + base64.b64encode("Паром".encode()).decode() + "?=", "Паром"),
        ("=?UTF-8?Q?Ferry=20=26?= quarry", "Ferry & quarry"),
        ("Re: Ferry", "Re: Ferry"),
        ("=?nonsense?Q?Ferry?=", None),
        ("Ferry\n and quarry", "Ferry and quarry"),
        ("=?gb2312?B?" + base64.b64encode("渡轮恢复".encode("gb2312")).decode() + "?=", "渡轮恢复"),
        ("=?koi8-r?B?" + base64.b64encode("Паром".encode("koi8-r")).decode() + "?=", "Паром"),
        ("=?utf-8?Q?F=C3?= =?utf-8?Q?=A4hre?=", "Fähre"),
    ],
)
def test_subjects(subject: str, title: str | None) -> None:
    data = f"From: Post <p@a.example>\nTo: y@x.example\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{TEXT}\n"
    found = article(data).title
    assert found == title or title is None


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", None])
def test_transfer_encodings(encoding: str, charset: str | None) -> None:
    import quopri

    text = TEXT.replace("harbour", "hafen-ä")
    raw = text.encode(charset or "utf-8")
    body = {"8bit": raw, "base64": base64.encodebytes(raw), "quoted-printable": quopri.encodestring(raw)}[encoding]
    kind = f"text/plain; charset={charset}" if charset else "text/plain"
    head = f"From: Post <p@a.example>\nTo: y@x.example\nSubject: Ferry\nMIME-Version: 1.0\nContent-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n\n"
    assert article(head.encode() + body).text == text


def test_format_flowed() -> None:
    import textwrap

    flowed = "\n\n".join(" \n".join(textwrap.wrap(p, 70)) for p in STORY)
    head = "From: Post <p@a.example>\nTo: y@x.example\nSubject: Ferry\nContent-Type: text/plain; charset=utf-8; format=flowed\n\n"
    assert article(head + flowed).text == TEXT


def test_signature_and_quote_are_not_the_story() -> None:
    m = mail()
    m.set_content(TEXT + "\n\n-- \nAna Ruiz\nAldmere Post\nTel 123 456\n")
    assert article(bytes(m)).text == TEXT


def test_a_text_with_a_file_name_is_an_attachment() -> None:
    m = mail()
    m.set_content(TEXT)
    m.add_attachment("Notes that nobody wants to read in an alert.", filename="notes.txt", disposition="inline")
    assert article(bytes(m)).text == TEXT


HEAD = "From: a@b.example\nTo: c@d.example\nSubject: Fwd: see below\nMIME-Version: 1.0\n"


def test_a_forwarded_message_that_is_encoded() -> None:
    m = mail(Subject="Storm closes schools")
    m.set_content(TEXT)
    inner = base64.encodebytes(bytes(m)).decode()
    data = (
        f"{HEAD}Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nSee below.\n"
        f"--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{inner}\n--b--\n"
    )
    assert article(data).title == "Storm closes schools"


def test_parts_whose_border_is_not_said() -> None:
    data = f"{HEAD}Content-Type: multipart/mixed\n\n--b1\nContent-Type: text/plain\n\n{TEXT}\n--b1--\n"
    assert article(data).text == TEXT
