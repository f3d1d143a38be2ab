"""Whose bot check it is that stands in place of what was asked for. Pure.

The words are those that the services themselves write; matched in what came, never run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_MAX_TEXT = 60_000  # characters that are looked at
#: (name, header, words of its value; "" = any value)
_HEADERS = (
    ("Cloudflare", "cf-mitigated", "challenge"),
    ("AWS WAF", "x-amzn-waf-action", ""),
    ("DataDome", "x-datadome", ""),
    ("Sucuri", "x-sucuri-block", ""),
    ("DDoS-Guard", "server", "ddos-guard"),
)


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_WORDS = (
    (
        "Cloudflare",
        _any_of(
            r"cf-chl-",
            r"/cdn-cgi/challenge-platform",
            r"attention required! \| cloudflare",
            r"performance (?:&amp;|&|and) security by\s*(?:<[^>]{1,200}>)?\s*cloudflare",
            r"<title>just a moment\W",
        ),
    ),
    ("DataDome", _any_of(r"captcha-delivery\.com")),
    ("HUMAN", _any_of(r"px-captcha", r"press (?:&amp;|&|and) hold to confirm")),
    ("Imperva", _any_of(r"_incapsula_resource", r"request unsuccessful\. incapsula")),
    ("AWS WAF", _any_of(r"awswaf", r"window\.gokuprops")),
    ("Akamai", _any_of(r"errors\.edgesuite\.net", r"_sec/cp_challenge")),
    ("Sucuri", _any_of(r"sucuri website firewall")),
    ("DDoS-Guard", _any_of(r"ddos-guard")),
    ("Anubis", _any_of(r"making sure you(?:'|&#39;|\u2019)re not a bot")),
    (
        "a bot check",
        _any_of(
            r"verify(?:ing)? (?:that )?you are (?:a )?(?:not a robot|human)",
            r"are you a (?:robot|human)\b",
            r"enable javascript and cookies to continue",
            r"checking your browser",
            r"complete the security check",
            r"class=\"(?:g-recaptcha|h-captcha|cf-turnstile)\"",
            r"pardon our interruption",
        ),
    ),
)


def name_challenge(headers: Mapping[str, str], text: str = "") -> str:
    """One clear phrase such as "a bot check of Cloudflare", "" if this looks like none.

    ``headers`` have lower-case names; ``text`` is of a response that is not what was asked for.
    """
    for name, header, words in _HEADERS:
        value = headers.get(header, "").lower()
        if value and words in value:
            return _phrase(name)
    for name, pattern in _WORDS:
        if pattern.search(text[:_MAX_TEXT]):
            return _phrase(name)
    return ""


def _phrase(name: str) -> str:
    return name if name == "a bot check" else f"a bot check of {name}"
