"""Watchlists: read, checked, imported, compiled to an index; the packs that ship."""
