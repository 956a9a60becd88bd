"""Write the data files of the demo client again: `python -m toolkit.simulate.demo clients/voorbeeld-energie`."""

from __future__ import annotations

import argparse
from pathlib import Path

from toolkit.simulate.demo import write


def main() -> None:
    """Write the data files of the demo client again."""
    parser = argparse.ArgumentParser(prog="python -m toolkit.simulate.demo", description=main.__doc__)
    parser.add_argument("client", type=Path, nargs="?", default=Path("clients/voorbeeld-energie"))
    write(parser.parse_args().client)


if __name__ == "__main__":
    main()
