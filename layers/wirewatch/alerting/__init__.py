"""Matches and a summary become an alert, sent calmly and once."""
