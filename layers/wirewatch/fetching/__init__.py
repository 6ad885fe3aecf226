"""Linked pages fetched over guarded HTTP, and the record of a link on its way."""
