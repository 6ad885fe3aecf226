"""Does a country's name stand within the name of an organisation, a newspaper or an event?

``Bank of England`` and ``British Airways`` are companies, the ``Italian Open`` is played in Italy and is a tournament: the
country is a part of the name, and is not what the article speaks of. What belongs to a state (``U.S. Treasury``,
``Russian Security Council``, ``Iraqi army``) does speak of the country. The lists are our own.
"""

from __future__ import annotations

import re
from typing import Final

from wirewatch.text.normalize import NormalizedText

_REACH: Final = 80

# A run of words with capitals that ends in one of these: ``American Midland Corp``, ``Hong Kong Federation``.
_ENDS: Final = re.compile(
    r"(?P<run>(?: (?:[A-Z][\w&'’.-]*|and|of|for|&))*?) (?P<end>Co|Corp|Corporation|Inc|Incorporated|Ltd|Limited|Plc|PLC|"
    r"AG|SA|SpA|NV|Pty|Airlines?|Airways|Air Lines|Telephone|Telecom(?:munications)?|Holdings|Industries|Partners|Times|"
    r"Post|Herald|Daily|Gazette|Tribune|Express Co|Stock Exchange|Futures Exchange|Council|Association|Federation|"
    r"Foundation|Journal|Institute|Society|Chamber of Commerce|Confederation|Philharmonic|Orchestra|League(?= of [A-Z])|"
    r"University|College|School|Hospital|Museum|Magazine|Review|Alliance|Network|Legion|Red Cross|Red Crescent|Forum|"
    r"Academy|Church|Civil Liberties Union|Broadcasting Corp(?:oration)?)(?![\w'’])"
)
# Right behind the name, and not in a headline whose words all have capitals: ``British Steel``, ``National Australia Bank``.
_TRADE: Final = re.compile(
    r" (?:Gas|Steel|Aerospace|Petroleum|Rail|Broadcasting|Biotech|Tobacco|Electric|Motors?|Pacific|Re|Semiconductor|"
    r"Resources|Light and Power|Avenue|Street|Road|Square|Hotel|Stadium)(?![\w'’])(?! [A-Z][a-z])"
)
_PARTY: Final = re.compile(
    r"(?: [A-Z][\w'’-]*(?: ['’]s)?)* (?:Party|Liberation Organi[sz]ation|Liberation Front|Liberation Army|Patriotic Front|"
    r"Bank|Group|Tennis Club|Football Club|Golf Club)(?![\w'’])(?! [A-Z][a-z])"
)
_OF_A_STATE: Final = frozenset(
    "security state federal national revolutionary legislative governing command defence defense ruling supreme".split()  # noqa: SIM905
)
# What may stand between a country and the tournament or race that bears its name.
_EVENT: Final = re.compile(
    r" (?:(?:ladies|women's|women 's|men's|amateur|indoor|seniors?|clay court|motorcycle|super|league|fa|f\.a\.) )*"
    r"(?:open(?! to\b| for\b)|masters|grand prix|classic|derby|oaks|amateur|invitational|pga|cup|rally|trophy)\b"
)
# ``Royal Bank of Canada``: what an organisation is, with a capital, and ``of``.
_OF: Final = re.compile(
    r"(?<!\w)(?:Banks?|Association|Federation|Council|Society|Institute|Academy|League|Confederation|Chamber|University|"
    r"College|Museum|Trust|Club|Services?|Company|Co|Corp|Corporation|Foundation|Board|Church|Party|Voice|Rally|"
    r"Grand Prix|Open|Masters|Orchestra|Library|Insurance|GM|Ford|Journal) of (?:the )?$",
    re.IGNORECASE,
)
# ``Air France``, ``Tour de France``, ``Petro-Canada``.
_TOUR: Final = re.compile(r"(?<!\w)Tour of (?:the )?$")
_FIRST: Final = re.compile(
    r"(?<!\w)(?:Air|Radio|Telecom|(?<!West )Bank|Virgin|Investment|Team|Miss|T-Mobile|Petro|Mid|Tour de|Stade de|Gaz de|"
    r"[ÉE]lectricit[ée] de|Banque de|Banco d[eo]|Cr[ée]dit|Coupe de)[ -]$",
    re.IGNORECASE,
)


def enclosing_organisation(
    part: NormalizedText, start: int, end: int, *, adjective: bool, sporting: bool
) -> tuple[str, str]:
    """What the name at ``part.text[start:end]`` is a part of, and the word that follows it there; both may be empty.

    ``adjective``: it is a nationality word, which may as well go before an organisation (``Israeli Labour Party``).
    ``sporting``: the article is a sports report, so that capitals all over do not hide a tournament's name.
    """
    at, to = part.span(start, end)
    original = part.original
    before = original[max(0, at - _REACH) : at].replace("\n", " ")
    for pattern in (_OF, _TOUR) if adjective else (_OF, _TOUR, _FIRST):
        if (found := pattern.search(before)) and found.group()[0].isupper():
            return "part of an organisation's name", ""
    behind = original[to : to + _REACH].replace("\n", " ")
    if not behind.startswith((" ", "-")):
        return "", ""
    capitals = original[at : to + 12].isupper()
    event = _EVENT.match(part.text, end)
    if event and (sporting if capitals else event_has_capital(behind)):
        return "part of an event's name", ""
    if not capitals and (_TRADE.match(behind) or (not adjective and _PARTY.match(behind))):
        return "part of an organisation's name", ""
    found = None if capitals else _ENDS.match(" " + behind[1:])  # ``U.S.-Japan Council``
    if found is None or len(found["run"].split()) > 6:
        return "", ""
    words = found["run"].split()
    if found["end"] == "Council" and words and words[-1].lower() in _OF_A_STATE:
        return "", ""
    if found["end"] in ("Federation", "Confederation") and not words:  # ``Russian Federation``
        return "", ""
    return "part of an organisation's name", words[0] if words else ""


def event_has_capital(behind: str) -> bool:
    """Whether the word right behind is written with a capital."""
    return behind[1:2].isupper()
