"""Summaries in languages that the encoder does not know: whole sentences, in order, the beginning whole, and it is said."""

from __future__ import annotations

import pytest

from wirewatch.records import Article
from wirewatch.summaries.extractive import SentenceEncoder, summarise_extractive

PAGES = {
    "ru": (
        "Совет Вардаля одобрил новый причал",
        [
            "Совет Вардаля в понедельник одобрил строительство нового причала длиной 120 метров.",
            "Работы начнутся весной и продлятся две зимы.",
            "Причал обойдётся городу в сорок миллионов крон.",
            "Компания Vardal Shipping Ltd. сообщила об этом на сайте vardal.example.",
            "Рыбаки опасаются, что лодкам негде будет стоять.",
            "Мэр пообещал им временную пристань у старого маяка.",
        ],
    ),
    "uk": (
        "Рада Вардаля схвалила новий причал",
        [
            "Рада Вардаля в понеділок схвалила будівництво нового причалу завдовжки 120 метрів.",
            "Роботи почнуться навесні й триватимуть дві зими.",
            "Причал коштуватиме місту сорок мільйонів крон.",
            "Компанія Vardal Shipping Ltd. повідомила про це на сайті vardal.example.",
            "Рибалки побоюються, що човнам ніде буде стояти.",
            "Мер пообіцяв їм тимчасову пристань біля старого маяка.",
        ],
    ),
    "el": (
        "Το συμβούλιο του Βάρνταλ ενέκρινε νέα προβλήτα",
        [
            "Το συμβούλιο του Βάρνταλ ενέκρινε τη Δευτέρα νέα προβλήτα μήκους 120 μέτρων.",
            "Τα έργα αρχίζουν την άνοιξη και θα διαρκέσουν δύο χειμώνες.",
            "Η προβλήτα θα κοστίσει στην πόλη σαράντα εκατομμύρια κορώνες.",
            "Η εταιρεία Vardal Shipping Ltd το ανακοίνωσε στο vardal.example.",
            "Οι ψαράδες φοβούνται ότι οι βάρκες δεν θα έχουν θέση.",
            "Ο δήμαρχος υποσχέθηκε προσωρινή αποβάθρα στον παλιό φάρο.",
        ],
    ),
    "ar": (
        "مجلس فاردال يقر رصيفا جديدا",
        [
            "أقر مجلس فاردال يوم الاثنين بناء رصيف جديد طوله 120 مترا.",
            "تبدأ الأعمال في الربيع وتستمر شتاءين.",
            "سيكلف الرصيف المدينة أربعين مليون كرونة.",
            "أعلنت شركة Vardal Shipping Ltd ذلك على موقع vardal.example.",
            "يخشى الصيادون ألا تجد القوارب مكانا ترسو فيه.",
            "وعد رئيس البلدية برصيف مؤقت عند المنارة القديمة.",
        ],
    ),
    "hi": (
        "वरदल परिषद ने नए घाट को मंजूरी दी",
        [
            "वरदल परिषद ने सोमवार को 120 मीटर लंबे नए घाट को मंजूरी दी।",
            "काम वसंत में शुरू होगा और दो सर्दियों तक चलेगा।",
            "घाट पर शहर के चार करोड़ क्रोन खर्च होंगे।",
            "कंपनी Vardal Shipping Ltd ने vardal.example पर यह बताया।",
            "मछुआरों को डर है कि नावों के लिए जगह नहीं बचेगी।",
            "महापौर ने पुराने प्रकाशस्तंभ के पास अस्थायी घाट का वादा किया।",
        ],
    ),
    "ja": (
        "バルダル市議会、新しい岸壁を承認",
        [
            "バルダル市議会は月曜日、長さ120メートルの新しい岸壁の建設を承認した。",
            "工事は春に始まり、二度の冬にわたって続く見通しだ。",
            "岸壁の建設費は市の負担で四千万クローネになる。",
            "運営会社のVardal Shipping Ltdはvardal.exampleで発表した。",
            "漁師たちは船を泊める場所がなくなると心配している。",
            "市長は古い灯台のそばに仮の桟橋を設けると約束した。",
        ],
    ),
    "zh": (
        "瓦尔达尔市议会批准新码头",
        [
            "瓦尔达尔市议会星期一批准修建一座长120米的新码头。",
            "工程将于春天开始，预计持续两个冬天。",
            "新码头将花费该市四千万克朗。",
            "公司Vardal Shipping Ltd在vardal.example上公布了消息。",
            "渔民担心渔船将没有地方停泊。",
            "市长答应在旧灯塔旁边修建临时码头。",
        ],
    ),
    "ko": (
        "바르달 시의회, 새 부두 승인",
        [
            "바르달 시의회는 월요일 길이 120미터의 새 부두 건설을 승인했다.",
            "공사는 봄에 시작해 두 번의 겨울 동안 이어진다.",
            "부두 건설에는 시 예산 사천만 크로네가 든다.",
            "회사 Vardal Shipping Ltd는 vardal.example에서 이를 알렸다.",
            "어부들은 배를 댈 곳이 없어질까 걱정한다.",
            "시장은 옛 등대 옆에 임시 부두를 약속했다.",
        ],
    ),
}


@pytest.fixture(scope="module")
def model() -> SentenceEncoder:
    return SentenceEncoder()


@pytest.mark.parametrize("language", PAGES)
def test_the_words_choose_whole_sentences_in_order(language: str, model: SentenceEncoder) -> None:
    title, sentences = PAGES[language]
    between = "" if language in ("ja", "zh") else " "
    text = "\n\n".join(between.join(sentences[at : at + 2]) for at in (0, 2, 4))
    summary = summarise_extractive(Article(id="a", title=title, text=text, language=language), [], model)
    places = [sentences.index(sentence) for sentence in summary.sentences]
    assert places == sorted(places)
    assert places[:2] == [0, 1]
    assert [sentence for sentence in summary.sentences if "Ltd" in sentence] != summary.sentences
    assert summary.kind == "extractive"
    assert f"does not know the language {language}" in summary.note
