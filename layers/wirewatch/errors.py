"""Every exception of wirewatch derives from ``WirewatchError``; those that several packages raise are here."""

from __future__ import annotations

import msgspec

MALFORMED = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What msgspec raises of JSON that is none, that is of another shape, or that is nested too deep."""


class WirewatchError(Exception):
    """The base of every exception that wirewatch raises."""


class InputRejectedError(WirewatchError, ValueError):
    """What arrived is not read, now or when it is tried again.

    Attributes:
        reason: a stable code for logs and metrics: empty, binary, archive, feed, xml, encoding, broken, too-large,
            bomb, too-slow.
        source: what was being read, where known.
    """

    def __init__(self, reason: str, message: str, source: str = "") -> None:
        super().__init__(f"{source}: {message}" if source else message)
        self.reason = reason
        self.source = source


class ResourceGoneError(InputRejectedError):
    """There is no article at the address any more. Reasons: not-found, gone, legal."""


class AccessRestrictedError(InputRejectedError):
    """There is one, but not for us. Reasons: login, paywall, denied, consent, challenge."""


class ObjectUnavailableError(WirewatchError):
    """An object cannot be had, and trying again will not change that.

    Attributes:
        reason: a stable code for logs and metrics: ``gone`` or ``too-large``.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class RetryLaterError(WirewatchError):
    """The work cannot be finished now, and nothing is wrong: the message is delivered again."""


class WorkInProgressError(WirewatchError):
    """Another run is at the same work."""


class DeliveryUncertainError(WirewatchError):
    """An earlier run ended while it published. Whether it did will be known soon."""


class PublishRejectedError(WirewatchError):
    """The topic rejected a message for sure; the cause says why.

    Attributes:
        permanent: whether it would reject it again: the message itself is wrong.
    """

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


class ItemTooLargeError(WirewatchError, ValueError):
    """A table takes no item of this size, now or later."""


class TableBusyError(WirewatchError):
    """A table leaves reads undone under load, at every try."""


class TemporaryFetchError(WirewatchError):
    """Not to be had now; worth another try later.

    Attributes:
        reason: dns, connect, tls, timeout, disconnected, protocol, busy, gateway, server-error.
        url: as requested.
        status: HTTP status, where there was an answer.
        retry_after: seconds that the server asked to wait, where it did.
    """

    def __init__(
        self, reason: str, message: str, url: str, status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(f"{url}: {message}")
        self.reason = reason
        self.url = url
        self.status = status
        self.retry_after = retry_after
