"""Draws identifiers of people who do not exist, valid by their check digits."""

import random

import phonenumbers
from hypothesis import strategies as st

from toolkit.intake.personal.identifiers import IBAN_LENGTHS, is_bsn

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BLANKS = ("", " ", "-", ".", "\u00a0")
PHONE_FORMATS = (
    phonenumbers.PhoneNumberFormat.E164,
    phonenumbers.PhoneNumberFormat.INTERNATIONAL,
    phonenumbers.PhoneNumberFormat.RFC3966,
)


def bsn(seed: int) -> str:
    """A number of nine digits that passes the eleven-test."""
    draw = random.Random(seed)
    while True:
        digits = "".join(draw.choices("0123456789", k=9))
        if digits[0] != "0" and is_bsn(digits):
            return digits


def iban(country: str, account: str) -> str:
    """An IBAN with its check digits, from a country and an account of letters and digits."""
    number = int("".join(str(int(sign, 36)) for sign in f"{account}{country}00"))
    return f"{country}{98 - number % 97:02d}{account}"


@st.composite
def ibans(draw: st.DrawFn) -> str:
    country = draw(st.sampled_from(sorted(IBAN_LENGTHS)))
    bank = draw(st.text(LETTERS, min_size=4, max_size=4))
    digits = IBAN_LENGTHS[country] - 8
    written = iban(country, bank + draw(st.text("0123456789", min_size=digits, max_size=digits)))
    if draw(st.booleans()):
        written = written.lower()
    groups = [written[start : start + 4] for start in range(0, len(written), 4)]
    return draw(st.sampled_from(BLANKS)).join(groups)


@st.composite
def bsns(draw: st.DrawFn) -> str:
    digits = bsn(draw(st.integers(0, 10**6)))
    cuts = draw(st.sampled_from([(), (3, 6), (4, 6), (2, 5)]))
    pieces = [digits[start:end] for start, end in zip((0, *cuts), (*cuts, 9), strict=True)]
    return draw(st.sampled_from(BLANKS)).join(pieces)


@st.composite
def dutch_phones(draw: st.DrawFn) -> str:
    first = draw(
        st.sampled_from(["06", "020", "0592", "+316", "+31 6", "0031 6", "(020)", "+31 (0)6", "06-", "06 / "])
    )
    length = {"020": 7, "0592": 6, "(020)": 7}.get(first, 8)
    digits = draw(st.text("0123456789", min_size=length, max_size=length))
    size = draw(st.sampled_from([2, 3, 4, 8]))
    groups = [digits[start : start + size] for start in range(0, length, size)]
    return first + draw(st.sampled_from(["", " "])) + draw(st.sampled_from(BLANKS)).join(groups)


@st.composite
def foreign_phones(draw: st.DrawFn) -> str:
    region = draw(st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)))
    number = phonenumbers.example_number(region)
    assert number is not None
    return phonenumbers.format_number(number, draw(st.sampled_from(PHONE_FORMATS)))


def emails() -> st.SearchStrategy[str]:
    return st.one_of(
        st.emails(),
        st.from_regex(r"[a-z]{1,8}[._+-]?[a-z0-9]{1,8}@[a-z]{2,9}\.(nl|com|co\.uk)", fullmatch=True),
    )
