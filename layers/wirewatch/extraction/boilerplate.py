"""What stands around a story and is not part of it: bylines, datelines, credits, agency tails, "Read also" lines.

Each is recognised by its own form, so that web pages and plain-text pages share one notion of it. A dateline, a byline and an
agency are facts about the article and are given back; the rest is only recognised.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from wirewatch.extraction.agency_datelines import find_agency_dateline
from wirewatch.text.words import count_words

AGENCIES = (
    "Reuters", "Associated Press", "AP", "AFP", "Agence France-Presse", "dpa", "PTI", "ANI", "IANS", "UPI", "Xinhua",
    "TASS", "Interfax", "RIA Novosti", "Bloomberg", "Press Association", "PA Media", "EFE", "ANSA", "Kyodo", "Yonhap",
    "Anadolu", "APA", "Belga", "Ritzau", "TT", "NTB", "STT", "MTI", "CTK", "PAP", "BNS", "LETA", "BELTA", "Ukrinform",
)  # fmt: skip
"""News agencies, as bylines and datelines write them."""

_KNOWN = {name.upper(): name for name in AGENCIES}
_AGENCY = "|".join(re.escape(name) for name in sorted(AGENCIES, key=len, reverse=True))

# What a line begins with that points away from the story, as patterns; a line that is only one of the words in
# ``_LABELS`` points away too.
_ASIDES = (
    r"(?:read|see|watch|listen|view|explore|find out) (?:also|more|next|now|this|here|the full)\b",
    r"also (?:read|see|watch|on)\b",
    r"more (?:on|from|about|stories|news|to read|in|like this)\b",
    r"(?:related|recommended|trending|popular|suggested|latest|top|most read) (?:stories|articles|news|now|posts)(?:\b|more from)",
    r"(?:more|up next|filed under|house rules)\s*(?::|$)",
    r"most popular\b",
    r"(?:related|recommended|trending|read also|sponsored|promoted|advertisement|newsletter)\s*(?::|$)",
    r"(?:editor'?s'? picks?|don'?t miss|you (?:may|might) also|in case you missed|what to read next|keep reading)\b",
    r"(?:continue reading|(?:story|article) continues|must read|paid content|advertisement|sign up|subscribe)\b",
    r"(?:follow|like) us\b|follow @|join (?:us|our|the conversation)\b|share (?:this|on|via|article)|copy link\b",
    r"learn more (?:at|about|here)\b|(?:click|tap) (?:here|to)\b|download (?:the|our)\b|leave a (?:reply|comment)\b",
    r"lesen sie|lies auch|mehr zum thema|siehe auch|auch interessant|zum thema\b|(?:anzeige|werbung)(?:\W*$|\s*[:|.–—-])",
    r"lire aussi|à lire|a lire|voir aussi|sur le même|publicité(?:\W*$|\s*[:|–—-])",
    r"lea también|lee también|lee? más\b|lea más\b|lea aquí|(?:le|te) puede interesar|publicidad(?:\W*$|\s*[:|–—-])",
    r"(?:ver|vea) también|también (?:puede|puedes|te puede) |contenido relacionado|(?:seguir|sigue) leyendo",
    r"más leíd[ao]s|otras noticias|mir[aá] \||leia (?:também|mais)|veja também|saiba mais|czytaj też",
    r"das könnte (?:sie|dich) auch|mehr (?:lesen|dazu)\b|weiterlesen\b",
    r"leggi anche|pubblicità(?:\W*$|\s*[:|–—-])",
    r"(?:相关|相關|延伸|推荐|推薦)(?:阅读|閱讀|新闻|新聞|报道|報導|文章)|関連(?:記事|ニュース)|あわせて読みたい|(?:관련|추천)\s?(?:기사|뉴스)|อ่านเพิ่มเติม|ข่าวที่เกี่ยวข้อง",
)
_LABELS = r"(?:share|tweet|print|e-?mail|comments?|log in|register|advertisement|trending|related|sponsored)\W*$"
_ASIDE = re.compile(rf"^[\W_]{{0,5}}(?:{'|'.join((*_ASIDES, _LABELS))})", re.IGNORECASE)
_ASIDE_MOST = 25
"""Words above which a line that begins like an aside is taken for a sentence of the story."""

_CREDITS = (
    r"^file photo\b",
    r"^(?:representative|representational|file) (?:image|photo|picture)\b",
    r"^(?:photo|image|picture|video|graphic|credit|photograph|illustration|foto|bild|bildquelle)s?\s*[:/©(|]",
    r"^(?:image|media|video|picture) captions?\b|^(?:symbol|archiv)(?:bild|foto)\b|^imagen de archivo\b",
    r"\((?:photo|foto|picture|image|bild|credit|photograph|illustration)s?(?: by| credit)?\s*[:/ ][^()]{2,60}\)\W*$",
    r"^photos?(?:graph)?s? (?:by|courtesy|provided|taken)\b|^(?:header|featured|cover) (?:image|photo)\b",
    r"^photo source\b",
    r"^(?:crédit photo|photo credit|image (?:credit|source|caption))\s*[:/©(|-]",
    r"(?:image|photo|picture) credits?:",
    r"[.!?\"”’]\s(?:photo|image|picture|foto|credit)s?(?: by)?\s*: ?[^.:]{2,60}$",
    r"^\((?:photo|image|picture|ap photo|file)[^)]{0,80}\)$",
    r"\((?:[A-Z][\w.]{1,20} ){0,2}photos?\b\s?[/:,|][^()]{2,60}\)\W*$",
    r"(?:getty images|shutterstock|wikimedia(?: commons)?)\W*$",
)
_CREDIT = re.compile("|".join(_CREDITS), re.IGNORECASE)
_CREDIT_BEHIND = re.compile(
    r"(?:image|photo|picture) credits?:[^.]{0,20}(?:\.[^.\s]{1,20}){0,3}[^.]{0,60}$", re.IGNORECASE
)
_PROSE = 20
"""Words before a credit that make a paragraph of the story and not a caption."""
_PROMOTION = re.compile(
    r"\b(?:sign up|subscribe (?:to|now|here|today)|to subscribe|newsletters?|follow (?:us|the|him|her|me|@)|click here"
    r"|download (?:the|our)|our (?:app|podcast|channel|website|coverage)|rights reserved|derechos reservados"
    r"|contributed (?:to this|reporting)|originally (?:published|appeared)|terms (?:and|&) conditions|privacy policy"
    r"|we want to hear|let us know|can be reached"
    r"|e-?mail (?:us|the|him|her)|contact (?:us|the reporter|the author)|to reach the (?:reporters?|authors?|writers?|newsroom|editors?)|register (?:now|here|for)"
    r"|is an? (?:\w+[ -]){0,3}(?:reporter|journalist|writer|columnist|correspondent|contributor|freelancer)"
    r"|is the (?:founder|author|editor)|support our|donate (?:to|now|here|today)|terms of (?:use|service)"
    r"|what do you think|tell us (?:in the comments|what you think)|did you (?:like|enjoy) this (?:article|story)"
    r"|hinterlass(?:e|t|en sie)? (?:uns|einen kommentar|gerne)|déjanos (?:tu|un) comentario|dites-nous en commentaire"
    r"|abonnier(?:e|en sie|t)|registrier(?:e|en sie)|folge uns|folgen sie|jetzt anmelden|spendenfinanziert"
    r"|unterstützen? (?:unsere|uns)|finanzieren uns|join now|already a subscriber|subscribers (?:also|can|get|receive)"
    r"|kommentare von lesern|ohne gewähr|submit (?:your|a) letters?|produced with (?:the )?support|editor.s note: the"
    r"|suscr[ií]b(?:ete|ase|irse)|s[ií]guenos|[uú]nete|inscr[ií]bete|canal de|abonnez|inscrivez|suivez|iscriviti"
    r"|abbonati|seguici|assine|siga-nos|inscreva|datenschutzerklärung|e-mail-adresse"
    r"|your e-?mail address|reader comments|comments are (?:moderated|civil|closed)|your comments?"
    r"|please (?:log in|sign in|subscribe))\b|©|\s@[a-z_]\w",
    re.IGNORECASE,
)
# "…, the pilot called", "…, he told the council": somebody in the story speaks, and not its outlet.
_REPORTED = re.compile(
    r"[,”\"’] (?:the [\w -]{2,40}|he|she|they|it|[A-Z]\w+(?: [A-Z]\w+)?) (?:said|says|called|told|wrote|added|asked)\b"
)
_ADDRESS = re.compile(r"\w@\w")
_ADDRESS_MOST = 20
"""Words above which a line with a mail address may as well be the story's, telling people where to turn."""
_DISCLOSURE = re.compile(
    r"\b(?:we (?:may|might|could|can) (?:receive|earn|get|be paid)\b.{0,40}\b(?:compensation|commissions?)"
    r"|(?:contains?|includes?|using|through|via) (?:\w+ ){0,2}affiliate links|affiliate commissions?"
    r"|(?:earn|receive) (?:an? )?(?:\w+ )?commission (?:if|when|on|from|for)|references to products from (?:one|our))\b",
    re.IGNORECASE,
)
_TEASER = re.compile(r"(?:\[(?:…|\.\.\.)\]|(?:…|\.\.\.) ?(?:read )?more)\W*$", re.IGNORECASE)
_TAILS = (
    r"(?:additional |with )?(?:reporting|writing|editing|compiled|translated|edited|written) (?:by|from|in)\b",
    r"with (?:inputs?|agency inputs|additional reporting|reporting|files|contributions) (?:from|by)\b|with inputs\b",
    r"(?:this|the) (?:story|article|report|copy|headline) (?:has not been|was (?:first|originally)|has been edited)",
    r"except for the headline\b|this is an? (?:auto|unedited)|disclaimer\b|our standards: ",
    r"©|\(c\) |copyright(?-i:\s*$|\W+[A-Z\d©(])|all rights reserved",
)
_TAIL = re.compile(rf"^[\[(*_\s]*(?:{'|'.join(_TAILS)})", re.IGNORECASE)
_TAIL_AGENCY = re.compile(rf"(?:from|by|inputs)\s+(?:the\s+)?({_AGENCY})\b")
_BYLINE = re.compile(
    r"^(?:by|written by|reported by|posted by|von|par|por|di)[ :]\s*(?P<names>[^\d|·•]{2,80}?)\s*(?=$|[|·•,\d-])",
    re.IGNORECASE,
)
_STAMP_WORDS = re.compile(
    r"\b(?:updated?|published|created|posted|modified|aktualisiert|veröffentlicht|stand|publié|"
    r"mis à jour|publicado|actualizado|pubblicato)\b",
    re.IGNORECASE,
)
_NUMERIC_DATE = re.compile(
    r"\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b|\b\d{1,2}:\d{2}\b|\b(?:19|20)\d\d\b|(?:19|20)\d\d\s?[年년]|\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]"
)
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_EAST_ASIAN = re.compile(r"\d\s?[年月日년월일]")
_NUMBERED = re.compile(r"\d+\s?(?:[年月日時时分秒点點년월일시분초]|号)")
_PLACE = (
    r"[A-ZÀ-Þ][A-ZÀ-Þ .,'’/-]{2,40}?"  # NEW YORK
    r"|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3}(?:, [A-Z][\w.]+(?: [A-Z][\w.]+)?)?"  # Springfield, Ill.
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DAY = rf"(?:,? ?(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})(?:,? \d{{4}})?)?"
_STATED = rf"(?:\((?P<agency>{_AGENCY}|[A-Z][A-Za-z]{{1,15}})\)|\[(?P<agency2>[^\]]{{2,25}})\])?"
_DATELINE = re.compile(rf"^(?P<place>{_PLACE})?{_DAY}\s*{_STATED}\s*(?:--|[–—:|]|-(?=\s))\s*(?=[A-Z\"“'‘])")
_NO_DASH = re.compile(rf"^(?P<place>{_PLACE}){_DAY}\s*\((?P<agency>{_AGENCY})\)\s+(?=[A-Z\"“'‘])")
"""With an agency, some leave the dash out."""
_LABELLED = re.compile(
    r"(?:BREAKING|EXCLUSIVE|UPDATED?|URGENT|FLASH|LIVE|WATCH|VIDEO|OPINION|ANALYSIS|EXPLAINER|FACT CHECK)\b"
)


class SplitDateline(NamedTuple):
    """The first paragraph without its dateline, and what the dateline said."""

    text: str
    dateline: str | None
    agency: str | None


_SENTENCE_END = re.compile(r"(?<!\.\.)[.!?][\"”’»)]*$")
_ADDRESSED = re.compile(
    r"\b(?:newsletters?|our|here|click|app|podcast|free|please|your?|e-?mail|inbox|updates|www)\b|https?:|@|»|→|\|",
    re.IGNORECASE,
)
"""What lines that speak to the reader have and sentences of a story mostly lack."""
_LABEL = 30
"""Characters from the beginning of a line in which a colon makes a label of what is before it."""
_LOWER = 0.6
"""Share of words in small letters from which on a line is no headline."""


def is_narrative(line: str) -> bool:
    """Whether a line has the form of a sentence that tells something, and does not speak to the reader.

    It ends like a sentence, most of its words are in small letters, and it has no address, no "our", no "here".
    """
    words = re.findall(r"[^\W\d_][\w'’-]*", line)
    if _REPORTED.search(line):
        return True
    if len(words) < 4 or not _SENTENCE_END.search(line) or ":" in line[:_LABEL] or _ADDRESSED.search(line):
        return False
    small = sum(word[0].islower() for word in words)
    return small >= _LOWER * len(words) and (len(words) >= 7 or "," in line)


def is_related_link(line: str) -> bool:
    """Whether a line points away from the story: "Read also: …", an advertisement's label, a share bar."""
    if len(line) >= 300 or not _ASIDE.match(line) or count_words(line) > _ASIDE_MOST:
        return False
    return not is_narrative(line)


def is_photo_credit(line: str) -> bool:
    """Whether a line is a picture's credit or caption by its form."""
    return len(line) < 300 and bool(_CREDIT.search(line)) and not is_narrative(line)


def without_credit(line: str) -> str:
    """A paragraph without a picture's credit that has run into its end: "… at the quay. Image credit: Jane Doe"."""
    found = _CREDIT_BEHIND.search(line)
    prose = line[: found.start()].rstrip() if found else ""
    return prose if count_words(prose) >= _PROSE and prose.endswith((".", "”", '"')) else line


def is_agency_footer(line: str) -> bool:
    """Whether a line is an agency's or outlet's note behind the story, e.g. "(Reporting by …; Editing by …)"."""
    return len(line) < 600 and bool(_TAIL.match(line))


def tail_agency(line: str) -> str | None:
    """The agency that a note behind the story names."""
    found = _TAIL_AGENCY.search(line[:600])
    return found[1] if found else None


def is_promotion(line: str) -> bool:
    """Whether a line speaks of the outlet and its readers: newsletters, subscriptions, the author, how to write in.

    Prose may do so too: this tells something only about lines outside a story or at its ends.
    """
    if len(line) >= 600 or line[:1] in '"“„«':
        return False
    if _REPORTED.search(line):
        return False
    return bool(_PROMOTION.search(line) or (_ADDRESS.search(line) and count_words(line) <= _ADDRESS_MOST))


def is_disclosure(line: str) -> bool:
    """Whether a line says that the outlet is paid for what readers buy."""
    return len(line) < 600 and bool(_DISCLOSURE.search(line))


def is_teaser(line: str) -> bool:
    """Whether a line is the beginning of another story, broken off as programs do: "… […]", "... more"."""
    return bool(_TEASER.search(line[-20:]))


def is_timestamp_line(line: str) -> bool:
    """Whether a line is a byline with a time, or a time alone: "Reuters | Updated: 16-09-2020 23:29 IST"."""
    if len(line) > 200 or not _NUMERIC_DATE.search(line):
        return False
    words = count_words(_NUMBERED.sub("", line)) if _EAST_ASIAN.search(line) else len(_LETTERS.findall(line))
    stamped = _STAMP_WORDS.search(line) or "|" in line or _BYLINE.match(line)
    return words <= 6 or (words <= 14 and bool(stamped))


def byline(line: str) -> list[str]:
    """The people that a byline names; empty where the line is none."""
    if len(line) > 160:
        return []
    found = _BYLINE.match(line)
    if not found or not found["names"][:1].isupper():
        return []
    names = re.split(r"\s*(?:,|&|\band\b|\bund\b|\bet\b|\by\b)\s*", found["names"].strip(" ."))
    return [name for name in names if 1 <= count_words(name) <= 4 and name[:1].isupper() and not name.isupper()] or []


def agency_of(line: str) -> str | None:
    """The agency that a byline names, e.g. ``Reuters`` in "Reuters | Updated: …"."""
    for part in re.split(r"[|·•,/–—]|\s-\s", line[:160]):
        name = re.sub(r"^(?:by|source|from)[: ]+", "", part.strip(), flags=re.IGNORECASE)
        if name in AGENCIES:
            return name
    return None


def split_dateline(paragraph: str) -> SplitDateline:
    """The first paragraph apart from "MINSK, Sept 16 (Reuters) - "."""
    found = _DATELINE.match(paragraph[:120]) or _NO_DASH.match(paragraph[:120])
    place = (found["place"] or "").strip(" ,") if found else ""
    agency = next((one for one in list(found.groups())[1:] if one), None) if found else None
    # Without an agency, only capitals make a place before a dash more than a turn of phrase.
    town = place.partition(",")[0]
    stated = bool(found and (agency or (town.isupper() and len(town) > 2 and not _LABELLED.match(town))))
    other = find_agency_dateline(paragraph)
    if other and not (found and stated and found.end() >= other.end):
        return SplitDateline(paragraph[other.end :], other.place, other.agency)
    if not found or not stated:
        return SplitDateline(paragraph, None, None)
    return SplitDateline(paragraph[found.end() :], place or None, _KNOWN.get((agency or "").upper()))
