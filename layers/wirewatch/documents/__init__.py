"""Bytes become documents, whatever their format."""
