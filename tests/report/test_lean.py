"""What is left out of the processes that make reports, and what is there before they begin."""

import base64
import io
import string
import subprocess
import sys

import pytest
from fontTools import subset
from fontTools.ttLib import TTFont

from toolkit.report.fonts import FACES, font_faces, fonts_folder

PRELOADED = """
import gc, sys
from toolkit.report.workers.preload import preload
preload()
assert gc.isenabled()
unused = ("scipy.stats", "numpy.f2py.crackfortran", "lark", "statsmodels", "pingouin", "ibis", "sklearn")
assert not [name for name in unused if name in sys.modules], [name for name in unused if name in sys.modules]
from toolkit.report.fonts import glyphs
assert glyphs.cache_info().currsize
import numpy
assert numpy.f2py.run_main and "numpy.f2py.crackfortran" in sys.modules
"""


def test_a_server_imports_what_reports_use_and_nothing_else() -> None:
    subprocess.run([sys.executable, "-c", PRELOADED], check=True, timeout=120)


@pytest.mark.parametrize("face", [0, len(FACES) - 1])
def test_a_cut_font_holds_its_signs_and_the_names_that_it_uses_as_a_whole_cut_does(face: int) -> None:
    signs = {*string.printable, "é", "−", "→"}
    made = font_faces(signs)[face]
    options = subset.Options(
        layout_features=["kern", "liga", "ccmp", "locl", "mark", "mkmk", "pnum"],
        **{"name_IDs": [0, 13, 14], "hinting": False, "notdef_outline": True, "flavor": "woff"},
        recalc_timestamp=False,
    )
    target = io.BytesIO()
    with subset.load_font(str(fonts_folder() / FACES[face][2]), options) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes={ord(sign) for sign in signs})
        cutter.subset(font)
        subset.save_font(font, target, options)
    assert base64.b64decode(made["data"]) == target.getvalue()
    names = {one.nameID for one in TTFont(io.BytesIO(target.getvalue()))["name"].names}
    assert {0, 13, 14} < names
    assert not names & {1, 3, 4, 6}
