"""What can be known of a message that was handed to the topic."""

from __future__ import annotations


class DeliveryUncertainError(Exception):
    """An earlier run ended while it published: whether it did will be known soon."""


class PublishRejectedError(Exception):
    """The topic refused a message, for sure; the cause says why."""
