"""Bytes of a document -> text, by the rules that browsers live by."""

from __future__ import annotations

import codecs
from collections.abc import Iterable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What is meant by a label, as in the WHATWG encoding standard: the superset.
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
}
# Seven-bit encodings whose bytes are all valid UTF-8; UTF-7 is refused, as in browsers.
_SEVEN_BIT = ("iso2022", "hz")


def known_codec(label: str) -> str:
    """Python's name of the text encoding called ``label``, '' if there is none to trust."""
    try:
        info = codecs.lookup(label.strip().strip("\"'"))
    except (LookupError, ValueError):  # ValueError: a NUL in the label
        return ""
    # ``_is_text_encoding`` is how bytes.decode itself keeps zip and hex out.
    if not getattr(info, "_is_text_encoding", True) or info.name in {
        "utf-7",
        "idna",
        "punycode",
        "unicode-escape",
        "raw-unicode-escape",
        "undefined",
        "mbcs",
        "oem",
    }:
        return ""
    return _MEANT.get(info.name, info.name)


def decode(body: bytes, declared: Iterable[str] = (), *, fallback: str = "cp1252") -> str:
    """Text of ``body``: by its byte order mark, as UTF-8 if valid, else as first ``declared``.

    ``declared`` are labels, the most trusted first; the first that decodes without an error
    wins. What cannot be decoded becomes U+FFFD; nothing is raised.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace")
    codec_names = [name for name in map(known_codec, declared) if name]
    if body.startswith((b"<\x00", b"\x00<")):
        codec_names.insert(0, "utf-16-le" if body[0] else "utf-16-be")
    if not any(name.startswith(_SEVEN_BIT) for name in codec_names) and b"\x00" not in body[:4]:
        codec_names.insert(0, "utf-8")
    for name in codec_names:
        try:
            return body.decode(name)
        except UnicodeError:
            continue
    # Mostly right UTF-8 with a few broken bytes is far more frequent than anything else.
    text = body.decode("utf-8", "replace")
    if text.count("\ufffd") * 200 <= len(text):
        return text
    tried = [name for name in codec_names if name != "utf-8"]
    return body.decode(tried[0] if tried else known_codec(fallback) or "cp1252", "replace")
