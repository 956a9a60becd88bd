"""What is left out of the processes that make reports, and what is there before they begin."""

import base64
import contextlib
import io
import string
import subprocess
import sys

import pytest
from fontTools import subset
from fontTools.ttLib import TTFont

from toolkit.measures.words import lexicon
from toolkit.report.fonts import EMOJI_FILE, FACES, cut, font_faces, fonts_folder
from toolkit.report.lettering import cut_file, signs
from toolkit.report.workers import preload
from toolkit.report.workers.start import CAN_FORK, environment

PRELOADED = """
import gc, sys
from toolkit.report.workers.preload import preload
preload()
assert gc.isenabled() and gc.get_freeze_count() > 50 * len(gc.get_objects())
unused = ("scipy.stats", "numpy.f2py.crackfortran", "lark", "statsmodels", "pingouin", "ibis", "sklearn")
assert not [name for name in unused if name in sys.modules], [name for name in unused if name in sys.modules]
from toolkit.report.fonts import glyphs
assert glyphs.cache_info().currsize
import numpy
assert numpy.f2py.run_main and "numpy.f2py.crackfortran" in sys.modules

from toolkit.language import Language, _translations
from toolkit.report.screen.render import block_template
from toolkit.report.workers.preload import load_for
from toolkit.report.workers.process import one_thread
assert block_template.cache_info().currsize and not _translations.cache_info().currsize
load_for(("baseline", "drivers"), orders=True, words=Language("nl"))
load_for(("baseline", "followup"), orders=False, words=Language("nl"))
assert _translations.cache_info().currsize == 1 and "ibis" not in sys.modules
from toolkit.figures.style import _register_fonts
from toolkit.measures.resampling import blas_threads
from toolkit.report.manifest import code_hash
assert all(one.cache_info().currsize for one in (_register_fonts, blas_threads, code_hash))
load_for(("baseline", "followup"), orders=True, words=Language("nl"))
assert "ibis.backends.duckdb" in sys.modules and one_thread()
"""
MEANWHILE = """
import os
from toolkit.report.workers import process
from toolkit.report.workers.beside import Call, side_by_side
process._made.append(process.FORKED)
calls = [Call(os.environ.get, ("LOADED", "nothing"))] * 3
assert side_by_side(calls, 2, meanwhile=lambda: os.environ.update(LOADED="it")) == ["nothing", "nothing", "it"]
"""


def test_a_server_imports_what_reports_use_and_nothing_else() -> None:
    subprocess.run([sys.executable, "-c", PRELOADED], check=True, timeout=120, env=environment())


def test_a_server_of_many_clients_has_the_dictionaries_of_their_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_up: list[str] = []
    monkeypatch.setattr(lexicon, "lemma", lambda word, language: looked_up.append(language))
    for name in ("UNUSED", "MODULES", "OF_SOME"):
        monkeypatch.setattr(preload, name, ())
    for name in ("_warm", "_nothing_is_waste"):
        monkeypatch.setattr(preload, name, contextlib.nullcontext)
    preload.preload()
    assert looked_up == []
    preload.preload(lasting=True)
    assert looked_up == list(lexicon.LANGUAGES)


@pytest.mark.skipif(not CAN_FORK, reason="nothing is forked here")
def test_what_is_loaded_meanwhile_is_there_for_who_is_forked_later() -> None:
    subprocess.run([sys.executable, "-c", MEANWHILE], check=True, timeout=120, env=environment())


@pytest.mark.parametrize("face", [0, len(FACES) - 1])
def test_a_cut_font_holds_its_signs_and_the_names_that_it_uses_as_a_whole_cut_does(face: int) -> None:
    codes = {*map(ord, string.printable), ord("é"), ord("−"), ord("→")}
    made = cut(FACES[face][2], codes)
    options = subset.Options(
        layout_features=["kern", "liga", "ccmp", "locl", "mark", "mkmk", "pnum"],
        **{"name_IDs": [0, 13, 14], "hinting": False, "notdef_outline": True, "flavor": "woff"},
        recalc_timestamp=False,
    )
    target = io.BytesIO()
    with subset.load_font(str(fonts_folder() / FACES[face][2]), options) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=codes)
        cutter.subset(font)
        subset.save_font(font, target, options)
    assert made == target.getvalue()
    names = {one.nameID for one in TTFont(io.BytesIO(target.getvalue()))["name"].names}
    assert {0, 13, 14} < names
    assert not names & {1, 3, 4, 6}


@pytest.mark.parametrize("file", [file for _, _, file in FACES])
def test_the_fonts_of_pages_are_what_their_command_cuts(file: str) -> None:
    kept, made = (
        TTFont(io.BytesIO(content)) for content in (cut_file(file).read_bytes(), cut(file, map(ord, signs())))
    )
    assert kept.keys() == made.keys()
    # As tables: how small they are packed is another matter in each version of the library.
    for table in ("cmap", "glyf", "hmtx", "GPOS", "GSUB", "name"):
        assert kept[table].compile(kept) == made[table].compile(made), table
    with TTFont(fonts_folder() / file, lazy=True) as whole:
        assert set(kept.getBestCmap()) == {ord(sign) for sign in signs()} & set(whole.getBestCmap())


def test_a_page_has_the_fonts_that_were_cut_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.report.fonts.cut", lambda *_: pytest.fail("nothing had to be cut"))
    faces = font_faces({*string.printable, "é", "−", "日"})  # the family has no sign of Japanese
    files = [base64.b64encode(cut_file(file).read_bytes()).decode() for _, _, file in FACES]
    assert [one["data"] for one in faces] == files
    assert [(one["weight"], one["style"]) for one in faces] == [(str(w), style) for w, style, _ in FACES]


def test_a_sign_outside_the_fonts_that_were_cut_once_is_cut_anew() -> None:
    faces = font_faces({"a", "Ω"})
    assert len(faces) == len(FACES)
    for face in faces:
        held = TTFont(io.BytesIO(base64.b64decode(face["data"]))).getBestCmap()
        assert set(held) == {ord("a"), ord("Ω")}
    emoji = font_faces({"a", "😀"})
    assert emoji[:-1] == font_faces({"a"})
    assert base64.b64decode(emoji[-1]["data"]) == cut(EMOJI_FILE, {ord("😀")})
