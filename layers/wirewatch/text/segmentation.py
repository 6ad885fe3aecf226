"""Chinese: does a name end and begin where words do?"""
from __future__ import annotations


def crosses_words(text: str, start: int, end: int) -> bool:
    return False
