"""How the lessons look in a notebook: the house's colours, readable in JupyterLab's light and dark theme."""

from __future__ import annotations

from typing import Final

# JupyterLab says on its body which theme it has; elsewhere the page is light.
STYLE: Final = (
    ".loyalty{--house:#1f3a5f;--right:#1b7f4b;--wrong:#b3401e;--open:#5f6672;--quiet:#565d66;--grid:#dfe3e8;"
    "--tint:#f3f6fa}"
    '[data-jp-theme-light="false"] .loyalty{--house:#9cc0ee;--right:#6fce9b;--wrong:#ff9b7d;--open:#b7bdc6;'
    "--quiet:#b7bdc6;--grid:#4a5260;--tint:#1d2530}"
    ".loyalty{max-width:54em;line-height:1.45}"
    ".loyalty p{margin:.3em 0}"
    ".loyalty-box{border-left:4px solid var(--house);background:var(--tint);padding:.5em .9em;margin:.4em 0;"
    "border-radius:0 4px 4px 0}"
    ".loyalty-box.right{border-color:var(--right)}.loyalty-box.right strong{color:var(--right)}"
    ".loyalty-box.wrong{border-color:var(--wrong)}.loyalty-box.wrong strong{color:var(--wrong)}"
    ".loyalty-box.open{border-color:var(--open)}.loyalty-box.open strong{color:var(--open)}"
    ".loyalty-box details{margin-top:.4em}.loyalty-box summary{cursor:pointer;color:var(--house)}"
)


def styled(kind: str, inside: str, *, style: str = "") -> str:
    """Put HTML in a frame with the house's colours; `kind` are further classes, `style` is what they add to it."""
    return f'<div class="loyalty {kind}"><style>{STYLE}{style}</style>{inside}</div>'
