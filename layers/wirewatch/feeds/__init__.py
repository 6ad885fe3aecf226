"""Feeds: lists of them, what they say, when they are polled, what is new."""
