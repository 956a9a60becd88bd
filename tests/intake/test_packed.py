"""Keys compared and hashed as words of 64 bits give what one key at a time gives."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.intake.files.packed import CHUNK, all_differ, cut, made_of, packed, siphashes

TEXTS = st.lists(st.text(max_size=40), max_size=30)
MASK = 2**64 - 1


def texts(*values: str | None) -> pd.Series:
    return pd.Series(list(values), dtype="str")


def hashes(values: list[str], key: bytes) -> list[str]:
    return [row.tobytes().hex() for row in siphashes(packed(texts(*values)), key)]


# By OpenSSL: printf … | openssl mac -macopt size:16 -macopt hexkey:000102030405060708090a0b0c0d0e0f SIPHASH
@pytest.mark.parametrize(
    ("length", "digest"),
    [
        (0, "a3817f04ba25a8e66df67214c7550293"),
        (1, "da87c1d86b99af44347659119b22fc45"),
        (7, "a1f1ebbed8dbc153c0b84aa61ff08239"),
        (8, "3b62a9ba6258f5610f83e264f31497b4"),
        (9, "264499060ad9baabc47f8b02bb6d71ed"),
        (15, "5493e99933b0a8117e08ec0f97cfc3d9"),
        (16, "6ee2a4ca67b054bbfd3315bf85230577"),
        (63, "5150d1772f50834a503e069a973fbd7c"),
    ],
)
def test_the_hash_is_that_of_the_reference(length: int, digest: str) -> None:
    assert hashes(["".join(map(chr, range(length)))], bytes(range(16))) == [digest]


def test_the_hash_of_other_letters_and_long_texts_is_that_of_openssl() -> None:
    key = bytes.fromhex("ffeeddccbbaa99887766554433221100")
    assert hashes(["é€", "k" * 300], key) == [
        "d16673febff6c848a18de182652cf4c3",
        "494c1bf1d03cb9527011b443e9baacbb",
    ]


def one_by_one(text: bytes, key: bytes) -> str:
    """SipHash-2-4 with 128 bits as its authors write it, for one text in whole numbers."""
    k0, k1 = (int.from_bytes(key[place : place + 8], "little") for place in (0, 8))
    v = [
        0x736F6D6570736575 ^ k0,
        0x646F72616E646F6D ^ k1 ^ 0xEE,
        0x6C7967656E657261 ^ k0,
        0x7465646279746573 ^ k1,
    ]

    def turn(word: int, bits: int) -> int:
        return (word << bits | word >> 64 - bits) & MASK

    def rounds(count: int) -> None:
        for _ in range(count):
            for a, b, first, second, bits in (
                (0, 1, 13, 32, 1),
                (2, 3, 16, 0, 0),
                (0, 3, 21, 0, 0),
                (2, 1, 17, 32, 1),
            ):
                v[a] = (v[a] + v[b]) & MASK
                v[b] = turn(v[b], first) ^ v[a]
                v[a] = turn(v[a], second) if bits else v[a]

    padded = text + bytes(7 - len(text) % 8) + bytes([len(text) % 256])
    for place in range(0, len(padded), 8):
        word = int.from_bytes(padded[place : place + 8], "little")
        v[3] ^= word
        rounds(2)
        v[0] ^= word
    v[2] ^= 0xEE
    rounds(4)
    low = v[0] ^ v[1] ^ v[2] ^ v[3]
    v[1] ^= 0xDD
    rounds(4)
    return (low.to_bytes(8, "little") + (v[0] ^ v[1] ^ v[2] ^ v[3]).to_bytes(8, "little")).hex()


@given(TEXTS, st.binary(min_size=16, max_size=16))
def test_many_texts_are_hashed_as_one_is(values: list[str], key: bytes) -> None:
    assert hashes(values, key) == [one_by_one(value.encode("utf-8"), key) for value in values]


def test_more_texts_than_are_hashed_at_once() -> None:
    values = [f"K{number}" for number in range(CHUNK + 10)]
    found = hashes(values, bytes(16))
    for place in (0, CHUNK - 1, CHUNK, CHUNK + 9):
        assert found[place] == one_by_one(values[place].encode(), bytes(16))
    assert len(set(found)) == len(values)


@given(TEXTS)
def test_texts_that_differ_are_known_to(values: list[str]) -> None:
    assert all_differ(packed(texts(*values))) == (len(set(values)) == len(values))


@given(st.lists(st.text("ab-1", max_size=20), max_size=20), st.text("éab 1", min_size=1, max_size=3))
def test_the_signs_of_texts_are_known(values: list[str], other: str) -> None:
    assert made_of(packed(texts(*values)), b"ab-1")
    assert made_of(packed(texts(*values, other)), b"ab-1") == (set(other) <= set("ab-1"))


def test_a_part_of_a_column_is_packed_like_the_whole() -> None:
    whole = texts("a", None, "bcdefghij", "", "klm")
    part = packed(whole.iloc[2:])
    assert part.data.tobytes() == b"bcdefghijklm"
    assert part.starts.tolist() == [0, 9, 9]
    assert part.lengths.tolist() == [9, 0, 3]
    joined = packed(pd.concat([whole.iloc[:1], whole.iloc[2:]]))
    assert joined.data.tobytes() == b"abcdefghijklm"
    assert packed(whole).lengths.tolist() == [1, 0, 9, 0, 3]
    assert packed(texts()).lengths.tolist() == []
    assert packed(texts(None, "")).lengths.tolist() == [0, 0]


def test_a_text_is_cut_in_equal_parts() -> None:
    parts = pd.Series(cut("abcdef", 2))
    assert parts.dtype == "str"
    assert parts.tolist() == ["ab", "cd", "ef"]
    assert len(cut("", 2)) == 0
