"""Where the house keeps what is not code: notebooks, report templates and the demo client."""

from __future__ import annotations

from pathlib import Path

from toolkit.errors import WorkspaceError

# The demo client. Its customers are invented, so that nothing of it counts for others.
DEMO = "voorbeeld-energie"


def house_folder() -> Path:
    """Give the folder that holds `notebooks/`, `templates/` and `clients/`.

    In a checkout that is the folder around the package; in an installed wheel it is `toolkit/_house`.

    Raises WorkspaceError when neither is there: the installation is not whole.
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "_house", package.parent):
        if (folder / "templates").is_dir() and (folder / "notebooks").is_dir():
            return folder
    raise WorkspaceError(
        "The toolkit's notebooks and templates are missing from this installation. "
        "Install loyalty-toolkit again, or run from a whole checkout."
    )
