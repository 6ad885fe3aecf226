"""A channel, an input format and a summary engine for wirewatch."""
