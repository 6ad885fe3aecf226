"""Datelines of news agencies in the languages that they write in."""

from __future__ import annotations

import pytest

from wirewatch.extraction.boilerplate import split_dateline


@pytest.mark.parametrize(
    ("dateline", "rest", "place", "agency"),
    [
        ("Managua, 12 mar (EFE).- ", "El Gobierno de Vardal dimitió.", "Managua", "EFE"),
        ("Bogotá/Caracas, 3 ene. (EFE).- ", "Los ministros se reunieron.", "Bogotá/Caracas", "EFE"),
        ("(ANSA) - TUNISI, 4 FEB - ", "Le autorità hanno deciso.", "TUNISI", "ANSA"),
        ("NIAMEY (AFP) – ", "Les autorités ont démenti.", "NIAMEY", "AFP"),
        ("Paris, 5 nov 2025 (AFP) - ", "Le ministre est parti.", "Paris", "AFP"),
        ("القاهرة (أ ف ب) - ", "قال الوزير إن الوضع هادئ.", "القاهرة", "AFP"),
        ("Berlin (dpa) – ", "Der Rat stimmt ab.", "Berlin", "dpa"),
        ("Kiew/Moskau (dpa) - ", "Die Lage ist ernst.", "Kiew/Moskau", "dpa"),
        ("СЕУЛ, 3 марта – РИА Новости. ", "Поезда встали.", "СЕУЛ", "RIA Novosti"),
        ("МОСКВА, 5 ноя - РИА Новости, Иван Петров. ", "Поезда встали.", "МОСКВА", "RIA Novosti"),
        ("МОСКВА, 5 ноября. /ТАСС/. ", "Поезда встали.", "МОСКВА", "TASS"),
        ("ЖЕНЕВА, 5 ноября. /Корр. ТАСС Константин Лунин/. ", "Переговоры идут.", "ЖЕНЕВА", "TASS"),
        ("新华社北京11月5日电（记者张三、李四）", "会议开始。", "北京", "Xinhua"),
        ("新华社联合国11月5日电 ", "会议开始。", "联合国", "Xinhua"),
        ("PARIS, 5 novembre (Xinhua) -- ", "Le ministre a parlé.", "PARIS", "Xinhua"),
        ("【ワシントン共同】", "大統領は述べた。", "ワシントン", "Kyodo"),
        ("【ニューヨーク＝共同】", "大統領は述べた。", "ニューヨーク", "Kyodo"),
        ("(서울=연합뉴스) 김민수 기자 = ", "대통령이 말했다.", "서울", "Yonhap"),
        ("(워싱턴=연합뉴스) 이상헌 특파원 = ", "대통령이 말했다.", "워싱턴", "Yonhap"),
        ("नई दिल्ली, 5 नवंबर (भाषा) ", "मंत्री ने कहा।", "नई दिल्ली", "PTI"),
    ],
)
def test_the_dateline_of_an_agency_is_split_off(dateline: str, rest: str, place: str, agency: str) -> None:
    assert split_dateline(dateline + rest) == (rest, place, agency)


@pytest.mark.parametrize(
    "paragraph",
    [
        "Berlin (dpa) meldet, dass der Rat abstimmt.",
        "La agencia EFE informó el lunes de la reunión.",
        "新华社今天报道了这次会议。",
        "共同通信は会談について報じた。",
        "연합뉴스는 회담을 보도했다.",
    ],
)
def test_an_agency_in_a_sentence_is_no_dateline(paragraph: str) -> None:
    assert split_dateline(paragraph)[:2] == (paragraph, None)
