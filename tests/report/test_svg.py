import base64
import json
from xml.etree.ElementTree import fromstring

import pytest
import typst

from tests.report import sample
from toolkit.errors import ReportError
from toolkit.report.fonts import fonts_folder
from toolkit.report.logo import LARGEST, read_logo
from toolkit.report.svg import safe_svg

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 50">'
)
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def drawing(content: str) -> str:
    return f"{HEAD}{content}</svg>"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("<g><SCRIPT/></g>", "<SCRIPT>"),
        ("<foreignObject><b/></foreignObject>", "<foreignObject>"),
        ('<a href="https://example.org"><path d="M0 0"/></a>', "<a>"),
        ('<animate attributeName="href" values="x"/>', "<animate>"),
        ('<rect onclick="x()"/>', "script 'onclick'"),
        ('<image href="https://example.org/x.png"/>', "links to 'https://example.org/x.png'"),
        ('<image xlink:href="file:///etc/passwd"/>', "links to 'file:///etc/passwd'"),
        ('<image href="data:image/svg+xml;base64,AAAA"/>', "links to"),
        ('<use href="other.svg#a"/>', "links to 'other.svg#a'"),
        ('<rect fill="url(https://example.org/a)"/>', "links to"),
        ("<rect style=\"fill: url( 'https://example.org/a' )\"/>", "links to"),
        ('<rect style="fill: u\\72l(//x)"/>', "in a style"),
        ('<style>@import "x.css";</style>', "'@import'"),
        ("<style>.a { fill: red }</style>", "has a style sheet"),
    ],
)
def test_what_runs_or_reaches_out_is_refused(content: str, words: str) -> None:
    with pytest.raises(ReportError) as caught:
        safe_svg(drawing(content), "Figure 'x'", prefix="f")
    assert words in str(caught.value)
    assert str(caught.value).startswith("Figure 'x'")


@pytest.mark.parametrize(
    "source",
    [
        "",
        "no xml",
        "<svg/>",
        "<html xmlns='http://www.w3.org/1999/xhtml'/>",
        '<!DOCTYPE svg [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>' + drawing("<text>&c;</text>"),
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + drawing("<text>&a;</text>"),
        drawing("<g>"),
    ],
)
def test_what_is_no_svg_is_refused(source: str) -> None:
    with pytest.raises(ReportError, match="SVG"):
        safe_svg(source, "The logo")


def test_a_picture_needs_a_size() -> None:
    with pytest.raises(ReportError, match="has no size"):
        safe_svg('<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>', "The logo")


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('viewBox="0 0 100 50"', (75, 37.5)),
        ('width="2in" height="72pt" viewBox="0 0 1 1"', (144, 72)),
        ('width="100" height="50px"', (75, 37.5)),
        ('width="100%" height="100%" viewBox="-5 -5 40 20"', (30, 15)),
    ],
)
def test_the_natural_size_is_in_points(attributes: str, size: tuple[float, float]) -> None:
    picture = safe_svg(f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}/>', "x")
    assert (picture.width, picture.height) == pytest.approx(size)
    root = fromstring(picture.svg)
    assert root.get("viewBox")
    assert root.get("width") is None


def test_what_does_nothing_is_left_out_and_text_stays() -> None:
    content = (
        '<metadata><x/></metadata><title>t</title><sodipodi:view xmlns:sodipodi="http://example.org" a="1"/>'
        '<text a:b="1" xmlns:a="http://example.org" x="1">één<desc>weg</desc> twee <tspan>e\u0301</tspan></text>'
    )
    picture = safe_svg(drawing(content), "x")
    assert "example.org" not in picture.svg
    assert "weg" not in picture.svg
    assert '<text x="1">één twee <tspan>é</tspan></text>' in picture.svg


def test_ids_in_a_page_get_a_prefix_and_idle_ones_go() -> None:
    content = (
        '<clipPath id="c"><rect id="idle"/></clipPath><g clip-path="url(#c)" style="fill: url(&quot;#c&quot;)"/>'
        '<use xlink:href="#c"/>'
    )
    svg = safe_svg(drawing(content), "x", prefix="figure-1").svg
    assert 'id="figure-1-c"' in svg
    assert "idle" not in svg
    assert svg.count("url(#figure-1-c)") == 2
    assert 'href="#figure-1-c"' in svg


def test_the_rule_of_matplotlib_moves_to_the_root() -> None:
    picture = safe_svg(sample.chart(), "x", prefix="f")
    assert "<style" not in picture.svg
    root = fromstring(picture.svg)
    assert (root.get("stroke-linejoin"), root.get("stroke-linecap")) == ("round", "butt")
    assert picture.width == pytest.approx(6.3 * 72)


def test_styles_in_a_page_become_attributes() -> None:
    content = (
        '<path fill="red" style="fill: #123456 !important; stroke:url(&quot;#c&quot;) ; -inkscape-stroke: none"/>'
        "<text style=\"font: italic 600 9.5px/1.2 'Source; Sans 3', sans-serif; /* fill: red; */ "
        'text-align: start">a</text>'
        '<text style="font: 12pt serif; font-weight: 700; mix-blend-mode: normal; transform: none">b</text>'
        '<line style="marker: url(#c); stroke-dasharray: 3.6,1.8" class="small" tabindex="0" data-x="1"/>'
        '<marker id="c"/>'
    )
    picture = safe_svg(drawing(content), "x", prefix="f").svg
    path, italic, bold, line, _ = fromstring(picture)
    assert path.attrib == {"fill": "#123456", "stroke": "url(#f-c)"}
    plain = {
        "font-style": "normal",
        "font-variant": "normal",
        "font-weight": "normal",
        "font-stretch": "normal",
    }
    assert italic.attrib == {
        **plain,
        "font-style": "italic",
        "font-weight": "600",
        "font-size": "9.5px",
        "font-family": "'Source; Sans 3', sans-serif",
    }
    assert bold.attrib == {**plain, "font-size": "12pt", "font-family": "serif", "font-weight": "700"}
    assert line.attrib == {
        **dict.fromkeys(("marker-start", "marker-mid", "marker-end"), "url(#f-c)"),
        "stroke-dasharray": "3.6,1.8",
    }


def test_a_rule_for_all_goes_before_attributes_and_after_styles() -> None:
    content = (
        "<style>*{stroke-linecap: butt; fill: blue;}</style>"
        '<path stroke-linecap="square" stroke="red"/><path style="stroke-linecap: round"/>'
    )
    root = fromstring(safe_svg(drawing(content), "x", prefix="f").svg)
    assert (root.get("stroke-linecap"), root.get("fill")) == ("butt", "blue")
    assert [child.attrib for child in root] == [{"stroke": "red"}, {"stroke-linecap": "round"}]


@pytest.mark.parametrize(
    ("style", "words"),
    [
        ("mix-blend-mode: multiply", "'mix-blend-mode'"),
        ("transform: rotate(3deg)", "'transform'"),
        ("font: inherit", "the font 'inherit'"),
    ],
)
def test_a_style_that_would_be_lost_is_refused(style: str, words: str) -> None:
    with pytest.raises(ReportError, match=words):
        safe_svg(drawing(f'<g><path style="fill: red; {style}"/></g>'), "Figure 'x'", prefix="f")
    assert style in safe_svg(drawing(f'<g><path style="{style}"/></g>'), "The logo").svg


def test_a_picture_on_paper_looks_the_same_with_attributes_as_with_styles() -> None:
    """Typst draws both to the same pixels."""
    styled = safe_svg(sample.chart(), "x").svg
    plain = safe_svg(sample.chart(), "x", prefix="f").svg
    assert "style=" in styled
    assert "style=" not in plain
    drawn = []
    for svg in (styled, plain):
        source = f'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes({json.dumps(svg)}), format: "svg")'
        drawn.append(
            typst.compile(
                source.encode(),
                format="png",
                ppi=96,
                font_paths=[str(fonts_folder())],
                ignore_system_fonts=True,
            )
        )
    assert drawn[0] == drawn[1]
    assert len(drawn[0]) > 3000


def test_a_logo_may_be_svg_or_png() -> None:
    assert read_logo("") is None
    svg = read_logo(sample.LOGO_URI)
    assert svg is not None
    assert (svg["format"], svg["width"]) == ("svg", 180)
    assert read_logo("data:image/svg+xml;utf8," + drawing("<path d='M0 0'/>").replace("#", "%23")) is not None
    png = read_logo("data:image/png;base64," + base64.b64encode(PIXEL).decode())
    assert png is not None
    assert (png["format"], png["width"], png["height"]) == ("png", 1, 1)


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("logo.svg", "not an SVG or PNG"),
        ("data:image/jpeg;base64,AAAA", "not an SVG or PNG"),
        ("data:image/png;base64,AAAA", "says it is a PNG but is not"),
        ("data:image/png;base64,@@", "cannot be read"),
        ("data:image/svg+xml," + drawing("<script/>"), "The logo holds the element <script>"),
        (
            "data:image/png;base64," + base64.b64encode(PIXEL * (LARGEST // 60)).decode(),
            "Keep it under 500 kB",
        ),
    ],
)
def test_other_logos_are_refused(uri: str, words: str) -> None:
    with pytest.raises(ReportError, match=words):
        read_logo(uri)
