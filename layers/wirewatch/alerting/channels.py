"""Channels that other packages add: one is named by the scheme of its addresses (``spool://…``)."""

from __future__ import annotations

from typing import Protocol

from wirewatch import extensions
from wirewatch.records import Alert, AlertBatch


class Channel(Protocol):
    """What takes alerts to somebody. Register the class in ``wirewatch.channels`` by the scheme of its addresses."""

    def __init__(self, address: str, /) -> None:
        """Prepare for an address, as it stands in the secret or behind ``--notify``. Raise ValueError if it is wrong."""

    def send(self, alert: Alert | AlertBatch, zone: str, /) -> None:
        """Send one alert, or several that waited and go together; return when they are taken.

        Args:
            alert: its text was written by strangers: escape it for where it goes.
            zone: the reader's time zone (IANA name).

        Whatever is raised means that it was not taken: it is sent again later, to this address alone. Give up after 10 s.
        """


def open_channel(address: str) -> Channel | None:
    """The added channel that an address is for; None where no package has its scheme.

    Raises:
        ExtensionError: the package cannot be used.
    """
    made = extensions.find("wirewatch.channels", address.partition("://")[0].casefold())
    if made is None:
        return None
    channel: Channel = made(address)
    return channel


def is_added(address: str) -> bool:
    """Whether a package has the address's scheme."""
    return address.partition("://")[0].casefold() in extensions.names("wirewatch.channels")
