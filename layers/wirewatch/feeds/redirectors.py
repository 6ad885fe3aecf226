"""Links that a search engine or a network puts before an article's address, to count who follows them."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import parse_qs, unquote, urlsplit

_PARAMETERS = ("url", "u", "q", "z", "to", "uddg", "target", "dest", "destination")
# Hosts and paths that do nothing but send on to the address in one of those parameters, as their owners document them.
_REDIRECTORS = re.compile(
    r"(?:(?:www|news\.url|news|cse)\.)?google\.[a-z.]{2,7}/(?:news/)?url|(?:www\.)?bing\.com/(?:news/)?apiclick\.aspx|lm?\.facebook\.com/l\.php|"
    r"l\.instagram\.com/|(?:www\.)?youtube\.com/redirect|t\.umblr\.com/redirect|slack-redir\.net/link|duckduckgo\.com/l/|"
    r"(?:m\.)?vk\.com/away\.php|out\.reddit\.com/\w+|(?:www\.)?linkedin\.com/redir/redirect|steamcommunity\.com/linkfilter/|"
    r"(?:www\.)?tumblr\.com/redirect",
    re.IGNORECASE,
)
_YAHOO = re.compile(r"https?://r\.search\.yahoo\.com/.{0,500}/RU=(http[^/]{5,2000})/", re.IGNORECASE)
_GOOGLE_NEWS = re.compile(r"https?://news\.google\.com/(?:__i/)?(?:rss/)?articles/([\w-]{20,2000}=*)", re.IGNORECASE)
_INSIDE = re.compile(rb"https?://[\x21-\x7e]{8,2000}")


def direct_address(url: str) -> str:
    """The address that a redirector's link leads to; ``url`` itself where it is none, or does not show it."""
    if len(url) > 8000:
        return url
    if (found := _YAHOO.match(url)) and _is_web(address := unquote(found[1])):
        return address
    if found := _GOOGLE_NEWS.match(url):
        return _inside_google_news(found[1]) or url
    try:
        parts = urlsplit(url)
        if not _REDIRECTORS.fullmatch(f"{parts.netloc}{parts.path}"):
            return url
        fields = parse_qs(parts.query, max_num_fields=50)
    except ValueError:
        return url
    values = (value for name in _PARAMETERS for value in fields.get(name, [])[:1])
    return next((value for value in values if _is_web(value)), url)


def _inside_google_news(name: str) -> str | None:
    """The address that older article ids of Google News are made of (base64 of a protocol buffer)."""
    try:
        data = base64.urlsafe_b64decode(name.rstrip("=") + "=" * (-len(name.rstrip("=")) % 4))
    except (binascii.Error, ValueError):
        return None
    found = _INSIDE.search(data)
    # Behind the address stands the tag of the next field.
    address = found[0].decode("ascii").rstrip('\x12"$') if found else ""
    return address if found and _is_web(address) else None


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and "." in (parts.hostname or "")
    except ValueError:
        return False
