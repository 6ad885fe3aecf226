"""How much wirewatch takes in from outside, in seconds, bytes and counts.

Everything from outside is hostile until it is parsed. The limits are wide for what people read and write (the largest of
990 pages looked at was 1.6 MB) and narrow for anything built to hurt. What AWS takes of us is in ``aws/``; how much of an
input is used for one purpose is a constant of the module that uses it.
"""

from __future__ import annotations

MB = 1 << 20

OBJECT_BYTES = 20 * MB
"""Of one page, e-mail or JSON file as it arrives, compressed or not."""
PAGE_BYTES = 10 * MB
"""Of one page, after decompression."""
PAGE_ELEMENTS = 50_000
"""Start tags of one page: each costs the extractor more than a kilobyte, and the time of one of its searches, which nothing
can stop in its middle, grows with their square."""
ELEMENT_ATTRIBUTES = 1000
"""Attributes of one element, of a page or of a feed: they cost parsers time that is quadratic in them."""
PAGE_PARAGRAPHS = 10_000
"""Of a page that are looked at (990 pages have at most 697): the extractor takes four times as long for twice as many."""
ELEMENT_INLINE = 1_000
"""Links, line breaks and marked words in one element of a page that are looked at (990 pages have at most 300), for the same
reason."""
PAGE_SECONDS = 20.0
"""For reading one page."""

FEED_BYTES = 20 * MB
"""Of a feed, after decompression."""
FEED_ENTRIES = 5_000
"""Of a feed that are kept."""
FEED_TAGS = 500_000
"""Of a feed's markup, after the entries that are left out; parsers take time and memory by the tag."""
FEED_NAMESPACES = 20_000
"""Of a feed: they cost parsers time that is quadratic in them."""
FEED_SECONDS = 20.0
"""For reading what one feed sent: its body, or the texts of its new entries. An ordinary one takes some milliseconds."""
FEED_LIST_BYTES = 16 * MB
FEED_LIST_FEEDS = 100_000

WATCHLIST_BYTES = 512 * MB
WATCHLIST_ENTRIES = 5_000_000
ENTRY_NAMES = 20_000
NAME_CHARACTERS = 200

CHAT_SECONDS = 10.0
"""That a chat service has to take a message."""
CHAT_ADDRESSES = 50
"""Of one secret."""
