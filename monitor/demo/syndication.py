"""The newsroom's feeds: RSS 2.0, Atom 1.0, RDF (RSS 1.0) and JSON Feed 1.1."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from monitor.demo.content import DemoOutlet, Story


def render_feed(
    outlet: DemoOutlet, stories: Sequence[Story], *, base: str, as_of: datetime
) -> tuple[str, str]:
    """``(content type, text)`` of an outlet's feed, newest story first."""
    entries = [_Entry(story, base, as_of) for story in stories]
    changed = max((entry.updated for entry in entries), default=as_of)
    return _RENDERERS[outlet.format](outlet, entries, base, changed)


class _Entry:
    """A story as feeds show it: a correction changes its headline and its update time."""

    def __init__(self, story: Story, base: str, as_of: datetime) -> None:
        correction = story.corrected_by(as_of)
        self.story = story
        self.url = base + story.path
        # Names the item for good, wherever the page is served.
        self.guid = f"tag:newsroom.example,{story.published_at:%Y-%m-%d}:{story.id}"
        self.title = correction.headline if correction else story.headline
        self.updated = correction.at if correction else story.published_at


def _rss(
    outlet: DemoOutlet, entries: Sequence[_Entry], base: str, changed: datetime
) -> tuple[str, str]:
    items = "".join(
        f"<item><title>{escape(entry.title)}</title><link>{escape(entry.url)}</link>"
        f'<guid isPermaLink="false">{escape(entry.guid)}</guid>'
        f"<pubDate>{format_datetime(entry.story.published_at, usegmt=True)}</pubDate>"
        f"<description>{escape('<p>' + escape(entry.story.summary) + '</p>')}</description>"
        + "".join(f"<category>{escape(name)}</category>" for name in entry.story.categories)
        + (f"<dc:creator>{escape(entry.story.author)}</dc:creator>" if entry.story.author else "")
        + "</item>\n"
        for entry in entries
    )
    return "application/rss+xml; charset=utf-8", (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>{escape(outlet.outlet.name)}</title><link>{escape(base)}/{outlet.id}/</link>"
        f"<description>{escape(outlet.tagline)}</description>"
        f"<lastBuildDate>{format_datetime(changed, usegmt=True)}</lastBuildDate><ttl>30</ttl>\n"
        f"{items}</channel></rss>\n"
    )


def _atom(
    outlet: DemoOutlet, entries: Sequence[_Entry], base: str, changed: datetime
) -> tuple[str, str]:
    items = "".join(
        f"<entry><title>{escape(entry.title)}</title><link href={quoteattr(entry.url)}/>"
        f"<id>{escape(entry.guid)}</id><published>{entry.story.published_at.isoformat()}"
        f"</published><updated>{entry.updated.isoformat()}</updated>"
        f'<summary type="text">{escape(entry.story.summary)}</summary>'
        + "".join(f"<category term={quoteattr(name)}/>" for name in entry.story.categories)
        + (
            f"<author><name>{escape(entry.story.author)}</name></author>"
            if entry.story.author
            else ""
        )
        + "</entry>\n"
        for entry in entries
    )
    return "application/atom+xml; charset=utf-8", (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>{escape(outlet.outlet.name)}</title>"
        f"<id>tag:newsroom.example,2024:{outlet.id}</id>"
        f"<author><name>{escape(outlet.outlet.name)}</name></author>"
        f'<link rel="self" href={quoteattr(base + outlet.feed_path)}/>'
        f"<updated>{changed.isoformat()}</updated>\n{items}</feed>\n"
    )


def _rdf(
    outlet: DemoOutlet, entries: Sequence[_Entry], base: str, changed: datetime
) -> tuple[str, str]:
    listed = "".join(f"<rdf:li rdf:resource={quoteattr(entry.url)}/>" for entry in entries)
    items = "".join(
        f"<item rdf:about={quoteattr(entry.url)}><title>{escape(entry.title)}</title>"
        f"<link>{escape(entry.url)}</link><description>{escape(entry.story.summary)}"
        f"</description><dc:date>{entry.story.published_at.isoformat()}</dc:date>"
        + "".join(f"<dc:subject>{escape(name)}</dc:subject>" for name in entry.story.categories)
        + "</item>\n"
        for entry in entries
    )
    return "application/rdf+xml; charset=utf-8", (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns="http://purl.org/rss/1.0/">'
        f"<channel rdf:about={quoteattr(base + outlet.feed_path)}>"
        f"<title>{escape(outlet.outlet.name)}</title><link>{escape(base)}/{outlet.id}/</link>"
        f"<description>{escape(outlet.tagline)}</description>"
        f"<dc:date>{changed.isoformat()}</dc:date>"
        f"<items><rdf:Seq>{listed}</rdf:Seq></items></channel>\n{items}</rdf:RDF>\n"
    )


def _json(
    outlet: DemoOutlet, entries: Sequence[_Entry], base: str, _changed: datetime
) -> tuple[str, str]:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.outlet.name,
        "home_page_url": f"{base}/{outlet.id}/",
        "feed_url": base + outlet.feed_path,
        "description": outlet.tagline,
        "items": [
            {
                "id": entry.guid,
                "url": entry.url,
                "title": entry.title,
                "summary": entry.story.summary,
                "content_text": entry.story.summary,
                "date_published": entry.story.published_at.isoformat(),
                "date_modified": entry.updated.isoformat(),
                "tags": list(entry.story.categories),
                "authors": [{"name": entry.story.author}] if entry.story.author else [],
            }
            for entry in entries
        ],
    }
    return "application/feed+json; charset=utf-8", json.dumps(document, ensure_ascii=False) + "\n"


_RENDERERS = {"rss": _rss, "atom": _atom, "rdf": _rdf, "json": _json}
