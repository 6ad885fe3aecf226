"""Extraction of the story, its title, dates and people from web pages and plain-text pages."""
