"""Pages that stand where an article should: "page not found" answered with 200, paywalls, consent and robot checks.

The phrases are those that sites use, collected by hand. A stub is short: a page with more text than the bounds below
is read as news whatever stands around it, so that an article about a paywall, or with a good lead before one, is not
lost.
"""

from __future__ import annotations

import html
import re
from typing import Literal
from urllib.parse import urlsplit

from wirewatch.text.words import count_words

Stub = Literal["not-found", "paywall", "login", "consent", "challenge"]

_SHORT = 120
"""Words below which a page is looked at closely."""
_CONSENT_WORDS = 400  # consent texts are wordy
_NOTICE = 60
"""Words of a page so short that two phrases of consent make it a notice."""
_PROSE_WORDS = 14
"""Words of the shortest paragraph that is prose."""
_STORY_WORDS = 40
"""Words of prose that make a story."""
_NOTICE_WORDS = 40
"""Words of the longest notice of a paywall: a longer paragraph tells of one."""

_TITLE = re.compile(rb"<title[^>]{0,200}>([^<]{1,500})", re.IGNORECASE)
_NOT_FOUND = re.compile(
    r"\W*(?:(?:http |error |fehler |erreur |ошибка )?(?:404|410)(?:\W*|\W+(?:error|page|file|not found|gone|[|–-]).{0,80})"
    r"|(?:sorry|oops|whoops)\W.{0,40}(?:page|find|exist).{0,60}"
    r"|(?:the |this |your )?(?:requested )?(?:page|article|story|content|file|url) "
    r"(?:(?:was |is |has )?(?:not found|no longer (?:available|exists?)|been (?:re)?moved|unavailable|missing)"
    r"|(?:could|can)(?: ?not|n[’']t) be found|does(?: not|n[’']t) exist).{0,60}"
    r"|not found(?: [|–-].{0,60})?"
    r"|seite (?:wurde )?nicht gefunden.{0,60}|page (?:introuvable|non trouvée).{0,60}|página no encontrada.{0,60}"
    r"|página não encontrada.{0,60}|pagina non trovata.{0,60}|pagina niet gevonden.{0,60}"
    r"|nie znaleziono strony.{0,60}|strona nie (?:została znaleziona|istnieje).{0,60}|страница не найдена.{0,60}"
    r"|sayfa bulunamadı.{0,60}|sidan (?:hittades inte|kunde inte hittas).{0,60})",
    re.IGNORECASE,
)
_CHALLENGE = re.compile(
    r"\W*(?:just a moment|attention required|are you (?:a robot|human)|access (?:to this page has been )?denied|"
    r"(?:http |error )?403(?:\W+(?:error|forbidden).{0,40})?|"
    r"(?:please )?(?:verify|verifying|confirm) (?:that )?you are (?:a )?human|human verification|security check|"
    r"checking your browser|captcha|pardon our interruption|ddos-guard|robot check)\b.{0,80}",
    re.IGNORECASE,
)
_CHALLENGE_TEXT = re.compile(
    r"enable javascript and cookies to continue|"
    r"press (?:and|&) hold|(?:human|person) and not a (?:ro)?bot|verify(?:ing)? (?:that )?you are (?:a )?human|"
    r"(?:detected|noticed) unusual (?:traffic|activity)|(?:are|you're|you’re) not a robot|checking your browser before",
    re.IGNORECASE,
)
_PAYWALL_TEXT = re.compile(
    r"subscribe (?:now |today )?to (?:continue|read|keep reading|unlock|access)|"
    r"to (?:continue|keep) reading,? (?:please )?(?:subscribe|register|sign|log|create|start)|"
    r"already (?:a subscriber|have a subscription|subscribed)\?(?!\s+(?-i:[a-z]))|"
    r"(?:article|content|story|page) is (?:exclusively |only )?(?:for|available (?:only )?to|reserved for|exclusive to)"
    r" (?:\w+ ){0,2}(?:subscribers|members)|(?:you have|you[’']ve) (?:reached|used|read) (?:all )?(?:your|the) "
    r"(?:\w+ ){0,3}(?:limit|free articles)|unlock this article|"
    r"(?:create|register for) (?:a|your) free account to (?:continue|read)|jetzt (?:weiterlesen|abonnieren)|"
    r"(?:réservé|reserve|reservado|riservato) (?:aux|a los|aos|agli) (?:abonnés|suscriptores|assinantes|abbonati)|"
    r"(?:有料)?会員限定(?:記事|です)|続きを読むには|残り\s?[0-9,]{2,6}\s?文字|(?:订阅|訂閱|付费|付費|登录|登入)(?:后|後)?(?:阅读|閱讀|查看)全文|"
    r"유료\s?(?:회원|구독자)\s?전용",
    re.IGNORECASE,
)
_PAYWALL_MARK = re.compile(rb"[\"']isAccessibleForFree[\"']\s{0,20}:\s{0,20}[\"']?(?:false|no)\b", re.IGNORECASE)
_LOGIN = re.compile(r"\W*(?:sign in|log ?in|anmelden|se connecter|iniciar sesión)\b.{0,60}", re.IGNORECASE)
_CONSENT = re.compile(
    r"(?:we|us) and our (?:\w+ ){0,3}partners|store and/or access|legitimate interest|"
    r"cookie (?:policy|settings|preferences)|accept all|reject all|manage (?:options|preferences|cookies|settings)|"
    r"we value your privacy|before you continue|consent to|personali[sz]ed (?:ads|advertising)|we use cookies|wir verwenden cookies|"
    r"nous utilisons des cookies|utilizamos cookies|utilizziamo (?:i )?cookie|unsere (?:\d+ )?partner|verwenden cookies|"
    r"personenbezogene daten|données personnelles|datos personales|accept (?:all|cookies)|stimmen sie (?:bitte )?zu|"
    r"alle akzeptieren|tout accepter|aceptar todo",
    re.IGNORECASE,
)
_GONE_TEXT = re.compile(
    r"(?:this|the) (?:page|article|story|content|link)(?: you \w+ \w+ \w+)? (?:is|are|has|have|was|may have) "
    r"(?:no longer (?:available|here|exists?)|been (?:re)?moved|been deleted|(?:re)?moved|deleted|expired)",
    re.IGNORECASE,
)
_TITLES: tuple[tuple[re.Pattern[str], Stub], ...] = (
    (_NOT_FOUND, "not-found"),
    (_CHALLENGE, "challenge"),
    (_LOGIN, "login"),
)
_COOKIES = re.compile(r"\b(?:cookies?|javascript|browser|log ?in|password|404)\b", re.IGNORECASE)
_CONSENT_HOST = re.compile(r"(?:consent|privacy-mgmt|cmp|guce)\.[^/]+", re.IGNORECASE)


def title_of(markup: bytes, charset: str = "utf-8") -> str:
    """The text of a page's title element; empty where it has none in its first 256 kB."""
    title = _TITLE.search(markup, 0, 1 << 18)
    return " ".join(html.unescape(title[1].decode(charset, "replace")).split()) if title else ""


def text_of(markup: bytes, charset: str = "utf-8") -> str:
    """What stands between the tags of a page's first 128 kB, scripts and styles left out; for pages without a story."""
    texts: list[bytes] = []
    within = b""
    for part in markup[: 1 << 17].split(b"<"):
        tag, _, text = part.partition(b">")
        name = tag[:7].lower()
        if within:
            within = b"" if name.startswith(b"/" + within) else within
        elif name.startswith((b"script", b"style")):
            within = name[:5]
        else:
            texts.append(text)
    text = re.sub(rb"&#[xX]?[0-9a-fA-F]{9,}", b"", b" ".join(texts))  # html.unescape fails on very long numbers
    return html.unescape(text.decode(charset, "replace"))


def find_soft_error(
    title: str, text: str, markup: bytes = b"", behind: str = "", heading: str = ""
) -> tuple[Stub, str] | None:
    """What a page is instead of an article, and the words that say so; None for an article.

    Args:
        title: the page's title, with or without the site's name behind it.
        text: what was extracted from it; empty where nothing was.
        markup: the page, for its own declaration of a paywall.
        behind: what stands on the page directly behind the extracted text.
        heading: the title that was extracted from it.

    Paragraphs of prose that say nothing of the kind are a story, whatever its title or one of its sentences says.
    """
    size = count_words(text[: 12 * _CONSENT_WORDS])
    paragraphs = text.split("\n")
    is_story = sum(map(_story_words, paragraphs)) >= _STORY_WORDS
    if size < _SHORT:
        if not is_story and (notice := _notice((title, heading, text.partition("\n")[0]), text)):
            return notice
        for paragraph in [*paragraphs, behind]:
            if count_words(paragraph) <= _NOTICE_WORDS and (found := _PAYWALL_TEXT.search(paragraph)):
                return "paywall", found[0]
        if size < _SHORT // 2 and not is_story and (mark := _PAYWALL_MARK.search(markup)):
            return "paywall", mark[0].decode("ascii", "replace")
    if size < _CONSENT_WORDS and not is_story:
        phrases = {found.group().lower() for found in _CONSENT.finditer(f"{title}\n{text}")}
        if len(phrases) >= (2 if size < _NOTICE else 3):
            return "consent", "”, “".join(sorted(phrases)[:3])
    return None


def _notice(lines: tuple[str, ...], text: str) -> tuple[Stub, str] | None:
    """What the titles of a page without a story call it, or else its text."""
    for line in lines:
        for pattern, what in _TITLES:
            if pattern.fullmatch(line) and not (what == "login" and _PAYWALL_TEXT.search(text)):
                return what, line
    if found := _CHALLENGE_TEXT.search(text):
        return "challenge", found[0]
    if found := _GONE_TEXT.search(text):
        return "not-found", found[0]
    return None


def _story_words(paragraph: str) -> int:
    """The words of a paragraph that is prose and says nothing of consent, robots or subscriptions."""
    words = count_words(paragraph)
    if words < _PROSE_WORDS or _CHALLENGE_TEXT.search(paragraph) or _PAYWALL_TEXT.search(paragraph):
        return 0
    return 0 if _CONSENT.search(paragraph) or _COOKIES.search(paragraph) else words


def detect_redirect_away(asked: str, final: str) -> Stub | None:
    """What the address that a request ended at says: a consent page, a login, an error page, a site's front page."""
    try:
        was, now = urlsplit(asked), urlsplit(final)
    except ValueError:
        return None
    if was == now:
        return None
    if _CONSENT_HOST.match(now.netloc) and not _CONSENT_HOST.match(was.netloc):
        return "consent"
    if re.search(r"/(?:log-?in|sign-?in)(?:[/.]|$)", now.path, re.IGNORECASE):
        return "login"
    if re.search(r"/(?:404|not-?found|page-not-found|error)(?:\.\w{1,5})?/?$", now.path, re.IGNORECASE):
        return "not-found"
    if len(was.path) > 1 and now.path in ("", "/") and not now.query and not was.query:
        return "not-found"
    return None
