"""Capitals and seats that act as governments do: ``Moscow denied``, ``accused Washington``.

The verbs (``data/government_verbs.txt``) are found by ``devtools/training/word_classes.py`` from the vectors of a sentence encoder.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).parents[1] / "data" / "government_verbs.txt"
_REACH: Final = 60
# Where the subject of a sentence or clause may stand: not ``in Moscow``, ``officials from Moscow``.
_SUBJECT: Final = re.compile(
    r"(?:^|[.!?;:,\n\"'(] ?|- |\b(?:and|or|but|that|as|while|after|before|when|if|because|where|whether|although|though|since|"
    r"until|than|says|said|with) )(?:the )?$"
)
# ``Washington and Beijing traded blame``; what may stand between subject and verb.
_VERB: Final = re.compile(
    r"(?: and (?:the )?[a-z]+)?(?: (?:has|had|have|is|was|also|then|now|later|still|again|on \w+day|would|will|could|may|might|must|"
    r"should|cannot|did|does|not|\w+ly))* (?P<verb>[a-z]+)"
)
_AUXILIARY: Final = re.compile(
    r"(?: and (?:the )?[a-z]+)? (?:would|will|could|must|should|did|does) (?:not )?(?P<verb>[a-z]{3,})"
)
_ALLY: Final = re.compile(r",? (?:a close|an) ally\b")
_OWNS: Final = re.compile(
    r"(?:'s|') (?:\w+ ){0,2}(?:support|policy|policies|rhetoric|stance|position|ally|allies|demands?|decision|"
    r"intentions?|"
    r"influence|ambassador|envoy|relations|ties|claims?|government|foreign|concerns|backing|refusal|response|"
    r"offer|proposal|"
    r"interests|military|moves?|strategy|sanctions|sphere|approval|consent|troops|forces|war|invasion|diplomacy|"
    r"diplomats)\b"
)
_ACTED_ON: Final = re.compile(
    r"(?:\b(?:accus|urg|blam|criticis|criticiz|condemn|press|threaten|warn)(?:e|es|ed|ing)|"
    r"\b(?:ties|relations|talks|deal|agreement|alliance|dialogue|row|dispute|tensions?|negotiations) (?:with|between)|"
    r"\bbetween [a-z]+ and|\b(?:pressure on|support from|backing from|relations? with)) $"
)


# One acts on another: ``Washington pressed Kyiv to``.
_ACTS_ON: Final = re.compile(r" [a-z]{3,}(?:ed|s) [A-Z]\w+ (?:to|over|for|about|against|that|into|with|not)\b")


@lru_cache(maxsize=1)
def government_verbs() -> frozenset[str]:
    """What governments do and cities do not, in the third person and the past."""
    rows = _FILE.read_text("utf-8").splitlines()
    return frozenset(word for row in rows if not row.startswith("#") for word in row.split())


def acts_as_government(text: str, start: int, end: int, behind: str) -> bool:
    """Whether a capital or seat stands for its government (normalised text): ``Moscow denied``, ``accused Washington``.

    ``behind``: what follows, as written.
    """
    before = text[max(0, start - _REACH) : start]
    if _OWNS.match(text, end) or _ACTS_ON.match(behind) or _ACTED_ON.search(before) or _ALLY.match(text, end):
        return True
    if not _SUBJECT.search(before):
        return False
    found = _VERB.match(text, end)
    if found and found["verb"] in government_verbs():
        return True
    found = _AUXILIARY.match(text, end)  # ``will reject``: the verb stands in its plain form
    return bool(
        found and not government_verbs().isdisjoint({found["verb"] + "ed", found["verb"] + "d", found["verb"] + "s"})
    )
