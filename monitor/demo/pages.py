"""HTML of the newsroom's pages: what a news site wraps around an article.

Navigation, teasers, a cookie note and scripts are there on purpose: the extraction has to
find the article among them, as on a real site.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from html import escape

from monitor.demo.content import DemoOutlet, Story

_SCHEMA = {
    "report": "NewsArticle",
    "opinion": "OpinionNewsArticle",
    "analysis": "AnalysisNewsArticle",
    "live_blog": "LiveBlogPosting",
    "satire": "SatiricalArticle",
}
_STYLE = """
body{font:18px/1.6 Georgia,serif;margin:0;color:#1b1b1b}
header,footer,.cookie{background:#12324a;color:#fff;padding:.8rem 1.2rem}
nav a,footer a{color:#fff;margin-right:1rem}main{max-width:42rem;margin:2rem auto;padding:0 1rem}
.kicker{text-transform:uppercase;font-size:.8rem}.byline,time,.credit{color:#555;font-size:.85rem}
aside{border-top:2px solid #ddd;margin-top:2rem}
.correction{border-left:4px solid #c60;padding:.4rem 1rem}
"""


def render_article(
    outlet: DemoOutlet, story: Story, *, base: str, as_of: datetime, related: Sequence[Story]
) -> str:
    """The page of ``story`` as it stands at ``as_of``; ``related`` are teased below it."""
    correction = story.corrected_by(as_of)
    headline = correction.headline if correction else story.headline
    paragraphs = correction.paragraphs if correction else story.paragraphs
    modified = correction.at if correction else story.published_at
    url = base + story.path
    author = story.author or f"{outlet.outlet.name} staff"
    metadata = {
        "@context": "https://schema.org",
        "@type": _SCHEMA[story.genre],
        "headline": headline,
        "datePublished": story.published_at.isoformat(),
        "dateModified": modified.isoformat(),
        "author": [{"@type": "Person", "name": author}],
        "publisher": {"@type": "NewsMediaOrganization", "name": outlet.outlet.name},
        "mainEntityOfPage": url,
        "articleSection": story.categories[0] if story.categories else "World",
    }
    # "</script>" inside a headline must not end the element.
    linked_data = json.dumps(metadata, ensure_ascii=False).replace("<", "\\u003c")
    notice = (
        f'<p class="correction"><strong>Correction:</strong> {escape(correction.notice)}</p>'
        if correction
        else ""
    )
    credit = f'<p class="credit">({escape(story.credit)})</p>' if story.credit else ""
    parts = (
        _head(outlet, headline, story.summary),
        f'<link rel="canonical" href="{escape(url)}">',
        f'<meta property="og:title" content="{escape(headline)}">',
        '<meta property="og:type" content="article">',
        f'<meta property="article:published_time" content="{story.published_at.isoformat()}">',
        f'<meta property="article:modified_time" content="{modified.isoformat()}">',
        f'<meta name="author" content="{escape(author)}">',
        f'<script type="application/ld+json">{linked_data}</script>',
        f"</head><body>{_masthead(outlet)}<main><article>",
        f'<p class="kicker">{escape(_kicker(story))}</p><h1>{escape(headline)}</h1>',
        f'<p class="byline">By {escape(author)} · <time datetime="'
        f'{story.published_at.isoformat()}">{story.published_at:%d %B %Y, %H:%M} UTC</time></p>',
        '<div class="article-body">',
        "".join(_block(paragraph) for paragraph in paragraphs),
        notice,
        credit,
        "</div>",
        story.hidden_html,
        "</article>",
        _related(related, base),
        _most_read(outlet),
        "</main>",
        _footer(outlet),
    )
    return "\n".join(part for part in parts if part)


def render_front(outlet: DemoOutlet, stories: Sequence[Story], *, base: str) -> str:
    """An outlet's front page: its latest stories and its feed."""
    items = "".join(
        f'<li><a href="{base}{story.path}">{escape(story.headline)}</a></li>' for story in stories
    )
    kind = {"json": "application/feed+json", "atom": "application/atom+xml"}.get(
        outlet.format, "application/rss+xml"
    )
    feed = f'<link rel="alternate" type="{kind}" href="{base}{outlet.feed_path}">'
    head = _head(outlet, outlet.outlet.name, outlet.tagline)
    return (
        f"{head}{feed}</head><body>{_masthead(outlet)}<main><ul>{items}</ul></main>"
        f"{_footer(outlet)}"
    )


def _kicker(story: Story) -> str:
    labels = {"opinion": "Opinion", "analysis": "Analysis", "live_blog": "Live", "satire": "Satire"}
    return labels.get(story.genre, story.categories[0] if story.categories else "World")


def _head(outlet: DemoOutlet, title: str, description: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="{outlet.outlet.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} | {escape(outlet.outlet.name)}</title>"
        f'<meta name="description" content="{escape(description)}">'
        f'<meta property="og:site_name" content="{escape(outlet.outlet.name)}">'
        f"<style>{_STYLE}</style>"
    )


def _masthead(outlet: DemoOutlet) -> str:
    sections = ("World", "Politics", "Business", "Culture", "Sport", "Weather")
    links = "".join(f'<a href="/{outlet.id}/{name.lower()}">{name}</a>' for name in sections)
    return (
        '<div class="cookie" role="dialog">We use cookies to count visits. '
        "<button>Accept</button> <button>Reject</button></div>"
        f'<header><a href="/{outlet.id}/"><strong>{escape(outlet.outlet.name)}</strong></a> '
        f"<span>{escape(outlet.tagline)}</span><nav>{links}</nav></header>"
    )


def _block(paragraph: str) -> str:
    if paragraph.startswith("## "):
        return f"<h2>{escape(paragraph[3:])}</h2>\n"
    return f"<p>{escape(paragraph)}</p>\n"


def _related(stories: Sequence[Story], base: str) -> str:
    items = "".join(
        f'<li><a href="{base}{story.path}">{escape(story.headline)}</a></li>' for story in stories
    )
    return f'<aside class="related"><h3>Related stories</h3><ul>{items}</ul></aside>'


def _most_read(outlet: DemoOutlet) -> str:
    items = "".join(f'<li><a href="#">{escape(teaser)}</a></li>' for teaser in outlet.teasers)
    return f'<aside class="most-read"><h3>Most read</h3><ol>{items}</ol></aside>' if items else ""


def _footer(outlet: DemoOutlet) -> str:
    name = escape(outlet.outlet.name)
    return (
        f'<footer><p>{name} is an invented outlet of a software demo.</p><a href="#">About us</a>'
        '<a href="#">Corrections policy</a><a href="#">Privacy</a></footer>'
        "<script>window.dataLayer=window.dataLayer||[];</script></body></html>"
    )
