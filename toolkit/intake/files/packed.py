"""Texts as words of 64 bits, so that numpy compares and hashes a million keys at once.

The hash is SipHash-2-4 with an output of 128 bits (J.-P. Aumasson and D. J. Bernstein, SipHash: a fast short-input
PRF, INDOCRYPT 2012; the output of 128 bits is that of their reference implementation).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

KEY_BYTES = 16
# So many at a time that they stay in the processor's cache.
CHUNK = 1 << 14
LOWEST = np.array([(1 << 8 * count) - 1 for count in range(8)], dtype=np.uint64)
INITIAL = (0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573)
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """The bytes of texts in UTF-8, one text after the other; each starts in `starts` and has `lengths` bytes."""

    data: np.ndarray
    starts: np.ndarray
    lengths: np.ndarray


def packed(texts: pd.Series) -> Packed:
    """Pack texts; an empty cell is as long as an empty text."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    made = pa.array(texts, pa.large_string(), from_pandas=True)
    array = made.combine_chunks() if isinstance(made, pa.ChunkedArray) else made
    _, offsets, data = array.buffers()
    ends = np.frombuffer(offsets, np.int64)[array.offset : array.offset + len(array) + 1]
    if not len(array) or data is None:
        return Packed(np.zeros(0, np.uint8), np.zeros(len(array), np.int64), np.zeros(len(array), np.int64))
    own = np.frombuffer(data, np.uint8)[ends[0] : ends[-1]]
    return Packed(own, ends[:-1] - ends[0], np.diff(ends))


def made_of(texts: Packed, signs: bytes) -> bool:
    """Say whether texts hold no other bytes than these."""
    known = np.zeros(256, dtype=bool)
    known[list(signs)] = True
    return bool(np.take(known, texts.data).all())


def all_differ(texts: Packed) -> bool:
    """Say whether texts surely differ from each other; of a million, it is unsure once in some 40 million times."""
    sums = np.zeros(len(texts.starts), dtype=np.uint64)
    for rows, words in _words(texts):
        mixed = np.zeros_like(words[-1])
        for word in words:
            mixed ^= word
            mixed *= MULTIPLIER
            mixed ^= mixed >> np.uint64(32)
        sums[rows] = mixed
    sums.sort()
    return not (sums[1:] == sums[:-1]).any()


def siphashes(texts: Packed, key: bytes) -> np.ndarray:
    """Hash texts with a key of 16 bytes: an array of bytes, 16 per text."""
    hashes = np.empty((len(texts.starts), 2), dtype="<u8")
    for rows, words in _words(texts):
        hashes[rows, 0], hashes[rows, 1] = _siphash(words, key)
    return hashes.view(np.uint8).reshape(-1, 16)


def cut(text: str, length: int) -> pd.api.extensions.ExtensionArray:
    """Cut an ASCII text into texts of one length, of dtype `str`."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    offsets = np.arange(0, len(text) + 1, length, dtype=np.int64)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(text.encode("ascii"))]
    return pd.array(
        pa.Array.from_buffers(pa.large_string(), len(offsets) - 1, buffers).to_pandas(), dtype="str"
    )


def _words(texts: Packed) -> Iterator[tuple[np.ndarray | slice, list[np.ndarray]]]:
    """Give texts of equal numbers of words together, at most so many: their places, and their words in turn.

    The last word holds the bytes that are left, and the length modulo 256 as its highest byte.
    """
    raw = np.append(texts.data, np.zeros(8, dtype=np.uint8))
    # A word may start at any byte.
    words = np.ndarray((len(raw) - 7,), dtype="<u8", buffer=raw, strides=(1,))
    wholes = texts.lengths // 8
    for count in np.flatnonzero(np.bincount(wholes)).tolist():
        alike = np.flatnonzero(wholes == count)
        for start in range(0, len(alike), CHUNK):
            rows: np.ndarray | slice = alike[start : start + CHUNK]
            if len(alike) == len(wholes):
                rows = slice(start, start + CHUNK)
            begins, lengths = texts.starts[rows], texts.lengths[rows]
            last = words[begins + 8 * count] & LOWEST[lengths % 8]
            last |= (lengths % 256).astype(np.uint64) << np.uint64(56)
            yield rows, [*(words[begins + 8 * place] for place in range(count)), last]


def _siphash(words: list[np.ndarray], key: bytes) -> tuple[np.ndarray, np.ndarray]:
    halves = np.frombuffer(key, dtype="<u8", count=2)
    state = [np.full(len(words[0]), np.uint64(INITIAL[one]) ^ halves[one % 2]) for one in range(4)]
    state[1] ^= np.uint64(0xEE)
    spare = np.empty_like(state[0])
    for word in words:
        state[3] ^= word
        _mix(state, 2, spare)
        state[0] ^= word
    state[2] ^= np.uint64(0xEE)
    _mix(state, 4, spare)
    first = state[0] ^ state[1] ^ state[2] ^ state[3]
    state[1] ^= np.uint64(0xDD)
    _mix(state, 4, spare)
    return first, state[0] ^ state[1] ^ state[2] ^ state[3]


def _mix(state: list[np.ndarray], rounds: int, spare: np.ndarray) -> None:
    """Do rounds of SipHash on the state, in place."""
    a, b, c, d = state
    for _ in range(rounds):
        a += b
        _turn(b, 13, spare)
        b ^= a
        _turn(a, 32, spare)
        c += d
        _turn(d, 16, spare)
        d ^= c
        a += d
        _turn(d, 21, spare)
        d ^= a
        c += b
        _turn(b, 17, spare)
        b ^= c
        _turn(c, 32, spare)


def _turn(word: np.ndarray, bits: int, spare: np.ndarray) -> None:
    """Rotate to the left, in place."""
    np.left_shift(word, np.uint64(bits), out=spare)
    np.right_shift(word, np.uint64(64 - bits), out=word)
    np.bitwise_or(word, spare, out=word)
