"""How names are inflected in each language: one text file a language, read by ``wirewatch.watchlists.inflection``."""
