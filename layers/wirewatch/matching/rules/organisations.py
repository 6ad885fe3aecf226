"""Does a country's name stand within the name of an organisation, a newspaper or an event?

``Bank of England`` and ``British Airways`` are companies, the ``Italian Open`` is played in Italy and is a tournament: the
country is a part of the name, and is not what the article speaks of. What belongs to a state (``U.S. Treasury``,
``Russian Security Council``, ``Iraqi army``) does speak of the country. The lists are our own.
"""

from __future__ import annotations

import re
from typing import Final

_CENTRAL_BANK_BEFORE: Final = re.compile(
    r"\b(?:reserve bank|central bank|people's bank|the (?:\w+ )?national bank) of (?:the )?$"
)
# Countries whose central bank is called so; elsewhere a ``Bank of Ireland`` is a company.
_BANK_BEFORE: Final = re.compile(r"(?<!royal )(?<!union )(?<!nippon )\bbank of (?:the )?$")
_BANK_OF: Final = frozenset(
    "england canada japan korea israel mexico thailand russia spain italy france greece finland portugal estonia lithuania "  # noqa: SIM905
    "latvia slovenia albania ghana uganda tanzania zambia botswana mauritius namibia jamaica guyana algeria mongolia "
    "mozambique sudan indonesia lebanon".split()
)
_CENTRAL_BANK_BEHIND: Final = re.compile(r"(?:'s)? (?:reserve|central|national) bank\b(?! of)")
_VESSEL: Final = re.compile(
    r"(?<!\w)(?:HMS|HMAS|HMCS|USS|SS|MV|MS|MT|RMS|INS|[Ff]erry|[Ll]iner|[Tt]anker|[Ff]reighter|[Tt]rawler|[Yy]acht|[Ss]chooner)"
    r" (?:[A-Z]\w+ (?:of )?)?$"
)
_SOURCE_BEFORE: Final = re.compile(
    r"\b(?:according to|told|tells|telling|reported by|reports? (?:in|by)|interview (?:with|in)|quoted by|data from|figures from|"
    r"writing (?:in|for)|wrote (?:in|for)|published (?:in|by)|speaking to)(?: the)? $"
)
# Bodies that observe nature, which speak of what happens anywhere.
_OBSERVERS: Final = re.compile(
    r"(?:'s)? (?:\w+ ){0,2}(?:geological survey|(?:hurricane|seismolog\w+|tsunami|earthquake|weather|typhoon)"
    r" (?:cent(?:er|re)|service|agency|observatory|bureau|office)|meteorological (?:agency|office|service|department))\b"
)

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


def of_organisation(before: str, *, adjective: bool) -> bool:
    """``Royal Bank of Canada``, ``Air France``: an organisation's word goes before (80 characters, as written)."""
    for pattern in (_OF, _TOUR) if adjective else (_OF, _TOUR, _FIRST):
        if (found := pattern.search(before)) and found.group()[0].isupper():
            return True
    return False


def event_behind(text: str, end: int) -> bool:
    """``Open``, ``Grand Prix``: a tournament or race that bears the country's name (normalised text)."""
    return bool(_EVENT.match(text, end))


def trade_behind(behind: str) -> bool:
    """``Steel``, ``Hotel``: a company's or a place's word right behind (as written)."""
    return bool(_TRADE.match(behind))


def party_behind(behind: str) -> bool:
    """``Labour Party``, ``Liberation Front``."""
    return bool(_PARTY.match(behind))


def organisation_behind(behind: str) -> str | None:
    """The first word of the rest of an organisation's name (``American Midland Corp``); None where it is none."""
    found = _ENDS.match(" " + behind[1:])  # ``U.S.-Japan Council``
    if found is None or len(found["run"].split()) > 6:
        return None
    words = found["run"].split()
    if found["end"] == "Council" and words and words[-1].lower() in _OF_A_STATE:
        return None
    if found["end"] in ("Federation", "Confederation") and not words:  # ``Russian Federation``
        return None
    return words[0] if words else ""


def central_bank(text: str, start: int, end: int) -> bool:
    """A bank that is its state's: ``Bank of Canada``, ``Reserve Bank of India``, ``Russia's Central Bank``."""
    before = text[max(0, start - 40) : start]
    if _BANK_BEFORE.search(before) and text[start:end] in _BANK_OF:
        return True
    return bool(_CENTRAL_BANK_BEFORE.search(before) or _CENTRAL_BANK_BEHIND.match(text, end))


def vessel_before(before: str) -> bool:
    """``HMS Jamaica``, ``the ferry Pride of Bermuda``."""
    return bool(_VESSEL.search(before))


def reported_by(text: str, start: int, end: int, word_behind: str) -> bool:
    """A body that is only the source of a fact: ``according to the US Geological Survey``.

    ``word_behind``: the word right behind, as written; a capital tells the name of a body from ``Russian officials``.
    """
    if _OBSERVERS.match(text, end):
        return True
    return word_behind[:1].isupper() and bool(_SOURCE_BEFORE.search(text[max(0, start - 40) : start]))
