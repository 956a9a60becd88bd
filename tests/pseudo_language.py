"""A catalogue of a language that nobody translated: each sentence carries a mark, so that one without it shows."""

import io

from babel.messages.pofile import read_po, write_po

from toolkit.catalogues import catalogue_file

MARK = "§"


def pseudo_catalogue(code: str) -> bytes:
    """Give the Dutch catalogue again for another language, with the English sentences behind a mark."""
    with catalogue_file("nl").open("rb") as file:
        catalogue = read_po(file, locale=code)
    for message in catalogue:
        if message.id:
            several = not isinstance(message.id, str)
            message.string = tuple(MARK + one for one in message.id) if several else f"{MARK}{message.id}"
    written = io.BytesIO()
    write_po(written, catalogue)
    return written.getvalue()
