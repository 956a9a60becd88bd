"""Print the commands of the README, word for word: the lines of the `sh` blocks under "## Two commands"."""

from __future__ import annotations

import re
import sys
from pathlib import Path

HEADING = "## Two commands"
EXPECTED = 2


def readme_commands(text: str) -> list[str]:
    """Give the lines of the fenced sh blocks between the heading and the next heading of its level."""
    _, found, after = text.partition(f"\n{HEADING}\n")
    if not found:
        raise SystemExit(f"README.md has no heading {HEADING!r}")
    section = re.split(r"^## ", after, maxsplit=1, flags=re.MULTILINE)[0]
    blocks = re.findall(r"^```sh\n(.*?)^```$", section, flags=re.MULTILINE | re.DOTALL)
    commands = [line.strip() for block in blocks for line in block.splitlines() if line.strip()]
    if len(commands) != EXPECTED:
        raise SystemExit(f"README.md has {len(commands)} commands under {HEADING!r}; {EXPECTED} are expected")
    return commands


if __name__ == "__main__":
    print("\n".join(readme_commands(Path(sys.argv[1]).read_text("utf-8"))))
