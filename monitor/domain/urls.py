"""What a URL names: canonical form, host, site. Pure; nothing is resolved or fetched.

The trailing slash rule: an empty path becomes "/"; any other path keeps its slash or its lack
of one, since servers tell them apart.
"""

from __future__ import annotations

import base64
import ipaddress
import re
from functools import lru_cache
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

MAX_URL = 2000
_DEFAULT_PORT = {"http": 80, "https": 443}
_CONTROLS = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")
_TRACKING_NAMES = (
    "fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid igshid igsh "
    "mc_cid mc_eid _ga _gl _hsenc _hsmi mkt_tok vero_id wickedid oly_anon_id oly_enc_id "
    "ns_mchannel ns_source ns_campaign ns_linkname ns_fee cmpid cmp ocid smid sref ftag ito "
    "xtor traffic_source guccounter guce_referrer guce_referrer_sig echobox spm "
    "at_medium at_campaign at_custom1 at_custom2 at_custom3 at_custom4 at_link_id "
    "at_link_origin at_link_type at_format at_ptr_name at_bbc_team at_campaign_type "
    "amp amp_js_v amp_gsa usqp outputtype"
)
_TRACKING = frozenset(_TRACKING_NAMES.split())
# A second-level label that is a registry's, as in co.uk, com.au, or.kr.
_REGISTRY_LABELS = "ac co com edu go gob gov gv ltd mil ne net nom or org press sch"
_REGISTRY = frozenset(_REGISTRY_LABELS.split())


@lru_cache(maxsize=2000)  # those of the feeds: one poll asks many times
def split_http(url: str) -> SplitResult | None:
    """Parts of an absolute http(s) URL with a host and a valid port, else None."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in _DEFAULT_PORT and parts.hostname and parts.port != 0
    except ValueError:
        return None
    return parts if usable else None


#: Endings of names that mean something in a local network only.
_LOCAL = (".local", ".localhost", ".internal", ".lan", ".home.arpa")


def is_local_host(host: str) -> bool:
    """Whether a host is of this machine or its local network, as far as its name tells.

    A private or loopback address, ``localhost``, a name without a dot, or one of the endings
    that no public name has. Nothing is looked up.
    """
    host = host.rstrip(".").lower()
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return bool(host) and ("." not in host or host.endswith(_LOCAL))
    return address.is_loopback or address.is_private or address.is_link_local


def ascii_host(host: str) -> str:
    """Lower-case host as it stands on the wire (IDNA), '' if it cannot be one."""
    host = host.rstrip(".").lower()
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    if ":" in host:
        return host
    return "" if re.search(r"[^a-z0-9._-]", host) else host


def canonicalise(url: str) -> str:
    """The form by which pages are told apart; '' unless ``url`` is absolute http(s).

    Lower-case scheme and host, no default port, no credentials, no fragment, no tracking
    parameters; the others keep their order. Idempotent.
    """
    parts = split_http(_CONTROLS.sub(" ", url).strip().replace(" ", "%20"))
    if parts is None:
        return ""
    while (inner := _behind_amp_cache(parts)) is not parts:
        parts = inner
    netloc = _netloc(parts)
    if not netloc:
        return ""
    query = "&".join(
        pair for pair in parts.query.split("&") if pair and not is_tracking(pair.split("=")[0])
    )
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._[]|")
    query = quote(query, safe="/%:@!$&'()*+,;=~-._?[]|")
    return urlunsplit((parts.scheme, netloc, path, query, ""))


def _behind_amp_cache(parts: SplitResult) -> SplitResult:
    """The publisher's own address of a copy in an AMP cache, else ``parts``.

    https://developers.google.com/amp/cache/overview: /c/ and /v/ hold pages, /s/ is https.
    """
    host = (parts.hostname or "").removeprefix("www.")
    if host.endswith(".cdn.ampproject.org"):
        match = re.fullmatch(r"/[cv]/(s/)?([^/]+\.[^/]+)(/.*)?", parts.path)
    elif re.fullmatch(r"google\.(?:[a-z]{2,3}\.)?[a-z]{2,3}", host):
        match = re.fullmatch(r"/amp/(s/)?([^/]+\.[^/]+)(/.*)?", parts.path)
    else:
        return parts
    if match is None:
        return parts
    scheme = "https" if match[1] else "http"
    return split_http(f"{scheme}://{match[2]}{match[3] or '/'}?{parts.query}") or parts


def _netloc(parts: SplitResult) -> str:
    host = ascii_host(parts.hostname or "")
    if not host:
        return ""
    if ":" in host:
        host = f"[{host}]"
    port = parts.port
    return host if port is None or port == _DEFAULT_PORT[parts.scheme] else f"{host}:{port}"


def is_tracking(name: str) -> bool:
    """Whether the query parameter only tells where the reader came from."""
    name = name.lower()
    return name in _TRACKING or name.startswith("utm_")


def absolute(link: str, base: str = "") -> str:
    """``link`` made absolute against ``base``; '' unless it is http(s) and of sane length."""
    # Browsers drop tabs and line breaks inside a URL and white space around it.
    link = re.sub(r"[\t\r\n]+", "", link).strip().strip("\x00")
    if not link or len(link) > MAX_URL:
        return ""
    try:
        joined = urljoin(base, link) if base else link
    except ValueError:
        return ""
    parts = split_http(_CONTROLS.sub("%20", joined))
    if parts is None or not ascii_host(parts.hostname or ""):
        return ""
    return urlunsplit(parts)


def without_credentials(url: str) -> str:
    """``url`` fit to be shown and logged: no user, no password; '(unusable URL)' if broken."""
    try:
        parts = urlsplit(url)
        netloc = parts.netloc.rpartition("@")[2]
    except ValueError:
        return "(unusable URL)"
    return urlunsplit(parts._replace(netloc=netloc))


@lru_cache(maxsize=2000)
def authority(url: str) -> str:
    """Lower-case "host:port", what a server is told by; ``url`` itself if it names none."""
    parts = split_http(url)
    if parts is None:
        return url
    return f"{parts.hostname}:{parts.port or _DEFAULT_PORT[parts.scheme]}"


def host_of(url: str) -> str:
    """Lower-case host name, '' if there is none; without port and "www."."""
    parts = split_http(url)
    host = ascii_host(parts.hostname or "") if parts else ""
    return host.removeprefix("www.")


def site_of(url_or_host: str) -> str:
    """The name that was (most likely) registered: "news.example.co.uk" -> "example.co.uk".

    A guess without the public suffix list: right for news sites, never to be used as a guard.
    """
    host = host_of(url_or_host) if "/" in url_or_host else url_or_host.lower().strip(".")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        labels = host.split(".")
    else:
        return host
    wide = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _REGISTRY
    return ".".join(labels[-3:] if wide else labels[-2:])


#: Sites whose pages only point to articles, by host; "" = any path.
_POINTERS = {
    "news.google.com": r"/(?:rss/)?(?:articles|read|stories)/",
    "apple.news": "",
    "feedproxy.google.com": "",
    "feeds.feedburner.com": "/~r/",
    "flip.it": "",
    **dict.fromkeys(("t.co", "bit.ly", "buff.ly", "dlvr.it", "lnkd.in", "ow.ly", "trib.al"), ""),
}
_MAX_POINTER = 2000


def pointer_host(url: str) -> str:
    """The aggregator or shortener that ``url`` is a pointer of, '' if it is a page itself."""
    parts = split_http(url)
    host = host_of(url)
    pattern = _POINTERS.get(host)
    if pattern is None or parts is None or not re.match(pattern, parts.path):
        return ""
    return host


def behind_pointer(url: str) -> str:
    """The address that an aggregator's link carries within itself, '' if it carries none.

    Older links of Google News are the article's address in base 64; newer ones only a key.
    """
    parts = split_http(url)
    if parts is None or pointer_host(url) != "news.google.com":
        return ""
    key = parts.path.rstrip("/").rpartition("/")[2][:_MAX_POINTER]
    try:
        inside = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))
    except ValueError:
        return ""
    match = re.search(rb"https?://[\x21-\x7e]+", inside)
    target = absolute(match[0].decode("ascii")) if match else ""
    return "" if site_of(target) == "google.com" else target


def is_home(url: str) -> bool:
    """Whether ``url`` is only a site's front page, and so names no item."""
    parts = split_http(url)
    return parts is not None and parts.path in {"", "/"} and not parts.query
