"""What a page says about itself: JSON-LD, meta elements, canonical link. Never trusted blindly."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from monitor.domain.cleaning import safe_text
from monitor.domain.model import to_utc
from monitor.domain.urls import absolute, canonicalise, is_home, site_of

_MAX_JSON_LD = 500_000  # characters of one block
_MAX_NODES = 2000
_MAX_META = 1000
_MAX_CORRECTIONS = 20
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "article.published",
    "published_time",
    "publish-date",
    "publish_date",
    "publishdate",
    "pubdate",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "date",
)
_TITLES = ("og:title", "twitter:title", "dc.title", "headline", "parsely-title", "title")
_AUTHORS = ("author", "article:author", "parsely-author", "dc.creator", "byl", "sailthru.author")
_ARTICLE_TYPES = re.compile(r"(?:Article|NewsArticle|Report|BlogPosting|LiveBlogPosting)$")
_URL_DATE = re.compile(r"/(20\d\d|19[89]\d)[/-]?(0[1-9]|1[0-2])[/-]?([0-2]\d|3[01])(?=[/_-]|\b)")
_SUFFIX = re.compile(r"\s+[|\u2013\u2014\u00b7-]\s+[^|\u2013\u2014\u00b7]{2,40}$")
_FIRST_DATE = datetime(1980, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class PageMeta:
    """Fields as the page states them, cleaned; '' or None where it says nothing usable."""

    title: str = ""
    byline: str = ""
    published_at: datetime | None = None
    language: str = ""  # lower-case primary subtag
    canonical_url: str = ""  # on the page's own site only
    free: bool | None = None  # JSON-LD isAccessibleForFree
    body: str = ""  # JSON-LD articleBody, paragraphs kept
    words: int = 0  # JSON-LD wordCount
    corrections: tuple[str, ...] = ()  # JSON-LD CorrectionComment, each one paragraph


def read_meta(tree: Any, *, url: str) -> PageMeta:
    """The metadata of an lxml tree. Linear; nothing is loaded, nothing raised."""
    metas = _metas(tree)
    article = next(_articles(tree), {})
    return PageMeta(
        title=_title(tree, metas, article),
        byline=_byline(tree, metas, article),
        published_at=_published(tree, metas, article, url),
        language=_language(tree, metas, article),
        canonical_url=_canonical(tree, metas, url),
        free=_free(article),
        body=safe_text(_string(article.get("articleBody")), limit=200_000, multiline=True),
        words=_count(article.get("wordCount")),
        corrections=_corrections(article),
    )


def parse_date(text: str) -> datetime | None:
    """A date as pages write it (ISO 8601, RFC 822, Unix time), in UTC; None if absurd."""
    text = text.strip()[:60]
    if re.fullmatch(r"\d{10}(?:\d{3})?", text):
        return _plausible(datetime.fromtimestamp(int(text[:10]), UTC))
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return _plausible(to_utc(read(re.sub(r"(\.\d{6})\d+", r"\1", text))))
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _plausible(when: datetime) -> datetime | None:
    return when if when >= _FIRST_DATE else None


def _metas(tree: Any) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for number, node in enumerate(tree.iter("meta")):
        if number > _MAX_META:
            break
        name = node.get("property") or node.get("name") or node.get("itemprop") or ""
        content = (node.get("content") or "").strip()
        if name and content and len(content) < 2000:
            found.setdefault(name.strip().lower(), content)
    return found


def _articles(tree: Any) -> Iterator[Mapping[str, Any]]:
    """JSON-LD objects that are articles, in document order."""
    budget = _MAX_NODES
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        stack: list[Any] = [_json(script.text or "")]
        while stack and budget > 0:
            budget -= 1
            node = stack.pop()
            if isinstance(node, list):
                stack.extend(reversed(node[:_MAX_NODES]))
            elif isinstance(node, dict):
                if _is_article(node.get("@type")):
                    yield node
                stack.extend(node[k] for k in ("mainEntity", "@graph") if k in node)


def _json(text: str) -> Any:
    text = text.strip().removeprefix("<![CDATA[").removeprefix("//<![CDATA[")
    text = text.removesuffix("]]>").removesuffix("//").strip().rstrip(";")
    if len(text) > _MAX_JSON_LD:
        return None
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _is_article(kind: object) -> bool:
    kinds = kind if isinstance(kind, list) else [kind]
    return any(isinstance(one, str) and _ARTICLE_TYPES.search(one) for one in kinds[:20])


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _count(value: object) -> int:
    text = str(value) if isinstance(value, (int, str)) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _corrections(article: Mapping[str, Any]) -> tuple[str, ...]:
    """What schema.org's ``correction`` says: comments, their texts, or bare texts."""
    found = []
    for one in _list(article.get("correction"))[:_MAX_CORRECTIONS]:
        text = one if isinstance(one, str) else ""
        if isinstance(one, dict):
            text = _string(one.get("text")) or _string(one.get("description"))
        clean = safe_text(re.sub(r"<[^<>]{0,300}>", " ", text[:5000]), limit=1000)
        # A bare address points to a page with the notice; it says nothing itself.
        if clean and "://" not in clean.split()[0]:
            found.append(clean)
    return tuple(dict.fromkeys(found))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _free(article: Mapping[str, Any]) -> bool | None:
    """What the page says of itself, or of one of its parts (the walled one names itself)."""
    parts = [part for part in _list(article.get("hasPart"))[:50] if isinstance(part, dict)]
    if any(_is_free(part) is False for part in parts):
        return False
    return _is_free(article)


def _is_free(article: Mapping[str, Any]) -> bool | None:
    value = article.get("isAccessibleForFree")
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower())
    return value if isinstance(value, bool) else None


def _title(tree: Any, metas: Mapping[str, str], article: Mapping[str, Any]) -> str:
    headline = _string(article.get("headline")) or next(
        (metas[name] for name in _TITLES if name in metas), ""
    )
    if not headline:
        heading = next((_text_of(node) for node in tree.iter("h1")), "")
        headline = heading or _SUFFIX.sub("", _text_of(next(tree.iter("title"), None))[:500])
    return safe_text(headline, limit=500)


def _text_of(node: Any) -> str:
    return " ".join("".join(node.itertext()).split()) if node is not None else ""


def _byline(tree: Any, metas: Mapping[str, str], article: Mapping[str, Any]) -> str:
    names = _names(article.get("author"))
    if not names:
        names = [metas[name] for name in _AUTHORS if name in metas][:1]
    if not names:
        links = (_text_of(node) for node in tree.iter("a") if node.get("rel") == "author")
        names = list(dict.fromkeys(name for name in links if 2 < len(name) < 80))[:5]
    kept = [name for name in names if "://" not in name and "@" not in name]
    return safe_text(", ".join(dict.fromkeys(kept)), limit=200)


def _names(author: object) -> list[str]:
    people = author if isinstance(author, list) else [author]
    found: list[object] = []
    for person in people[:20]:
        name = person.get("name") if isinstance(person, dict) else person
        found += name if isinstance(name, list) else [name]
    return [name.strip() for name in found if isinstance(name, str) and name.strip()]


def _published(
    tree: Any, metas: Mapping[str, str], article: Mapping[str, Any], url: str
) -> datetime | None:
    stated = [_string(article.get("datePublished"))]
    stated += [metas[name] for name in _PUBLISHED if name in metas]
    for number, node in enumerate(tree.iter("time")):
        if number >= 3:  # further down they belong to teasers and comments
            break
        stated.append(node.get("datetime") or "")
    for text in stated:
        when = parse_date(text) if text else None
        if when is not None:
            return when
    match = _URL_DATE.search(url)
    return parse_date("-".join(match.groups())) if match else None


def _language(tree: Any, metas: Mapping[str, str], article: Mapping[str, Any]) -> str:
    root = tree.getroottree().getroot()
    named = (root.get("lang"), root.get("xml:lang"), article.get("inLanguage"))
    for label in (*named, metas.get("og:locale"), metas.get("content-language")):
        primary = re.split(r"[-_]", _string(label).strip().lower())[0]
        if primary.isascii() and primary.isalpha() and len(primary) in {2, 3}:
            return primary
    return ""


def _canonical(tree: Any, metas: Mapping[str, str], url: str) -> str:
    """The page's own address by its own word, if it stays on its site and names a page.

    Another site's address would let any page pass for any other. A page at hand, without
    a ``url``, is believed.
    """
    stated = [
        node.get("href") or ""
        for node in tree.iter("link")
        if "canonical" in (node.get("rel") or "").lower().split()
    ]
    for link in (*stated[:1], metas.get("og:url", "")):
        found = canonicalise(absolute(link, url))
        elsewhere = url and site_of(found) != site_of(url)
        if found and not elsewhere and (is_home(url) or not is_home(found)):
            return found
    return ""
