"""Guarded parsers for hostile input."""
