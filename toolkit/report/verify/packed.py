"""Slides, or files packed in one, held against what comes out: every word and number in each part."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from html import unescape
from pathlib import PurePosixPath

from toolkit.errors import ReportError
from toolkit.report.verify.places import Compared, Difference, Printed, word_differences

CHART = ", its chart"
_TAG = re.compile(r"<[^<>]*>")
_ALT = re.compile(r"<[^<>]*?\sdescr=\"([^\"<>]*)\"[^<>]*>")  # told to who cannot see the picture
_CHART = re.compile(r"charts/([^\"/]+)\"")
_SLIDE = re.compile(r"ppt/(?:slides|notesSlides)/(?:notesS|s)lide(\d+)\.xml")


def packed_differences(
    printed: bytes,
    comes_out: bytes,
    known: Sequence[Printed],
    renamed: Mapping[str, str],
    compare: Callable[[str, bytes, bytes], Compared],
) -> list[Difference]:
    """Compare what is packed in two files: the words of each part, and by `compare` the files inside."""
    old, new = _parts(printed), _parts(comes_out)
    charts = _slides_of_charts(new)
    found: list[Difference] = []
    for name in dict.fromkeys((*new, *old)):
        where = _part_name(name, charts)
        if name not in old or name not in new:
            found.append(
                Difference(where, *(("not there", "there") if name in new else ("there", "not there")))
            )
        elif old[name] != new[name] and name.endswith((".xml", ".rels")):
            words = [renamed.get(word, word) for word in _xml_words(old[name])]
            for _, one in word_differences(words, _xml_words(new[name]), known):
                # What stands beside a number of a chart is no text that anybody reads.
                place = where if where.endswith(CHART) else one.place
                found.append(Difference(place, one.printed, one.comes_out, where))
        elif old[name] != new[name]:
            inner = compare(name, old[name], new[name])
            found += [
                Difference(one.place, one.printed, one.comes_out, ", ".join(filter(None, (where, one.at))))
                for one in inner.differences
            ]
    return found


def _parts(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return {name: packed.read(name) for name in packed.namelist() if not name.endswith("/")}
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError) as error:
        raise ReportError(f"it cannot be opened ({type(error).__name__}: {error})") from error


def _xml_words(content: bytes) -> list[str]:
    told = _ALT.sub(r" \1 ", content.decode("utf-8", "replace"))
    return unescape(_TAG.sub(" ", told)).split()


def _slides_of_charts(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Tell on which slide each chart stands."""
    found: dict[str, str] = {}
    for name, content in parts.items():
        slide = re.fullmatch(r"ppt/slides/_rels/slide(\d+)\.xml\.rels", name)
        if slide:
            found |= dict.fromkeys(_CHART.findall(content.decode("utf-8", "replace")), slide[1])
    return found


def _part_name(name: str, charts: Mapping[str, str]) -> str:
    slide = _SLIDE.fullmatch(name)
    if slide:
        return f"slide {slide[1]}"
    chart = charts.get(PurePosixPath(name).name)
    return f"slide {chart}{CHART}" if chart else name


def words_of(content: bytes) -> str:
    """Give the words of every slide."""
    return " ".join(
        word for name, part in _parts(content).items() if name.endswith(".xml") for word in _xml_words(part)
    )
