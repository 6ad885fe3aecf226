"""Sentences in the languages of news: abbreviations, ordinal numbers, initials, and punctuation of other scripts."""

from __future__ import annotations

import pytest

from wirewatch.text.sentences import spans

SENTENCES = [
    (
        "de",
        [
            "Am 3. Oktober 2024 sprach Dr. Weber mit Prof. Lang über die 2. Liga.",
            "Das kostet z. B. 3,5 Mio. Euro.",
            "Bundeskanzler a. D. Schröder kam nicht.",
        ],
    ),
    (
        "de",
        [
            "Der 17. Senat des OLG wies die Klage gem. Art. 5 Abs. 2 GG ab.",
            "Die Stadt St. Gallen zahlt ca. 20 Prozent.",
        ],
    ),
    (
        "fr",
        [
            "M. Dupont a rencontré Mme Martin et le Dr Petit.",
            "L'art. 49.3 de la Constitution a été invoqué.",
            "MM. Blanc et Noir étaient absents.",
        ],
    ),
    ("fr", ["Le n° 2 du régime, âgé de 54 ans, est mort.", "Il avait succédé à S. E. Mgr Leroy."]),
    (
        "es",
        [
            "El Sr. López y la Dra. Ruiz viajan a EE. UU. el lunes.",
            "Según el art. 155, el Gobierno puede actuar.",
            "La Avda. de América quedó cortada.",
        ],
    ),
    ("es", ["¿Quién ganó?", "¡Nadie!", "Lo dijo D. Pedro ante el juez."]),
    (
        "it",
        [
            "Il sig. Rossi e l'on. Bianchi hanno incontrato il dott. Verdi.",
            "L'art. 18 resta.",
            "Papa Giovanni Paolo II fu eletto nel 1978.",
        ],
    ),
    ("pt", ["O Sr. Silva e a Dra. Costa foram a S. Paulo.", "O art. 5.º da lei mantém-se.", "A Av. Paulista fechou."]),
    (
        "nl",
        ["Dhr. Jansen sprak met mevr. De Vries en drs. Bakker.", "Het kost o.a. 3 mln. euro.", "De 2e Kamer stemt."],
    ),
    ("sv", ["Hr. Berg, f.d. statsminister, mötte bl.a. kl. 14 dr. Holm.", "Det kostar ca 3 milj. kronor."]),
    (
        "da",
        [
            "Den 3. oktober mødtes dr. Holm med hr. Berg kl. 14.",
            "Det koster ca. 3 mio. kroner.",
            "Dronning Margrethe 2. holdt tale.",
        ],
    ),
    (
        "no",
        [
            "Den 3. oktober møttes dr. Holm og hr. Berg kl. 14.",
            "Det koster ca. 3 mill. kroner.",
            "Kong Harald 5. holdt tale.",
        ],
    ),
    (
        "fi",
        [
            "Presidentti saapui 3. lokakuuta klo 14.30 mm. Turkuun ja Ouluun.",
            "Hinta on n. 3 milj. euroa.",
            "Hän on 2. varapuheenjohtaja.",
        ],
    ),
    (
        "pl",
        [
            "Dnia 3. października prof. Nowak spotkał się z dr. Kowalskim przy ul. Długiej 5.",
            "To kosztuje ok. 3 mln zł.",
            "W XXI w. ceny rosły, m.in. w Łodzi.",
        ],
    ),
    (
        "cs",
        [
            "Dne 3. října se prof. Novák sešel s ing. Dvořákem v ul. Dlouhá.",
            "Stojí to cca 3 mil. Kč.",
            "Karel IV. založil univerzitu.",
        ],
    ),
    (
        "ro",
        [
            "Dl. Popescu și d-na Ionescu s-au întâlnit la ora 14.",
            "Art. 5 alin. 2 rămâne.",
            "Str. Lungă nr. 5 e închisă.",
        ],
    ),
    (
        "hu",
        [
            "Október 3. óta dr. Nagy és Kovács ifj. tárgyal.",
            "Ez kb. 3 millió forint.",
            "A 2. fordulót vasárnap tartják.",
        ],
    ),
    (
        "tr",
        [
            "34. hafta maçları 3. günde oynandı.",
            "Prof. Dr. Yılmaz ve Sn. Demir görüştü.",
            "T.C. Sağlık Bakanlığı açıkladı.",
        ],
    ),
    ("el", ["Ο κ. Παπαδόπουλος και η κα. Νικολάου συναντήθηκαν στις 3 π.μ. στην Αθήνα.", "Ποιος κέρδισε;", "Κανείς."]),
    (
        "ru",
        [
            "В III в. до н. э. город разрушили, писал А. С. Пушкин.",
            "Это стоит 3 млн руб. в год.",
            "Ул. Ленина, д. 5 закрыта.",
        ],
    ),
    ("ru", ["Г. Москва, ул. Тверская, 3 — адрес штаба.", "Об этом сообщил И. И. Иванов, т. е. министр."]),
    (
        "uk",
        [
            "У III ст. до н. е. місто зруйнували, писав Т. Г. Шевченко.",
            "Це коштує 3 млн грн. на рік.",
            "Вул. Лесі Українки, буд. 5 перекрито.",
        ],
    ),
    ("ar", ["هل فاز؟", "لا، قال د. أحمد علي؛ وأضاف أن العدد 3.5 ملايين.", "انتهى الاجتماع!"]),
    ("fa", ["آیا او برنده شد؟", "نه، دکتر احمدی گفت.", "جلسه ساعت ۱۴ پایان یافت."]),
    ("he", ["מי ניצח?", "איש לא, אמר פרופ' כהן.", 'ד"ר לוי נסע לארה"ב.']),
    ("hi", ["कौन जीता?", "कोई नहीं, डॉ. शर्मा ने कहा।", "श्री मोदी दिल्ली गए।"]),
    (
        "id",
        ["Dr. Susilo dan Ir. Joko tiba tgl. 3 Oktober di Jl. Merdeka No. 5.", "Harganya Rp. 3 juta.", "Siapa menang?"],
    ),
    ("vi", ["TS. Nguyễn Văn A. và TP. Hà Nội ký kết.", "Ai thắng?", "Giá là 3.5 triệu đồng."]),
    ("ja", ["「誰が勝ったのか。答えてほしい」と首相は述べた。", "同日、A社は発表した。", "本当か？"]),
    ("zh", ["他说：“谁赢了？我不知道。”", "会议于3.5小时后结束。", "真的吗？", "是的！"]),
    ("ko", ["누가 이겼나?", '김 대통령은 "모른다. 답을 달라"고 말했다.', "3.5시간 뒤 끝났다."]),
]


@pytest.mark.parametrize(("language", "parts"), SENTENCES)
def test_sentences_end_where_readers_of_the_language_end_them(language: str, parts: list[str]) -> None:
    text = ("" if language in ("ja", "zh") else " ").join(parts)
    assert [text[start:end] for start, end in spans(text, language)] == parts
