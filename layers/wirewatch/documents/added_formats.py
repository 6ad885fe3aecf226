"""Input formats that other packages add. They come before the built-in ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Protocol

from wirewatch import extensions
from wirewatch.documents.document import Document
from wirewatch.errors import InputRejectedError
from wirewatch.fetching.decompression import gunzip
from wirewatch.limits import OBJECT_BYTES, PAGE_SECONDS
from wirewatch.parsing.time_limit import time_limit

HEAD = 1 << 16
"""Bytes of an object that a format is recognised by."""
MOST_DOCUMENTS = 10_000
"""Documents of one object in an added format."""


class InputFormat(Protocol):
    """What reads a format. Register the class in ``wirewatch.formats`` by the format's name; it is made without arguments."""

    def recognises(self, head: bytes, /) -> bool:
        """Whether an object that begins so (up to 64 kB) is of this format. Go by the content: a name may say anything."""
        raise NotImplementedError

    def documents(self, data: bytes, source: str, /) -> Iterable[Document]:
        """The object's documents, a page or an article each.

        Args:
            data: the whole object, from a stranger: bound what is unpacked, and spend time in proportion to its size.
            source: the object's name, for messages.

        Raise InputRejectedError where it cannot be read. Whatever else is raised rejects the object as broken.
        """
        raise NotImplementedError


def added_documents(data: bytes, source: str) -> Iterator[Document] | None:
    """The documents of an object in an added format, read within the time for one page; None for every other object.

    A gzipped object is unpacked first, where a format is added at all.

    Raises:
        InputRejectedError: it cannot be read.
        ExtensionError: a package cannot be used.
    """
    names = extensions.names("wirewatch.formats")
    if names and data.startswith(b"\x1f\x8b"):
        data = gunzip(data, OBJECT_BYTES, source)
    head = data[:HEAD]
    for name in names:
        with time_limit(PAGE_SECONDS, source):
            if _reader(name).recognises(head):
                return iter(_documents(name, data, source))
    return None


def _documents(name: str, data: bytes, source: str) -> list[Document]:
    try:
        found = list(islice(_reader(name).documents(data, source), MOST_DOCUMENTS + 1))
    except (InputRejectedError, OSError, MemoryError):
        raise
    except Exception as error:
        text = f"the format {name} cannot read it ({type(error).__name__}: {error})"[:300]
        raise InputRejectedError("broken", text, source) from error
    if len(found) > MOST_DOCUMENTS:
        raise InputRejectedError("too-large", f"it holds more than {MOST_DOCUMENTS:,} documents", source)
    return found


def _reader(name: str) -> InputFormat:
    made: Any = extensions.find("wirewatch.formats", name)
    reader: InputFormat = made()
    return reader
