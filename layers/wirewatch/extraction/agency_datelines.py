"""Datelines of news agencies that do not write in English: ``MADRID, 5 nov (EFE).-``, ``МОСКВА, 5 ноя — РИА Новости.``"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_PLACE: Final = r"(?P<place>[^\W\d_][^()\d\n]{1,40}?)"
_DATE: Final = (
    r"(?:[,.]? *(?:[^\W\d_]{3,12} )?\d{1,2}\.?(?: (?:de )?[^\W\d_]{3,12}\.?| ?月 ?\d{1,2} ?日)?(?: (?:de )?\d{4})?)?"
)
_LATIN: Final = "EFE|Europa Press|ANSA|AFP|dpa|APA|Belga|Lusa|ANTARA|PAP|MTI|Ritzau|NTB|STT|Reuters|KNA|epd|Keystone-SDA|ATS|AGI|Adnkronos|Xinhua|AA"
_REACH: Final = 120


class AgencyDateline(NamedTuple):
    """A dateline: where it ends in the paragraph, its place, and the agency as its readers know it."""

    end: int
    place: str | None
    agency: str


# Each names an agency of its own, or takes the one that stands in the text.
_FORMS: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    # Madrid, 5 nov (EFE).-   PARIS (AFP) –   Berlin (dpa/lni) -
    (re.compile(rf"{_PLACE}{_DATE} ?\((?P<agency>{_LATIN})(?:[/ ][^)]{{1,20}})?\) ?\.?[-–—]+ *"), ""),
    # (ANSA) - ROMA, 05 NOV -
    (re.compile(rf"\((?P<agency>{_LATIN})\) ?[-–—]+ ?{_PLACE}{_DATE} ?[-–—]+ *"), ""),
    # МОСКВА, 5 ноя - РИА Новости.   МОСКВА, 5 ноября. /ТАСС/.   Москва. 5 ноября. INTERFAX.RU -
    (re.compile(rf"{_PLACE}{_DATE} ?[-–—] ?РИА Новости(?:, [А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+)?[.,]? *"), "RIA Novosti"),
    (
        re.compile(
            rf"{_PLACE}{_DATE}[./,]? ?(?:/(?:Корр\. )?ТАСС(?: [А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+)?/|\(ТАСС\)|/TASS/) ?[.,]? *"
        ),
        "TASS",
    ),
    (re.compile(rf"{_PLACE}{_DATE}\. ?(?:INTERFAX\.RU|ИНТЕРФАКС) ?[-–—] *"), "Interfax"),
    (re.compile(rf"{_PLACE}{_DATE} ?(?:/УНН/|/Укрінформ/)\.? *"), "Ukrinform"),
    # القاهرة (أ ف ب) -   القاهرة - رويترز -
    (re.compile(rf"{_PLACE}{_DATE} ?\((?:أ ?ف ?ب|ا ف ب|فرانس برس)\) ?[-–—]+ *"), "AFP"),
    (re.compile(rf"{_PLACE}{_DATE} ?\((?:د ?ب ?أ)\) ?[-–—]+ *"), "dpa"),
    (re.compile(rf"{_PLACE}{_DATE} ?(?:[-–—] ?رويترز ?[-–—]+|\(رويترز\) ?[-–—]+) *"), "Reuters"),
    # नई दिल्ली, 5 नवंबर (भाषा)
    (re.compile(rf"{_PLACE}(?:, \d{{1,2}} [\u0900-\u097f]{{2,10}})? ?\((?:भाषा|एपी|एएफपी)\) *"), "PTI"),
    # 新华社北京11月5日电（记者张三）   中新社   中央社
    (
        re.compile(r"新[华華]社(?P<place>[\u4e00-\u9fff]{2,8})\d{1,2}月\d{1,2}日[电電](?:[（(][^）)]{1,40}[）)])? *"),
        "Xinhua",
    ),
    (
        re.compile(
            r"中新[社网網](?P<place>[\u4e00-\u9fff]{2,8})\d{1,2}月\d{1,2}日[电電](?: ?[（(][^）)]{1,40}[）)])? *"
        ),
        "CNS",
    ),
    (
        re.compile(
            r"[（(]中央社(?:[记記]者[\u4e00-\u9fff]{2,4})?(?P<place>[\u4e00-\u9fff]{2,8}?)\d{1,2}日[电電][)）] *"
        ),
        "CNA",
    ),
    # 【ロンドン共同】   【ワシントン時事】
    (re.compile(r"[【\[](?P<place>[^】\]]{1,12}?)＝?共同[】\]] *"), "Kyodo"),
    (re.compile(r"[【\[](?P<place>[^】\]]{1,12}?)＝?時事[】\]] *"), "Jiji"),
    # (서울=연합뉴스) 김민수 기자 =
    (re.compile(r"\((?P<place>[^()=]{1,12})=연합뉴스\)(?: [가-힣 ]{2,16} ?(?:기자|특파원))?(?: ?=)? *"), "Yonhap"),
)


def find_agency_dateline(paragraph: str) -> AgencyDateline | None:
    """The dateline that a paragraph begins with; None where there is none, or nothing behind it."""
    head = paragraph[:_REACH]
    for form, known in _FORMS:
        found = form.match(head)
        if found and found.end() < len(paragraph):
            return AgencyDateline(found.end(), found["place"].strip(" ,.") or None, known or found["agency"])
    return None
