"""Pages and feeds of our own words, in ten languages, and one way to read any of them."""

from __future__ import annotations

from datetime import UTC, datetime

from wirewatch.documents.reader import extract_article, open_documents
from wirewatch.errors import InputRejectedError
from wirewatch.feeds.parser import parse as parse_feed
from wirewatch.feeds.records import Feed
from wirewatch.records import Article

ARRIVED = datetime(2026, 11, 25, 12, tzinfo=UTC)
STORY = (
    "The ferry between Aldmere and the outer islands sails again from Monday, the harbour office said, after eleven weeks in which the islanders had to rely on two fishing boats.",
    "Three of its four engines were taken out through the car deck, and the hull was painted below the waterline for the first time since the ship was bought from a yard in the north.",
    "Tickets cost the same as in summer, the office said, but lorries pay a third more, which the owners of the only quarry on the islands called a tax on stone.",
)


def page(
    story: str | tuple[str, ...] = STORY,
    *,
    title: str = "Ferry to the outer islands sails again",
    head: str = "",
    before: str = "",
    after: str = "",
    h1: bool = True,
    lang: str = "en",
    charset: bool = True,
) -> str:
    """A page: its story as paragraphs, or as markup where it is one string."""
    paragraphs = story if isinstance(story, str) else "".join(f"<p>{p}</p>\n" for p in story)
    heading = f"<h1>{title}</h1>" if h1 else ""
    meta = '<meta charset="utf-8">' if charset else ""
    language = f' lang="{lang}"' if lang else ""
    return (
        f"<!DOCTYPE html><html{language}><head>{meta}<title>{title}</title>{head}</head><body>"
        f'<nav><a href="/">Home</a> <a href="/sea">Sea</a></nav>{before}<article>{heading}{paragraphs}</article>{after}'
        f"<footer><p>Imprint</p></footer></body></html>"
    )


def articles(
    data: bytes, *, source: str = "in", url: str | None = None, arrived: datetime = ARRIVED
) -> list[Article | InputRejectedError]:
    """What the documents in an object are read as; an error for each that is rejected."""
    found: list[Article | InputRejectedError] = []
    for document in open_documents(data, source=source):
        document.url = document.url or url
        try:
            found.append(extract_article(document, arrived=arrived))
        except InputRejectedError as problem:
            found.append(problem)
    return found


def article(data: str | bytes, *, url: str | None = None, arrived: datetime = ARRIVED) -> Article:
    """The first article in an object; raises what rejects it."""
    first = articles(data.encode() if isinstance(data, str) else data, url=url, arrived=arrived)[0]
    if isinstance(first, InputRejectedError):
        raise first
    return first


def feed(data: str | bytes, *, content_type: str = "application/xml", url: str = "https://aldmere.example/rss") -> Feed:
    """A feed, parsed."""
    return parse_feed(data.encode() if isinstance(data, str) else data, content_type=content_type, url=url)


def rss(*items: str, head: str = "", declaration: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    """A feed with those items."""
    rows = "".join(f"<item>{item}</item>" for item in items)
    return (
        f'{declaration}<rss version="2.0"><channel><title>Aldmere Post</title>'
        f"<link>https://aldmere.example/</link>{head}{rows}</channel></rss>"
    )


RU = (
    "Паром между Алдмером и внешними островами снова пойдёт с понедельника, сообщила администрация порта.",
    "Три из четырёх двигателей были сняты через автомобильную палубу, а корпус покрасили впервые за много лет.",
    "Билеты стоят столько же, сколько летом, но грузовики платят на треть больше, говорят владельцы карьера.",
)
ZH = (
    "阿尔德米尔与外岛之间的渡轮将于周一恢复通航，港务局表示，此前岛民十一周以来只能依靠两艘渔船。",
    "四台发动机中有三台通过汽车甲板被拆下，船体水线以下部分自购入以来首次重新油漆。",
    "票价与夏季相同，但卡车要多付三分之一，岛上唯一采石场的业主称这是对石头征税。",
)
JA = (
    "アルドメアと外島を結ぶフェリーは月曜日から再開すると港湾局が発表した。島民は十一週間、二隻の漁船に頼っていた。",
    "四基のエンジンのうち三基は車両甲板から取り外され、船体は購入以来初めて塗り直された。",
    "料金は夏と同じだが、トラックは三割高くなり、採石場の所有者は石への課税だと述べた。",
)
KO = (
    "알드미어와 외곽 섬을 잇는 여객선이 월요일부터 다시 운항한다고 항만청이 밝혔다. 섬 주민들은 십일 주 동안 어선 두 척에 의지했다.",
    "엔진 네 기 가운데 세 기를 차량 갑판으로 꺼냈고 선체는 구입한 뒤 처음으로 다시 칠했다.",
    "요금은 여름과 같지만 화물차는 삼분의 일을 더 내야 하며 채석장 주인은 돌에 매긴 세금이라고 말했다.",
)
CS = (
    "Trajekt mezi Aldmere a vnějšími ostrovy opět vypluje v pondělí, uvedl přístavní úřad, poté co se ostrované jedenáct týdnů spoléhali na dvě rybářské lodě.",
    "Tři ze čtyř motorů byly vyjmuty přes palubu pro auta a trup byl poprvé od koupě natřen pod čarou ponoru.",
    "Jízdenky stojí stejně jako v létě, ale nákladní auta platí o třetinu více, což majitelé lomu nazvali daní z kamene.",
)
EL = (
    "Το πλοίο ανάμεσα στο Άλντμιρ και τα έξω νησιά ξαναρχίζει τη Δευτέρα, ανακοίνωσε το λιμεναρχείο, ύστερα από έντεκα εβδομάδες.",
    "Τρεις από τις τέσσερις μηχανές βγήκαν από το κατάστρωμα και το σκαρί βάφτηκε πρώτη φορά.",
    "Τα εισιτήρια κοστίζουν όσο το καλοκαίρι, αλλά τα φορτηγά πληρώνουν περισσότερο, είπε ο ιδιοκτήτης του λατομείου.",
)
TR = (
    "Aldmere ile dış adalar arasındaki feribot pazartesi günü yeniden sefere çıkıyor, liman idaresi açıkladı; adalılar on bir hafta boyunca iki balıkçı teknesine güvendi.",
    "Dört motorun üçü araç güvertesinden çıkarıldı ve gövde satın alındığından beri ilk kez boyandı.",
    "Biletler yazınki gibi, ama kamyonlar üçte bir fazla ödüyor; taş ocağının sahibi buna taş vergisi diyor.",
)
DE = (
    "Die Fähre zwischen Aldmere und den äußeren Inseln fährt ab Montag wieder, teilte das Hafenamt mit, nachdem die Inselbewohner elf Wochen auf zwei Fischerboote angewiesen waren.",
    "Drei der vier Motoren wurden über das Autodeck herausgenommen, und der Rumpf wurde zum ersten Mal seit dem Kauf gestrichen.",
    "Die Karten kosten so viel wie im Sommer, sagte das Amt, aber Lastwagen zahlen ein Drittel mehr, was die Besitzer des Steinbruchs eine Steuer auf Stein nennen für größere Mengen.",
)
TH = (
    "เรือข้ามฟากระหว่างอัลด์เมียร์กับหมู่เกาะรอบนอกจะกลับมาแล่นอีกครั้งในวันจันทร์ สำนักงานท่าเรือกล่าวหลังจากหยุดไปสิบเอ็ดสัปดาห์",
    "เครื่องยนต์สามในสี่เครื่องถูกถอดออกทางดาดฟ้ารถยนต์ และตัวเรือได้รับการทาสีใหม่เป็นครั้งแรกนับตั้งแต่ซื้อมา",
    "ค่าตั๋วเท่ากับฤดูร้อน แต่รถบรรทุกต้องจ่ายเพิ่มหนึ่งในสาม เจ้าของเหมืองหินเรียกว่าภาษีหิน",
)
