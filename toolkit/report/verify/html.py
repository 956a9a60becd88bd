"""An HTML page, or a picture as SVG, held against what comes out: its words, its pictures, and what runs in it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser

from toolkit.report.verify.places import Compared, Difference, Printed, word_differences

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_SILENT = {"style", "script"}
# Attributes whose values a reader meets, sees or hears; those that begin with data- are what a script computes with.
_TOLD = (
    "alt",
    "aria-label",
    "aria-description",
    "title",
    "content",
    "placeholder",
    "value",
    "min",
    "max",
    "lang",
)
_NUMBERED = re.compile(r"(figure|table|finding|section)-([A-Z]?[\d-]+)")
_WORDS = {"figure": "Figure", "table": "Table", "finding": "Finding", "section": "section"}
_DATA = re.compile(r"[\s,;:\[\]{}\"]+")


class _Page(HTMLParser):
    """Reads a page into its words, each with the part of the page it stands in; its pictures; and its code."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[tuple[str, str]] = []
        self.pictures: dict[str, str] = {}
        self.code: list[str] = []
        self._open: list[tuple[str, str]] = []
        self._svg = 0
        self._drawing = hashlib.sha256()

    @property
    def part(self) -> str:
        return next((part for _, part in reversed(self._open) if part), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "svg":
            self._svg += 1
        if self._svg:
            self._drawing.update(repr((tag, sorted(given.items()))).encode())
        else:
            self._attributes(given)
        if tag not in _VOID:
            self._open.append((tag, "" if self._svg else _named(given.get("id", ""))))

    def handle_endtag(self, tag: str) -> None:
        names = [name for name, _ in self._open]
        if tag not in names:
            return
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag == "svg" and self._svg:
            self._svg -= 1
            if not self._svg:
                name = self.part or "a picture"
                times = sum(key == name or key.startswith(f"{name} (") for key in self.pictures)
                self.pictures[f"{name} ({times + 1})" if times else name] = self._drawing.hexdigest()
                self._drawing = hashlib.sha256()

    def handle_data(self, data: str) -> None:
        if any(tag in _SILENT for tag, _ in self._open):
            self.code.append(data.strip())
        else:
            self.words += [(word, self.part) for word in data.split()]

    def _attributes(self, given: Mapping[str, str]) -> None:
        for name, value in given.items():
            if name in _TOLD:
                self.words += [(word, self.part) for word in value.split()]
            elif name.startswith("data-"):
                self.words += [(word, self.part) for word in _DATA.split(value) if word]
            elif name == "src":
                self.code.append(value)


def _named(identity: str) -> str:
    found = _NUMBERED.fullmatch(identity)
    return f"{_WORDS[found[1]]} {found[2].replace('-', '.')}" if found else ""


def read_page(content: bytes) -> tuple[list[tuple[str, str]], dict[str, str], list[str]]:
    """Read a page into its words, each with the part of the page it stands in, its pictures and its code."""
    page = _Page()
    page.feed(content.decode("utf-8", "replace"))
    page.close()
    return page.words, page.pictures, page.code


def compare_html(
    printed: bytes, comes_out: bytes, known: Sequence[Printed], renamed: Mapping[str, str]
) -> Compared:
    """Compare two pages of one layout; `renamed` are words that may differ, such as the hash of the run."""
    old, new = read_page(printed), read_page(comes_out)
    found = list(_words(old[0], new[0], known, renamed))
    for name in dict.fromkeys((*old[1], *new[1])):
        if old[1].get(name) != new[1].get(name):
            found.append(Difference(name, "drawn differently: a mark, a line or a colour", ""))
    # The fonts are cut to the signs of a page, so that other words change the style as well.
    if old[2] != new[2] and not found:
        found.append(Difference("the page's script, style or pictures", "not as they come out", ""))
    notes = () if found else ("saved anew; its words, pictures and script are as they come out",)
    return Compared(tuple(found), notes)


def _words(
    old: Sequence[tuple[str, str]],
    new: Sequence[tuple[str, str]],
    known: Sequence[Printed],
    renamed: Mapping[str, str],
) -> Iterator[Difference]:
    words = [renamed.get(word, word) for word, _ in old]
    for place, one in word_differences(words, [word for word, _ in new], known):
        part = old[min(place, len(old) - 1)][1] if old else ""
        within = part if part and not one.place.startswith((f"{part},", part)) else ""
        yield Difference(one.place, one.printed, one.comes_out, within)
