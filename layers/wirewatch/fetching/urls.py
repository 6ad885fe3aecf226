"""Web addresses: the form in which an article's address is kept, and the key by which two are the same."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit, urlunsplit

# Parameters that say where a reader came from and never which article is shown; names and prefixes as documented by
# the analytics and advertising products that set them.
_TRACKING = re.compile(
    r"utm_\w+|mtm_\w+|pk_\w+|piwik_\w+|hsa_\w+|at_(?:medium|campaign|custom\d|link\w*|ptr_name|format|bbc_team)|guce_\w+|"
    r"fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|li_fat_id|igshid|igsh|mc_cid|mc_eid|_hsenc|"
    r"_hsmi|__hs\w+|hsctatracking|mkt_tok|oly_\w+_id|vero_(?:id|conv)|wickedid|s_cid|s_kwcid|ef_id|cmpid|cmp|ocid|ncid|"
    r"smid|smtyp|xtor|spm|scm|ref_src|ref_url|refsrc|guccounter|_ga|_gl|ito|icid|intcid|linkid|__twitter_impression|"
    r"share_?id|sharetype|cn-reloaded|traffic_source|ns_(?:source|mchannel|campaign|linkname|fee)",
    re.IGNORECASE,
)
_AMP = re.compile(r"amp|outputtype", re.IGNORECASE)
_CACHES = (
    # Google's AMP viewer and the AMP project's cache: the publisher's own address follows, /s/ for https.
    re.compile(r"https?://(?:www\.)?google\.[a-z.]{2,7}/amp/(s/)?([^/?#]+\.[^/?#]+/.*)", re.IGNORECASE),
    re.compile(r"https?://[a-z0-9-]+\.cdn\.ampproject\.org/[cv]/(s/)?([^/?#]+\.[^/?#]+/.*)", re.IGNORECASE),
)
_PORTS = {"http": 80, "https": 443}


def canonical_url(url: str) -> str | None:
    """The address without what does not identify the article: it can still be fetched.

    Scheme and host in lower case, default port, user name, fragment and tracking parameters gone, the other parameters
    in order, percent-encoding in one form, AMP caches undone. None where it is no http or https address.
    """
    parts = _split(url)
    if parts is None:
        return None
    query = [(n, v) for n, v in _query(parts) if not _TRACKING.fullmatch(n)]
    return urlunsplit((parts.scheme, parts.netloc, _path(parts), urlencode(sorted(query)), ""))


def url_key(url: str) -> str | None:
    """What two addresses of one article have in common; None where there is no path, which no article's lacks.

    Beyond ``canonical_url`` it does not distinguish http and https, ``www.``, ``m.``, ``mobile.`` and ``amp.`` hosts,
    AMP and plain pages, a slash at the end. It is not an address.
    """
    parts = _split(url)
    if parts is None:
        return None
    host, colon, port = parts.netloc.partition(":")
    shorter = re.sub(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.[^.]+)", "", host)
    path = _path(parts).rstrip("/")
    for page in ("/index.html", "/index.htm", "/amp", "/amp.html", ".amp"):
        path = path.removesuffix(page)
    path = path.removeprefix("/amp") if path.startswith("/amp/") else path
    path = path[: -len(".amp.html")] + ".html" if path.endswith(".amp.html") else path
    query = [(n, v) for n, v in _query(parts) if not _TRACKING.fullmatch(n) and not _AMP.fullmatch(n)]
    if not path and not query:
        return None
    return f"{shorter}{colon}{port}{path}?{urlencode(sorted(query))}"


def _query(parts: SplitResult) -> list[tuple[str, str]]:
    try:
        return parse_qsl(parts.query, keep_blank_values=True, max_num_fields=200)
    except ValueError:
        return [(parts.query[:2000], "")]


def _path(parts: SplitResult) -> str:
    # One form of percent-encoding (RFC 3986, 6.2.2): what need not be encoded is not, the rest in upper case.
    path = re.sub(r"%([0-9a-fA-F]{2})", _octet, parts.path)
    return quote(path, safe="%/:@!$&'()*+,;=~-._", errors="replace") or "/"


def _octet(encoded: re.Match[str]) -> str:
    character = chr(int(encoded[1], 16))
    return character if re.match(r"[A-Za-z0-9._~-]", character) else f"%{encoded[1].upper()}"


def _split(url: str) -> SplitResult | None:
    # Half characters, which JSON can carry, are in no address.
    url = re.sub(r"[\t\r\n]", "", url.strip())[:8000].encode("utf-8", "replace").decode()
    for cache in _CACHES:
        if unwrapped := cache.fullmatch(url):
            url = f"http{'s' if unwrapped[1] else ''}://{unwrapped[2]}"
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not host:
        return None
    host = host.rstrip(".")
    try:
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    netloc = f"[{host}]" if ":" in host else host
    if port and port != _PORTS[parts.scheme]:
        netloc += f":{port}"
    return parts._replace(netloc=netloc)
