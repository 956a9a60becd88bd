"""Client text on its way into a file: it is data there, never markup, code or a placeholder."""

from __future__ import annotations

import html
import re

# What XML 1.0 cannot hold, and the two characters of every plane that stand for none.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile(r"\r\n|\r|\n")


def writable(text: str) -> str:
    """Replace what no XML file can hold."""
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def as_html(text: str, *, neutral: str = "") -> str:
    """Write text as HTML of one line; the characters in `neutral`, which mean something there, as references.

    >>> as_html("Klein & Zoon {naam}", neutral="{}")
    'Klein &amp; Zoon &#123;naam&#125;'
    """
    escaped = html.escape(writable(text), quote=False)
    for character in neutral:
        escaped = escaped.replace(character, f"&#{ord(character)};")
    return _LINE_END.sub("<br />", escaped)


def paragraphs(texts: list[str], *, neutral: str = "") -> str:
    """Write texts as paragraphs of HTML, on one line."""
    return "".join(f"<p>{as_html(text, neutral=neutral)}</p>" for text in texts)
