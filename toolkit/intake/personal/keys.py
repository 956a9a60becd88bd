"""Who the respondents are stays out of everything: their keys are hashed with a salt that never leaves the folder."""

from __future__ import annotations

import hashlib
import os
import secrets
import unicodedata
from functools import partial
from pathlib import Path

import pandas as pd

from toolkit.engagement.private import SALT
from toolkit.errors import WorkspaceError
from toolkit.intake.files.packed import KEY_BYTES, cut, made_of, packed, siphashes

SALT_FILE = SALT
SALT_BYTES = 32
HASH_LENGTH = 20
# A key of these signs alone is written as it is: it has no blanks, no decimals, and is no e-mail address.
UNCHANGED = b"-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"


def client_salt(folder: Path) -> bytes:
    """Give the salt of a client, made at random on first use and kept in `folder/.salt` (mode 0600 where possible).

    Raises WorkspaceError where it is damaged or may not be written.
    """
    path = folder / SALT_FILE
    try:
        written = path.read_text("ascii").strip()
    except FileNotFoundError:
        return _new_salt(path)
    except (OSError, UnicodeDecodeError) as error:
        raise _damaged(path, str(error)) from None
    if not written:
        raise _damaged(path, "it is empty")
    try:
        salt = bytes.fromhex(written)
    except ValueError:
        salt = b""
    if len(salt) != SALT_BYTES:
        raise _damaged(path, "it does not hold 64 hexadecimal digits")
    return salt


def _new_salt(path: Path) -> bytes:
    salt = secrets.token_bytes(SALT_BYTES)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii", newline="\n") as file:
            file.write(salt.hex() + "\n")
    except FileExistsError:
        # Another command was first.
        return client_salt(path.parent)
    except OSError as error:
        raise WorkspaceError(
            f"The salt for respondents' keys cannot be written to {path.parent.name}/{SALT_FILE} ({error.strerror}). "
            "Make the client's folder writable."
        ) from None
    return salt


def _damaged(path: Path, why: str) -> WorkspaceError:
    return WorkspaceError(
        f"{path.parent.name}/{SALT_FILE} cannot be used: {why}. Put back the original, or delete the file: "
        "a new one is made, and waves are paired anew from their files."
    )


def plain_keys(cells: pd.Series) -> pd.Series:
    """Write keys alike in every wave: no blanks around, 123.0 as 123, an e-mail address in small letters.

    "00123" stays other than "123".
    """
    keys = cells.astype("str")
    if made_of(packed(keys), UNCHANGED):
        return keys
    keys = keys.str.strip().str.replace(r"^(\d+)\.0+$", r"\1", regex=True)
    address = keys.str.contains("@", regex=False, na=False)
    return keys.mask(address, keys.str.casefold())


def hashed_keys(keys: pd.Series, salt: bytes) -> pd.Series:
    """Hash respondents' keys, none of them empty: the first 20 hexadecimal digits of SipHash-2-4 with 128 bits.

    It is keyed with the first 16 bytes of the SHA-256 of the client's salt; without that key nothing is learnt of the
    texts, or of the hash of any other text. With 80 bits, a million keys collide with a chance of about 4 in 10¹³.
    Unlike HMAC-SHA-256 it can be worked out for many keys at once, in a small part of the time.
    """
    compact = packed(keys)
    if (compact.data >= 0x80).any():
        compact = packed(keys.map(partial(unicodedata.normalize, "NFC")))
    hashes = siphashes(compact, hashlib.sha256(salt).digest()[:KEY_BYTES])
    digits = hashes[:, : HASH_LENGTH // 2].tobytes().hex()
    return pd.Series(cut(digits, HASH_LENGTH), index=keys.index, name="key")
