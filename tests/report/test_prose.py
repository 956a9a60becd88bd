from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.report.prose import markdown_nodes, plain_nodes


def texts(nodes: list[dict[str, Any]]) -> str:
    """All text in a tree, in order."""
    parts = []
    for node in nodes:
        parts.append(node.get("text", ""))
        parts.extend(node.get("lines", ()))
        parts.append(texts(node.get("children", [])))
        cells = [cell for row in node.get("rows", ()) for cell in row]
        parts.extend(texts(one) for one in [*node.get("items", ()), *cells, *node.get("head", ())])
    return "".join(parts)


def test_plain_paragraphs_are_never_markup() -> None:
    nodes = plain_nodes(("# *a* <b>", "c"))
    assert nodes[0] == {"type": "paragraph", "children": [{"type": "text", "text": "# *a* <b>"}]}
    assert len(nodes) == 2


def test_markdown_becomes_a_tree() -> None:
    source = (
        "# Kop\n\n**vet** en *schuin* `code`  \nverder\n\n- a\n- b\n\n  1. c\n\n> q\n\n---\n\n    x\n\ty\n"
    )
    heading, paragraph, bullets, quote, rule, code = markdown_nodes(source, 3)
    assert (heading["type"], heading["level"], texts([heading])) == ("heading", 3, "Kop")
    kinds = [node["type"] for node in paragraph["children"]]
    assert kinds == ["strong", "text", "emphasis", "text", "code_span", "line_break", "text"]
    assert (bullets["ordered"], len(bullets["items"])) == (False, 2)
    assert bullets["items"][1][1] == {
        "type": "list",
        "ordered": True,
        "start": 1,
        "items": [[{"type": "paragraph", "children": [{"type": "text", "text": "c"}]}]],
    }
    assert (quote["type"], rule["type"]) == ("quote", "rule")
    assert code == {"type": "code", "lines": ["x", "y"]}


def test_tables_keep_their_alignment() -> None:
    (table,) = markdown_nodes("| a | b | c |\n|---|:-:|--:|\n| 1 | *2* | 3 |", 1)
    assert table["align"] == ["left", "centre", "right"]
    assert [texts(cell) for cell in table["rows"][0]] == ["1", "2", "3"]
    assert table["rows"][0][1][0]["type"] == "emphasis"


@pytest.mark.parametrize(
    ("url", "works"),
    [
        ("https://example.org/a?b=1&c=2", True),
        ("mailto:a@example.org", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
    ],
)
def test_only_the_web_and_mail_are_linked(url: str, works: bool) -> None:
    (paragraph,) = markdown_nodes(f"[woord]({url})", 1)
    (node,) = paragraph["children"]
    assert node["type"] == ("link" if works else "span")
    assert texts([node]) == "woord"


def test_raw_html_prints_as_it_was_typed() -> None:
    assert texts(markdown_nodes("<script>alert(1)</script>\n\nx <b>y</b> &amp;", 1)) == (
        "<script>alert(1)</script>x <b>y</b> &amp;"
    )


def test_a_picture_gives_its_alt_text() -> None:
    assert texts(markdown_nodes("![een *plaat*](https://example.org/x.png)", 1)) == "een plaat"


@given(st.text(st.sampled_from("ab*_`[]()<>!#-+>|1.\n\t &\\~:/\u0338é"), max_size=80))
def test_no_text_breaks_the_tree(source: str) -> None:
    for node in markdown_nodes(source, 2):
        assert node["type"] in {"paragraph", "heading", "list", "quote", "code", "rule", "table"}
