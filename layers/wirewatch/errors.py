"""What can be known of a message that was handed to the topic."""

from __future__ import annotations

import msgspec


class DeliveryUncertainError(Exception):
    """An earlier run ended while it published: whether it did will be known soon."""


class PublishRejectedError(Exception):
    """The topic refused a message, for sure; the cause says why."""


MALFORMED = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What msgspec raises of JSON that is none, that is of another shape, or that is nested too deep."""


class InputRejectedError(ValueError):
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
