"""Places in the United States and Canada that bear a country's name: ``Lebanon, Pa.``."""

from __future__ import annotations

import re
from typing import Final

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
