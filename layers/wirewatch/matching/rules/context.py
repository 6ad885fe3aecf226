"""Is the name meant? What stands before and behind a name, and elsewhere in the article, decides."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from wirewatch.matching.given_names import GIVEN_NAMES
from wirewatch.text.normalize import NormalizedText, normalize_name
from wirewatch.watchlists.models import Alias, Entry


def words(text: str) -> frozenset[str]:
    """The words of a list that is written as one text."""
    return frozenset(text.split())


# Words with a capital that go before a surname without being a given name.
TITLES: Final = words(
    """
    president vice prime minister premier chancellor king queen prince princess emperor sultan emir sheikh pope
    senator sen congressman congresswoman representative rep governor gov mayor judge justice general gen colonel col
    major lieutenant captain admiral marshal commander secretary foreign finance defence defense interior economy trade
    health ambassador chairman chairwoman chair speaker leader chief director boss head spokesman
    spokeswoman dictator comrade mr mrs ms miss dr prof professor sir lord lady dame madame mme herr frau senor senora
    ex former late opposition party supreme guide crown acting interim deputy first state labour energy police army
    """
)
_HONORIFICS: Final = words("mr mrs ms miss dr sir lady lord dame judge sister brother aunt uncle coach")
# Words that begin sentences and are not names.
_OPENERS: Final = words(
    """
    the a an and but or so yet nor for as if when while after before since until because although though with without
    from to in on at by of about against between under over into than that this these those it its he she they we you
    i his her their our who whom whose which what where why how there here then now today yesterday tomorrow
    later earlier meanwhile however also only even still both either neither not no yes like unlike despite during
    through per via said says according asked echoing did does do is was are were will would can could may might must
    shall should has have had let once near across around inside outside within beyond toward towards
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august
    september october november december east west north south eastern western northern southern central upper lower
    greater post pro anti mainland modern ancient neighbouring neighboring ex communist soviet
    """
)
# Capitalised words that follow a country's name without making it a person's or company's.
_AFTER_COUNTRIES: Final = TITLES | words(
    """
    government parliament congress senate embassy ministry national central bank army navy air force police supreme
    court constitution republic republican river valley border times cup world open day week
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december in on and or but to for of with at by is was has will says said after as amid over
    vs v versus from
    """
)
_IN_I: Final = words(
    "israeli iraqi pakistani kuwaiti saudi yemeni omani qatari bahraini emirati azeri somali nepali bengali"
)
_WORD_BEFORE: Final = re.compile(r"([^\W\d_][\w'’.-]*)[ ]$")
_WORD_BEHIND: Final = re.compile(r"[ ]([^\W\d_][\w'’-]*)")
_WORD: Final = re.compile(r"[^\W_]+")
_REACH: Final = 60
_SENTENCE: Final = 500


def excluded_by_watchlist(alias: Alias, text: str, start: int, end: int) -> str:
    """Why the words around the name (folded text) rule it out by the watchlist's own contexts; empty if they do not."""
    if alias.not_before:
        behind = text[end : end + _REACH].removeprefix("'s").lstrip(" ,-")
        for phrase in alias.not_before:
            if _starts_with_phrase(behind, normalize_name(phrase)):
                return f"not before {phrase!r}"
    if alias.not_after:
        before = text[max(0, start - _REACH) : start].rstrip(" ,-")
        for phrase in alias.not_after:
            if _ends_with_phrase(before, normalize_name(phrase)):
                return f"not after {phrase!r}"
    return ""


def _starts_with_phrase(text: str, phrase: str) -> bool:
    return text.startswith(phrase) and not text[len(phrase) : len(phrase) + 1].isalnum()


def _ends_with_phrase(text: str, phrase: str) -> bool:
    return text.endswith(phrase) and not text[: -len(phrase)][-1:].isalnum()


# Clues: words anywhere in the article that speak for or against the name.


def clues_against(alias: Alias, text: str, start: int, end: int) -> str:
    """The clue that speaks against the name, where more do so than speak for it; empty otherwise.

    A clue in the name's own sentence counts three times one elsewhere; a list of clues counts each once.
    """
    if not alias.clues_against:
        return ""
    first, last = max(start - _SENTENCE, 0), end + _SENTENCE
    low = max(text.rfind(". ", first, start), text.rfind("\n", first, start), first)
    high = min((p for p in (text.find(". ", end, last), text.find("\n", end, last)) if p >= 0), default=last)
    here = text[low:start] + " | " + text[end:high]
    against, said = _clues(alias.clues_against, here, text)
    in_favour, _ = _clues(alias.clues_for, here, text)
    return said if against > in_favour else ""


def _clues(clues: tuple[str, ...], here: str, text: str) -> tuple[int, str]:
    score, first = 0, ""
    for clue in _held(clues, text):
        score += 3 if contains_phrase(here, normalize_name(clue)) else 1
        first = first or clue
    return score, first


@lru_cache(maxsize=32)
def _held(clues: tuple[str, ...], text: str) -> tuple[str, ...]:
    """Those of the clues that the text holds."""
    return tuple(clue for clue in clues if contains_phrase(text, normalize_name(clue)))


def contains_phrase(text: str, phrase: str) -> bool:
    """Whether ``phrase`` stands in ``text`` (both folded) as words of its own."""
    if " " not in phrase and phrase.isalnum():
        return phrase in _words_of(text)
    at = text.find(phrase)
    while at >= 0:
        if not text[at - 1 : at].isalnum() and not text[at + len(phrase) : at + len(phrase) + 1].isalnum():
            return True
        at = text.find(phrase, at + 1)
    return False


@lru_cache(maxsize=16)
def _words_of(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text))


# People who bear the name of a country, and places in the United States that do.

_STATES: Final = re.compile(
    r" ?, ?(?:ala|alaska|ariz|ark|calif|colo|conn|del|fla|ga|ill|ind|kan|ky|la|md|mass|mich|minn|miss|mo|mont|neb|nev|"
    r"n\. ?h|n\. ?j|n\. ?m|n\. ?y|n\. ?c|n\. ?d|okla|ore|pa|r\. ?i|s\. ?c|s\. ?d|tenn|tex|vt|va|wash|w\. ?va|"
    r"wis|wyo|d\. ?c|ont|"
    r"b\. ?c|que|n\. ?s|n\. ?b)\.|"
    r" ?, ?(?:alabama|arizona|arkansas|california|colorado|connecticut|delaware|florida|idaho|illinois|indiana|"
    r"iowa|kansas|"
    r"kentucky|louisiana|maine|maryland|massachusetts|michigan|minnesota|mississippi|missouri|montana|nebraska|nevada|"
    r"new hampshire|new jersey|new mexico|new york|north carolina|north dakota|ohio|oklahoma|oregon|pennsylvania|"
    r"rhode island|south carolina|south dakota|tennessee|texas|utah|vermont|virginia|west virginia|wisconsin|"
    r"wyoming|ontario)\b"
)


def is_place_in_a_state(text: str, end: int) -> bool:
    """Whether a state of the United States or a province of Canada follows (``Lebanon, Pa.``)."""
    return bool(_STATES.match(text, end))


def is_persons_name(part: NormalizedText, start: int, end: int, *, sure: bool) -> bool:
    """Whether the name is a part of a person's: ``Michael Jordan``, ``Chad Smith``, ``Mr. Israel``.

    Where it must be ``sure`` (``French``, ``Brazil``), only a known given name or an honorific before it tells.
    """
    before, behind = _neighbours(part, start, end)
    if before:
        plain = normalize_name(before).removesuffix("'s").strip(".")
        if plain in _HONORIFICS or (plain in GIVEN_NAMES and before[0].isupper()):
            return True
        if len(plain) == 1 and before.endswith("."):
            return not sure
        if not sure and _is_given_name_by_looks(part, start, before, plain):
            return True
    if sure or not behind or not behind[0].isupper() or (behind.isupper() and len(behind) > 1):
        return False
    plain = normalize_name(behind).removesuffix("'s")
    return plain not in _AFTER_COUNTRIES and not (_is_adjective(plain) and (plain[-1] != "i" or plain in _IN_I))


def _neighbours(part: NormalizedText, start: int, end: int) -> tuple[str, str]:
    """The words right before and right behind, as written; empty where something parts them from the name."""
    at, to = part.span(start, end)
    before = _WORD_BEFORE.search(part.original[max(0, at - _REACH) : at])
    behind = _WORD_BEHIND.match(part.original, to)
    return before.group(1) if before else "", behind.group(1) if behind else ""


def _is_given_name_by_looks(part: NormalizedText, start: int, word: str, plain: str) -> bool:
    """Whether a capitalised word within a sentence looks like a given name: no title, opener or adjective."""
    if not word[0].isupper() or (word.isupper() and len(word) > 2) or plain in TITLES or plain in _OPENERS:
        return False
    if word.endswith(("'s", "’s", "ing", "ed", "ly", ".")) or _is_adjective(plain):
        return False
    at = part.to_original(start)
    head = part.original[: at - len(word) - 1].rstrip()
    return bool(head) and head[-1] not in '.!?"“”:\n-–—(' and not part.original[at : at + 20].isupper()


CAPITALISED_NOUNS: Final = ("de",)
"""Languages in which a capital within a sentence does not tell a name from a common noun."""


def is_surname_of_another(part: NormalizedText, start: int, entry: Entry, *, by_looks: bool = True) -> bool:
    """Whether a given name that is not the entry's goes before the surname at ``start`` (``Viktor`` Lukashenko).

    Unless ``by_looks`` only a known given name tells, and no word that is merely written like one.
    """
    before, _ = _neighbours(part, start, start + 1)
    plain = normalize_name(before).removesuffix("'s").strip(".")
    if not before or any(plain in normalize_name(alias.name) for alias in entry.aliases):
        return False
    if plain in GIVEN_NAMES and before[0].isupper() and plain not in TITLES and plain not in _OPENERS:
        return True
    return by_looks and _is_given_name_by_looks(part, start, before, plain)


def _is_adjective(word: str) -> bool:
    """Whether a capitalised word looks like a nationality (``Belarusian``)."""
    return word.endswith(("ian", "ean", "ish", "ese", "ch", "sh", "an", "i")) and len(word) > 4


# Nationality words that are languages.

_SPEAKS: Final = re.compile(
    r"\b(?:speaks?|spoke|speaking|spoken|learn(?:s|ed|ing)?|(?:fluent|translated|written|writes|wrote|said|says|sang|sings|"
    r"sing|answered|replied|published|broadcasts?|taught|read|reads) (?:in|into|from)) (?:broken |fluent |perfect |both )?$"
)
_IN: Final = re.compile(r"\b(?:in|into|from) (?:both |either )?$")
_LANGUAGE_ENDS: Final = re.compile(r"(?: ?[.;:!?)\"]| ''|$| (?:and|or) \w+(?: ?[.;:!?)\"]|$))")
_LANGUAGE_GOES_ON: Final = re.compile(r"(?: ?,| (?:and|or|with|but|as|on|at|to|for|by|that)\b)")
_LANGUAGE_ONLY: Final = re.compile(r" (?:language|translations?|speaking|speakers?|lessons?|subtitles|dictionary)\b")


def is_language(text: str, start: int, end: int) -> bool:
    """Whether a nationality word is a language (``sang in Portuguese``, ``English-language``); folded text."""
    if _LANGUAGE_ONLY.match(text, end):
        return True
    before = text[max(0, start - _REACH) : start]
    if before.endswith(("(", "( ")) and text.startswith((":", " :"), end):
        return True
    if _LANGUAGE_ENDS.match(text, end):
        return bool(_IN.search(before) or _SPEAKS.search(before))
    return bool(_LANGUAGE_GOES_ON.match(text, end) and _SPEAKS.search(before))


# Capitals and seats that act as governments do.

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


def acts_as_government(text: str, start: int, end: int) -> bool:
    """Whether a capital or seat stands for its government (folded text): ``Moscow denied``, ``accused Washington``."""
    if _ACTS.match(text, end) or _OWNS.match(text, end):
        return True
    return bool(_ACTED_ON.search(text[max(0, start - _REACH) : start]))
