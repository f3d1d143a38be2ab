"""Is this text a whole article, a part of one, or a wall in front of it?"""

from __future__ import annotations

import re

from monitor.articles.pagemeta import PageMeta
from monitor.domain.model import ExtractStatus
from monitor.domain.urls import host_of

SHORT = 250  # characters: shorter than nearly every report, longer than most teasers
_WALLED = 2500  # a text longer than this is no wall, whatever stands at its foot
_NOTICE = 1500  # the same for cookie notices
_STUB = 120
_NOTHING = 40


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_CHALLENGE = _any_of(
    r"just a moment\W",
    r"attention required! \| cloudflare",
    r"checking your browser",
    r"verify(?:ing)? (?:that )?you are (?:a )?(?:not a robot|human)",
    r"are you a (?:robot|human)\b",
    r"enable javascript and cookies to continue",
    r"pardon our interruption",
    r"unusual (?:traffic|activity) from your",
    r"complete the security check",
    r"press (?:&|and) hold to confirm",
    r"ddos protection by",
    r"access to this page has been denied",
    r"request unsuccessful\. incapsula",
    r"performance (?:&|and) security by cloudflare",
)
_CHALLENGE_MARKUP = _any_of(
    r"cf-chl-",
    r"challenge-platform",
    r"captcha-delivery\.com",
    r"px-captcha",
    r"_incapsula_resource",
    r"class=\"g-recaptcha\"",
)
_CONSENT = _any_of(
    r"before you continue to",
    r"we (?:value|respect|care about) your privacy",
    r"we (?:and our (?:\d{1,4} )?partners )?use cookies",
    r"accept (?:all )?cookies",
    r"your privacy choices",
    r"manage (?:your )?(?:consent|privacy|cookie)",
    r"(?:store and/or|store or) access information on",
    r"consent to (?:the use of )?cookies",
)
_PAYWALL = _any_of(
    r"subscribe (?:now )?(?:to|for) (?:continue|read|unlock|keep reading|full access)",
    r"(?:continue|keep) reading (?:this article )?(?:with|by|for|your)\b",
    r"to (?:continue reading|read the (?:full|rest)|unlock)\b",
    r"already (?:a )?(?:subscriber|subscribed|registered|have an account)\b",
    r"(?:article|story|content) is (?:only )?(?:for|available to|reserved for|exclusive to)"
    r" (?:our )?(?:paying |premium |registered )?(?:subscribers|members)",
    r"(?:you have|you've) (?:reached|read) (?:your|all|the) .{0,30}(?:free|limit)",
    r"sign (?:in|up) to (?:read|continue)",
    r"subscribers? only\b",
    r"register (?:for free )?to (?:read|continue)",
)
_CUT = re.compile(
    r"(?:\u2026|\.\.\.|\[\u2026\]|\[\.\.\.\]|continue reading|"
    r"(?:read|see) (?:more|full story|the full (?:story|article))(?: here)?|"
    r"click here to read.{0,40})\W{0,5}$",
    re.IGNORECASE,
)
_ABOUT_COOKIES = _any_of(r"cookie", r"privacy", r"consent", r"partners")


def read_status(text: str, meta: PageMeta, *, markup: str, url: str) -> ExtractStatus:
    """How complete ``text`` is, by its length, its page's metadata and what walls say.

    The words of walls also stand on pages of whole articles ("already a subscriber?"), so
    they only count where the text is short.
    """
    wall = _wall(text, meta, markup, url) if len(text) < _WALLED else None
    if wall is not None:
        return wall
    if len(text) < _NOTHING:
        return ExtractStatus.EMPTY
    if _is_teaser(text) or _CUT.search(text[-120:]) or _much_shorter(text, meta):
        return ExtractStatus.PARTIAL
    return ExtractStatus.FULL


def _wall(text: str, meta: PageMeta, markup: str, url: str) -> ExtractStatus | None:
    seen = f"{meta.title}\n{text}"
    short = len(text) < SHORT
    if _CHALLENGE.search(seen) or (short and _CHALLENGE_MARKUP.search(markup[:300_000])):
        return ExtractStatus.CHALLENGE
    if host_of(url).startswith("consent.") or (len(text) < _NOTICE and _is_notice(text, seen)):
        return ExtractStatus.CONSENT
    if meta.free is False or _PAYWALL.search(text) or (short and _PAYWALL.search(markup[:500_000])):
        return ExtractStatus.PAYWALL
    return None


def _is_teaser(text: str) -> bool:
    """Whether there is no more than a feed shows: one short paragraph, or next to nothing."""
    return len(text) < _STUB or (len(text) < SHORT and "\n" not in text)


def _is_notice(text: str, seen: str) -> bool:
    """Whether there is a cookie notice and next to nothing else."""
    if not _CONSENT.search(seen):
        return False
    others = [p for p in text.split("\n") if len(p) > 80 and not _ABOUT_COOKIES.search(p)]
    return len(others) < 2


def _much_shorter(text: str, meta: PageMeta) -> bool:
    """Whether the page itself says that the article is more than twice as long."""
    words = meta.words or len(meta.body.split())
    return words > 150 and len(text.split()) * 2 < words
