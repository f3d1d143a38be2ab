"""What a page said at first, and what was changed about it since."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from monitor.domain.model import Article
from monitor.domain.ports import Store
from monitor.domain.recheck import compare


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """One version of a page, and the sentences by which it differs from the one before."""

    version: Article
    removed: tuple[str, ...]
    added: tuple[str, ...]
    title_before: str = ""  # "" if the headline is the same
    notice: str = ""  # sentence by which it owns up to a correction


def edits(store: Store, url: str) -> tuple[Edit, ...]:
    """The later versions of the page at canonical ``url``, oldest first; () if it has but one."""
    versions = sorted(store.articles.find(url), key=lambda one: one.version)
    found = []
    for old, new in pairwise(versions):
        change = compare(old, title=new.title, text=new.text)
        found.append(
            Edit(
                version=new,
                removed=change.removed,
                added=change.added,
                title_before=old.title if old.title != new.title else "",
                notice=change.notice,
            )
        )
    return tuple(found)
