"""Who speaks at an address: its registrable domain, as the Public Suffix List has it.

``tld`` brings the list with it and looks nothing up. Under a private suffix (``github.io``, ``blogspot.com``) each name is
somebody else's.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from wirewatch.fetching.urls import canonical_url


def registrable_domain(url: str | None) -> str | None:
    """The part of an address's host that its owner registered, in lower case; None where it is no http address.

    A host without one (a number, a name of an intranet) stands for itself, with its port.
    """
    address = canonical_url(url) if url else None
    if address is None:
        return None
    parts = urlsplit(address)
    from tld import get_fld  # 0.3 s to import, and to read its list

    found = get_fld(f"http://{parts.hostname}/", fail_silently=True, search_private=True)
    if found:
        return str(found).lower()
    labels = (parts.hostname or "").lower().split(".")
    # The list's own rule for endings that it does not have: the last label is public. Numbers and single names are whole.
    if len(labels) > 1 and labels[-1].isalpha():
        return ".".join(labels[-2:])
    return parts.netloc.lower()


def same_owner(one: str | None, other: str | None) -> bool:
    """Whether two addresses lie on one registrable domain."""
    domain = registrable_domain(one)
    return domain is not None and domain == registrable_domain(other)
