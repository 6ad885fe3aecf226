"""The folded forms under which one name is looked up."""

from __future__ import annotations

import re

from wirewatch.fold import key

_INITIALS = re.compile(r"\b([a-z])\. ?(?=[a-z]\b)")


def variants(name: str, kind: str) -> list[str]:
    """Folded forms of ``name``, the name's own first: ``&``/``and``, ``St.``/``Saint``, dots of abbreviations."""
    del kind
    forms = [key(name)]

    def also(pattern: str, replacement: str) -> None:
        for form in list(forms):
            other = re.sub(pattern, replacement, form)
            if other != form and other not in forms:
                forms.append(other)

    also(r" & ", " and ")
    also(r" and ", " & ")
    also(r"\bsaint\b", "st.")
    also(r"\bst\.? ", "saint ")
    also(r"\bst\. ", "st ")
    if _INITIALS.search(forms[0]):
        also(r"(?<=\b[a-z]\.) (?=[a-z]\.)", "")
    return forms
