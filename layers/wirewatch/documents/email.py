"""E-mail: newsletters with what their headers say, forwarded messages, digests, mailboxes; also MHTML pages.

Each message is a document: the text parts of its body in their order. Attachments are none of it; a message in a
message (forwarded, or one of a digest) is a document of its own.
"""

from __future__ import annotations

import email
import email.errors
import email.header
import email.message
import email.policy
import html
import re
from collections.abc import Iterator

from wirewatch.documents import soft_errors
from wirewatch.documents.document import Document
from wirewatch.errors import InputRejectedError
from wirewatch.fetching import encoding as charsets
from wirewatch.limits import PAGE_BYTES
from wirewatch.text import dates
from wirewatch.text.mojibake import repair
from wirewatch.text.words import count_words

_MOST_MESSAGES = 1000
_MOST_PARTS = 1000
_DEEPEST = 8
_MBOX = re.compile(rb"^From \S[^\n]{0,200}\n(?=[A-Za-z][A-Za-z0-9-]{1,60}:)", re.MULTILINE)
_BODY = re.compile(r"<body[^>]{0,2000}>(.*?)(?:</body\s*>|$)", re.IGNORECASE | re.DOTALL)
_SIGNATURE = re.compile(r"^-- ?\r?$", re.MULTILINE)
_FORWARDED = re.compile(
    r"^(?:[-_]{4,}[^\n]{0,60}[-_]{4,}|[^\n]{4,60}:)[ \t]*\r?\n\s*(?P<head>(?:[^\s:][^\n:]{1,20}:[^\n]{0,500}\n(?:[ \t]+\S[^\n]{0,500}\n)*){2,8})\s*\n",
    re.MULTILINE,
)
_BORDER = re.compile(r"^--([\w'()+,./:=?-]{1,70})[ \t]*\r?\n(?=[A-Za-z-]{3,40}:)", re.MULTILINE)
_PREFIX = re.compile(r"^(?:(?:fwd?|wg|tr|rv|enc|i)\s*:\s*)+", re.IGNORECASE)


def documents(data: bytes, source: str) -> list[Document]:
    """The messages of an e-mail or a mailbox, each a document; one that holds no text comes as a problem.

    Raises:
        InputRejectedError: ``broken``, ``empty`` or ``too-large``, where there is one message and it is that.
    """
    found: list[Document] = []
    places = [match.start() for match in _MBOX.finditer(data)] if data.startswith(b"From ") else []
    for start, end in zip(places or [0], [*places[1:], len(data)], strict=True):
        if len(found) >= _MOST_MESSAGES:
            break
        message = data[start:end]
        try:
            parsed = email.message_from_bytes(message, policy=email.policy.compat32)
            found += _documents(parsed, source, 0)
        except InputRejectedError as rejected:
            found.append(Document("problem", source, problem=rejected))
        except Exception as error:  # the parser fails on broken messages in more ways than it documents
            broken = InputRejectedError("broken", f"not a readable e-mail: {error}", source)
            found.append(Document("problem", source, problem=broken))
    if len(found) == 1 and found[0].problem:
        raise found[0].problem
    for index, document in enumerate(found):
        document.index = index
        document.source = f"{source}#0.{index}" if len(found) > 1 else source
    return found


def _documents(message: email.message.Message, source: str, depth: int) -> list[Document]:
    """The message itself, where it has a text, and the messages in it."""
    inner: list[email.message.Message] = []
    attached: list[str] = []
    every = list(_text_parts(message, inner, attached, depth))
    # A text with a file's name is an attachment that is shown below the mail, unless there is nothing else.
    parts = [part for part in every if not part.named] or every
    found = []
    if parts:
        found.append(_document(message, parts, source))
    if depth < _DEEPEST:
        for one in inner[:_MOST_MESSAGES]:
            found += _documents(one, source, depth + 1)
    if len(found) > 1 and parts and count_words(_plain(parts)) < _LEAST_WORDS:
        found = found[1:]  # "FYI", and what it is about
    if not found:
        names = f"; its attachments ({', '.join(attached[:3])}) are not read" if attached else ""
        raise InputRejectedError("empty", f"the e-mail has neither an html nor a text part{names}", source)
    return found


_LEAST_WORDS = 15
"""Words of a text before a forwarded message from which on it is a document of its own."""


class _Part:
    """A part of a body, decoded."""

    def __init__(self, kind: str, text: str, *, named: bool = False) -> None:
        self.kind = kind
        self.text = text
        self.named = named


def _text_parts(
    part: email.message.Message, inner: list[email.message.Message], attached: list[str], depth: int
) -> Iterator[_Part]:
    """The parts of a body in their order; messages in it and names of attachments are added to the lists."""
    part = _parted(part)
    kind = part.get_content_type()
    if kind == "message/rfc822":
        inner += _messages_inside(part)
    elif part.is_multipart():
        children = _messages(part)[:_MOST_PARTS] if depth <= _DEEPEST else []
        if kind == "multipart/digest":
            for child in children:
                inner += _messages(child) or [child]
            return
        every = [list(_text_parts(child, inner, attached, depth + 1)) for child in children]
        for parts in [_best(every)] if kind == "multipart/alternative" else every:
            yield from parts
    elif part.get_content_disposition() == "attachment" or kind not in ("text/plain", "text/html"):
        attached.append(str(part.get_filename() or kind)[:80])
    elif text := _text(part):
        yield _Part(kind, text, named=bool(part.get_filename()))


def _messages(part: email.message.Message) -> list[email.message.Message]:
    """The parts of a part that has several, or the message in it."""
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, email.message.Message)] if isinstance(payload, list) else []


def _messages_inside(part: email.message.Message) -> list[email.message.Message]:
    """The message in a part; the standard allows no encoding there, and some encode it all the same."""
    found = _messages(part)
    coding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    if coding not in ("base64", "quoted-printable") or not found or len(found[0]):
        return found
    shell = email.message.Message()
    shell["Content-Transfer-Encoding"] = coding
    shell.set_payload(found[0].get_payload())
    data = shell.get_payload(decode=True)
    return [email.message_from_bytes(data, policy=email.policy.compat32)] if isinstance(data, bytes) else found


def _parted(part: email.message.Message) -> email.message.Message:
    """A part of several that does not say what stands between them, parted by the first line that may."""
    body = part.get_payload()
    if part.get_content_maintype() != "multipart" or not isinstance(body, str):
        return part
    border = _BORDER.search(body)
    if not border or part.get_param("boundary"):
        return part
    head = f'Content-Type: {part.get_content_type()}; boundary="{border[1]}"\n\n'
    again = email.message_from_string(head + body, policy=email.policy.compat32)
    return again if again.is_multipart() else part


def _text(part: email.message.Message) -> str:
    """The text of a part, decoded, without a signature; empty where there is none.

    Raises:
        InputRejectedError: ``too-large``.
    """
    body = part.get_payload(decode=True)
    if not isinstance(body, bytes) or not body.strip():
        return ""
    if len(body) > PAGE_BYTES:
        raise InputRejectedError("too-large", f"{len(body):,} bytes; a page may have {PAGE_BYTES:,}")
    text = charsets.decode(body, charsets.detect(body, str(part.get("Content-Type", ""))[:500]))
    if part.get_content_type() == "text/plain":
        flowed = str(part.get_param("format") or "").lower() == "flowed"
        text = _unflowed(text, str(part.get_param("delsp") or "").lower() == "yes") if flowed else text
        signature = list(_SIGNATURE.finditer(text))
        text = text[: signature[-1].start()] if signature else text
    return text if text.strip() else ""


def _best(alternatives: list[list[_Part]]) -> list[_Part]:
    """Of the same text in several forms the last, which is the richest, unless another says twice as much."""
    sizes = [count_words(_plain(parts)) for parts in alternatives]
    for parts, size in reversed(list(zip(alternatives, sizes, strict=True))):
        if parts and size * 2 >= max(sizes):
            return parts
    return []


def _plain(parts: list[_Part]) -> str:
    return " ".join(
        soft_errors.text_of(part.text.encode("utf-8", "replace")) if part.kind == "text/html" else part.text
        for part in parts
    )


def _unflowed(text: str, joined: bool) -> str:
    """Paragraphs of ``format=flowed`` (RFC 3676): a line that ends with a space goes on in the next one."""
    lines: list[str] = []
    goes_on = False
    for line in text.replace("\r\n", "\n").split("\n"):
        line = line.removeprefix(" ") if line.startswith(" ") else line
        if goes_on and lines:
            lines[-1] += line
        else:
            lines.append(line)
        goes_on = line.endswith(" ") and line != "-- "
        if goes_on and joined:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)


def _document(message: email.message.Message, parts: list[_Part], source: str) -> Document:
    url = _header(message, "Snapshot-Content-Location") or _header(message, "Archived-At").strip("<>")
    fields = {name: _header(message, name) for name in ("Subject", "From", "Date")}
    if all(part.kind == "text/plain" for part in parts):
        kind, text = "text", "\n\n".join(part.text.strip() for part in parts)
        if (found := _FORWARDED.search(text)) and found.start() * 2 < len(text):
            fields |= _forwarded_fields(found["head"])
            text = text[found.end() :]
    elif len(parts) == 1:
        kind, text = "html", parts[0].text
    else:
        kind, text = "html", "".join(map(_body, parts))
        text = f"<!DOCTYPE html><html><body><article>{text}</article></body></html>"
    sender = re.match(r"\s*\"?([^\"<@]{2,200}?)\"?\s*<", fields["From"])
    return Document(
        "html" if kind == "html" else "text",
        source,
        data=text.encode("utf-8", "replace"),
        charset="utf-8",
        url=url if url.startswith(("http://", "https://")) else None,
        title=fields["Subject"],
        published=dates.parse(fields["Date"]),
        site=sender[1].strip() if sender and not sender[1].startswith("Saved by") else None,
    )


def _forwarded_fields(head: str) -> dict[str, str]:
    """Who sent a forwarded message, when and about what, by the form of its lines and not their names."""
    found: dict[str, str] = {}
    for line in head.splitlines():
        value = " ".join(line.partition(":")[2].split())
        if "@" in value:
            found.setdefault("From", value)
        elif dates.parse(value):
            found.setdefault("Date", value)
        elif value:
            found.setdefault("Subject", value)
    return found


def _body(part: _Part) -> str:
    if part.kind == "text/html":
        found = _BODY.search(part.text)
        return found[1] if found else part.text
    blocks = re.split(r"\n\s*\n", part.text.replace("\r\n", "\n").strip())
    return "".join(f"<p>{html.escape(block)}</p>" for block in blocks)


def _header(message: email.message.Message, name: str) -> str:
    raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")[:4000]
    pieces: list[tuple[bytes, str | None]] = []
    try:
        if raw.isascii():
            for piece, label in email.header.decode_header(raw):
                pieces.append((piece if isinstance(piece, bytes) else piece.encode("ascii", "replace"), label))
        else:  # bytes that the standard does not allow there, and that many send
            pieces.append((raw.encode("ascii", "surrogateescape"), None))
    except (ValueError, LookupError, email.errors.MessageError):  # broken base64
        return " ".join(raw.split())
    text = "".join(charsets.decode(piece, _header_codec(piece, label, message)) for piece, label in pieces)
    return repair(" ".join(_PREFIX.sub("", text).split() if name == "Subject" else text.split()))


def _header_codec(piece: bytes, label: str | None, message: email.message.Message) -> str:
    if piece.isascii() and not label:
        return "ascii"
    if not label:  # raw bytes: the parts of the message may say what they are in
        label = next((str(one) for one in message.get_charsets() if one and charsets.codec_for_label(str(one))), None)
    return charsets.detect(piece, f"text/plain; charset={label}" if label else None)
