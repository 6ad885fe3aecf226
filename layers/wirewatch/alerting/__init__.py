"""Matches and a summary become an alert, sent once and within the rate limit."""
