"""wirewatch watches the news wire for you: read, match, summarise, alert."""

__version__ = "0.1.0"
