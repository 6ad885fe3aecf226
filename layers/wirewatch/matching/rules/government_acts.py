"""Capitals and seats that act as governments do: ``Moscow denied``, ``accused Washington``."""

from __future__ import annotations

import re
from typing import Final

_REACH: Final = 60
_ACTS: Final = re.compile(
    r" (?:has |had |have |is |was |also |then |now |later |still |again |has also |on \w+day |would |will |"
    r"could |might |must |should )*"
    r"(?:said|says|accuse[ds]?|den(?:y|ies|ied)|warn(?:s|ed)?|urge[ds]?|insist(?:s|ed)?|reject(?:s|ed)?|"
    r"agree[ds]?|vow(?:s|ed)?|wants?|"
    r"wanted|hopes?|fears?|claim(?:s|ed)?|call(?:s|ed) (?:for|on)|respond(?:s|ed)?|replied|retaliate[ds]?|"
    r"impose[ds]?|sees|seeks|sought|"
    r"condemn(?:s|ed)?|demand(?:s|ed)?|announce[ds]?|pledge[ds]?|back(?:s|ed)|support(?:s|ed)|recogni[sz]e[ds]?|"
    r"consider(?:s|ed)?|"
    r"view(?:s|ed)|believe[ds]?|argue[ds]?|maintain(?:s|ed)|intend(?:s|ed)?|signal(?:s|led|ed)|summon(?:s|ed)|"
    r"expel(?:s|led)|"
    r"blame[ds]?|threaten(?:s|ed)?|withdrew|recalled|regards?|sent|sends|dispatched|confirm(?:s|ed)?|issue[ds]?|order(?:s|ed)?|declin(?:es|ed)|"
    r"refuse[ds]?|praise[ds]?|welcome[ds]?|protest(?:s|ed)|object(?:s|ed)|offer(?:s|ed)|propose[ds]?|approve[ds]?|"
    r"acknowledge[ds]?|admit(?:s|ted)|suspend(?:s|ed)|declare[ds]?|a close ally|an ally)\b"
)
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


def acts_as_government(text: str, start: int, end: int, behind: str) -> bool:
    """Whether a capital or seat stands for its government (normalised text): ``Moscow denied``, ``accused Washington``.

    ``behind``: what follows, as written.
    """
    if _ACTS.match(text, end) or _OWNS.match(text, end) or _ACTS_ON.match(behind):
        return True
    return bool(_ACTED_ON.search(text[max(0, start - _REACH) : start]))
