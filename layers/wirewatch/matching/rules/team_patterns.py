"""Words and forms that stand around a team's name, for the rules on sport."""

from __future__ import annotations

import re
from typing import Final

# How agencies begin a title: ``SOCCER - …``.
SLUG: Final = re.compile(
    r"\W*(?:[a-z]+[ -]+){0,3}(?:(?P<team>soccer|football|cricket|rugby(?: union| league)?|australian rules|basketball|hockey|volleyball|"
    r"handball|water polo|baseball|netball|softball|davis cup|fed cup)|tennis|golf|athletics|swimming|skiing|"
    r"ski jumping|cross[- ]country|speed skating|figure skating|skating|cycling"
    r"|boxing|badminton|squash|table tennis|motor racing|"
    r"motor rallying|motorcycling|rallying|gymnastics|judo|wrestling|weightlifting|bobsleigh|luge|biathlon|snooker|"
    r"darts|chess|equestrian|show jumping|triathlon|marathon|sailing|yachting|rowing|canoeing|fencing|shooting|archery|"
    r"olympics)\s?[-:–—]"
)
LOST_TO: Final = re.compile(
    r"\b(?:los(?:t|e|es|ing|s)|fell|falls|falling|defeat(?:s|ed)?|beaten|succumbed|goes|went|down|next to|second to|"
    r"third to|according|compared)\b[^.]{0,40}\bto $"
)
PLACE_BEFORE: Final = re.compile(
    r"\b(?:in|near|across|throughout|around|into|outside|inside|within|from|of|visit|visits|visited|visiting|left|leave|"
    r"toured|tour|touring|to|via|through|southern|northern|eastern|western|central|south|north|east|west)"
    r" (?:the )?$"
)
OF_TEAM: Final = re.compile(
    r"\b(?:defeat|win|victory|thrashing|drubbing|rout|beating|ahead|captain|coach|manager|skipper|side|team|squad|"
    r"champions|members?|points?|clear|top|bottom) (?:\w+ )?of (?:the )?$"
)
TEAM_BEHIND: Final = re.compile(
    r"(?:'s|')? ?(?:(?:first|second|third|fourth|opening|final|last|next|only|top|new|former|under \d\d|\w+ly) ){0,3}"
    r"(?:innings|half|goals?|goalkeeper|keeper|striker|squad|team|side|captain|coach|manager|skipper|players?|defence|"
    r"attack|midfield\w*|bowl\w*|bat\w*|bench|win|victory|defeat|loss|match|game|opener|line ?up|pack|forwards|backs|"
    r"xi|xv|international)\b"
)
FIGURES_BEHIND: Final = re.compile(r" ?[:,]? ?\(?\d+(?:[ -]\d+|\s|$|/|,| for| \()")
# A dateline: ``COLOMBO, Sri Lanka 1997-03-22``, ``SINGAPORE, Aug 30``.
DATED: Final = re.compile(
    r" \d{4} \d\d \d\d\b| ?, (?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? \d{1,2}\b(?! \d)"
)
# Games that the parts of a country play each for itself: ``English premier league``.
OWN_GAMES: Final = re.compile(
    r" (?:women's )?(?:premier (?:league|division)|premiership|(?:first|second|third) division|league|soccer|football|rugby|"
    r"cricket|county championship|cup|fa|f\.a)\b"
)
AGAINST: Final = re.compile(r"\b(?:v|vs|versus|against|at) $")
AGAINST_TEAM: Final = re.compile(r" (?:v|vs)\.? ")
# ``U.S. women``: an abbreviation before a word that it qualifies, as a nationality word would.
ABBREVIATED: Final = re.compile(r"u ?\. ?[sk] ?\.?|us|uk|usa")
QUALIFIED: Final = re.compile(
    r" (?!(?:beat|beats|lost|lose|loses|won|win|wins|drew|draw|draws|led|lead|leads|face|faces|faced|play|plays|played|"
    r"meet|meets|met|take|takes|took|were|was|is|are|had|has|have|will|would|could|may|in|on|at|and|or|to|of|for|from|by|"
    r"with|over|v|vs|as|after|but|who|which|i{1,3}|iv|v)\b)[a-z]"
)
# Sets of tennis, as written: whoever plays them plays alone.
SETS: Final = re.compile(r"\b(?:[67]-[0-7]|[0-6]-[67])(?: ?\([^)]{1,8}\))?,? ,? ?(?:[67]-[0-7]|[0-6]-[67])\b")
TEAM_EVENT: Final = re.compile(r"\b(?:davis|fed|hopman|ryder|solheim|dunhill|walker) cup\b")
GOVERNED: Final = re.compile(
    r" (?:born|based)\b| ?'s (?:[a-z]+ ){0,2}(?:government|president|minister|economy|parliament|capital|ministry|police|"
    r"army|embassy|airport|border|king|queen|prince)\b|"
    r" (?:(?:will|would|to|is|has|have|wants|hopes|offered|and|or) ){0,3}(?:hosts?|hosted|hosting|stag(?:e|ed|ing)|"
    r"bids? to [a-z]+|co host(?:s|ed)?) the\b"
)
WINDOW: Final = 160

_QUALIFIERS: Final = (
    r"(?: (?:rugby|soccer|football|cricket|hockey|basketball|netball|team|assistant|head|vice|fast|opening|spin|left|right|"
    r"arm|leg|off|star|injured|veteran|young|teenage|former|new|stand in|reserve|caretaker|middle order|seam|pace|test|"
    r"one day|national|central|wing|attacking|defensive|under \d\d|\d+ year old))*"
)
# These make a team of the country before them in whatever text.
SURELY_TEAM_BEHIND: Final = re.compile(
    _QUALIFIERS
    + r" (?:vice captain|striker|midfielder|goalkeeper|keeper|winger|skipper|full ?back|fly ?half|scrum ?half|"
    r"hooker|flanker|batsman|all rounder|bowler|playmaker)\b|"
    r" internationals?\b(?! (?:airport|trade|relations|affairs|law|book|film|development|business|bank|stadium|motor|fair))|"
    r" (?:rugby|soccer|football|cricket|basketball|hockey) (?:team|side|squad|international|players?)\b"
)
# These do in sport alone: ships have captains, and roads coaches.
LED_BY: Final = re.compile(_QUALIFIERS + r" (?:captain|coach)\b")
