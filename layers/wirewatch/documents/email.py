"""E-mail: a newsletter's html part with what its header says; also pages that a browser saved as MHTML."""

from __future__ import annotations

import email
import email.errors
import email.header
import email.message
import email.policy
import re
from itertools import islice

from wirewatch.documents.document import Document
from wirewatch.errors import InputRejectedError
from wirewatch.fetching import encoding as charsets
from wirewatch.limits import PAGE
from wirewatch.text import dates


def document(data: bytes, source: str) -> Document:
    """The letter's html part, else its text.

    Raises:
        Refused: ``broken``, ``empty`` or ``too-large``.
    """
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        parts = {part.get_content_type(): part for part in reversed(list(islice(message.walk(), 1000)))}
        part = parts.get("text/html") or parts.get("text/plain")
        body = part.get_payload(decode=True) if part else None
    except Exception as error:  # the parser fails on broken letters in more ways than it documents
        raise InputRejectedError("broken", f"not a readable e-mail: {error}", source) from None
    if not part or not isinstance(body, bytes) or not body.strip():
        raise InputRejectedError("empty", "the e-mail has neither an html nor a text part", source)
    if len(body) > PAGE:
        raise InputRejectedError("too-large", f"{len(body):,} bytes; a page may have {PAGE:,}", source)
    url = _header(message, "Snapshot-Content-Location") or _header(message, "Archived-At").strip("<>")
    sender = re.match(r"\s*\"?([^\"<@]{2,200}?)\"?\s*<", _header(message, "From"))
    return Document(
        "html" if part.get_content_type() == "text/html" else "text",
        source,
        data=body,
        charset=charsets.detect(body, str(part.get("Content-Type", ""))[:500]),
        url=url if url.startswith(("http://", "https://")) else None,
        title=_header(message, "Subject"),
        published=dates.parse(_header(message, "Date")),
        site=sender[1].strip() if sender and not sender[1].startswith("Saved by") else None,
    )


def _header(message: email.message.Message, name: str) -> str:
    raw = str(message.get(name, ""))[:2000]
    try:
        value = str(email.header.make_header(email.header.decode_header(raw)))
    except (ValueError, LookupError, email.errors.MessageError):  # an unknown charset, broken base64
        value = raw
    return " ".join(value.split())
