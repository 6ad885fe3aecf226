"""How much wirewatch takes in, in seconds and bytes.

Everything from outside is hostile until it is parsed. The limits here are wide for any page that people read (the
largest of 990 pages looked at was 1.6 MB) and narrow for anything built to hurt.
"""

from __future__ import annotations

MB = 1 << 20
STORED = 20 * MB
"""Bytes of one page, e-mail or JSON file as it arrives, compressed or not."""
PAGE = 10 * MB
"""Bytes of one page after decompression."""
ELEMENTS = 50_000
"""Start tags of one page: each costs the extractor more than a kilobyte, and the time of one of its searches, which nothing
can stop in its middle, grows with their square."""
ATTRIBUTES = 1000
"""Attributes of one element."""
SECONDS = 20.0
"""For one page."""
