"""What points to one person by its shape or check digits: e-mail, telephone, IBAN, BSN, IP address, address.

Facts: the lengths of IBANs from the IBAN registry (ISO 13616), their check from ISO 7064 (MOD 97-10), the
eleven-test from the rules for the BSN, the Dutch citizen service number; telephone numbers are judged by the library
`phonenumbers`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from typing import Any

import numpy as np

UPPER = "".join(chr(code) for code in (*range(0x250), *range(0x1E00, 0x1F00)) if chr(code).isupper())
LOWER = "".join(chr(code) for code in (*range(0x250), *range(0x1E00, 0x1F00)) if chr(code).islower())
# A word with one capital, as names have: Jansen, O'Brien, McDonald, Jean-Pierre, IJsbrand.
CAPITALISED = rf"(?:IJ|[{UPPER}](?:['’][{UPPER}])?)[{LOWER}]\w*(?:['’-]\w+)*"

# What people put between the digits of one number.
BETWEEN = "[ \\t\u00a0\u2007\u202f.\\-\u2010\u2011\u2012–—/()]"
_SIGN = r"[^\s@<>()\[\];,:\"]"
# The look behind keeps a long word from being tried at each of its letters.
EMAIL = re.compile(rf"(?<!{_SIGN}){_SIGN}+@{_SIGN}+\.[^\W\d_]{{2,}}")
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"
IPV4 = re.compile(rf"(?<![\w.])(?:{_OCTET}\.){{3}}{_OCTET}(?!\w|\.\w)")
IPV6 = re.compile(r"(?<![\w:])(?:[0-9A-Fa-f]{0,4}:){3,7}[0-9A-Fa-f]{0,4}(?![\w:])")
_DEGREES = r"-?[0-9]{1,3}\.[0-9]{3,}"
COORDINATES = re.compile(rf"(?<![\w.]){_DEGREES}°?\s?[NSns]?\s?[,;/ ]\s?{_DEGREES}(?![\w.])")
POSTCODE = re.compile(r"(?<!\w)[1-9][0-9]{3}\s?(?!S[ADS])[A-Z]{2}(?!\w)")
# "2024 om 14:30": after a year these are words.
_SMALL_WORDS = (
    "al|am|as|at|be|by|cm|da|de|di|do|en|er|eu|gb|go|he|ik|in|is|it|ja|je|kg|km|ma|mb|ml|mm|na|nr|nu|of|om|on|op"
    "|or|pm|re|so|te|to|uw|va|vr|we|wo|za|ze|zo"
)
POSTCODE_NUMBER = re.compile(
    rf"(?<!\w)[1-9][0-9]{{3}}(?!\s(?:{_SMALL_WORDS})\b)\s?(?!s[ads])[a-z]{{2}}"
    r"\s?,?\s?(?:(?:huis)?nr\.?|(?:huis)?nummer)?\s?[0-9]{1,5}(?![0-9])(?:\s?-?[a-z0-9](?!\w))?",
    re.IGNORECASE,
)
# As the Royal Mail writes them, in capitals; "2 GB" is memory.
POSTCODE_UK = re.compile(
    r"(?<!\w)[A-PR-UWYZ](?:[0-9]{1,2}|[0-9][A-HJKPSTUW]|[A-HK-Y][0-9]{1,2}|[A-HK-Y][0-9][ABEHMNPRVWXY])"
    r"\s?[0-9](?!GB)[ABD-HJLNP-UW-Z]{2}(?!\w)"
)
_PHONE = re.compile(rf"(?<![\w+])(?:\+|\(?0)[0-9(]*(?:{BETWEEN}{{0,3}}[0-9]){{8,16}}(?!\w)")
_FULL_DATE = re.compile(
    r"(?<![0-9])(?:[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:19|20)[0-9]{2}"
    r"|(?:19|20)[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2})(?![0-9])"
)
_PLAIN_NUMBER = re.compile(r"\s*-?(?:[1-9][0-9]*|(?:0|[1-9][0-9]*)[.,][0-9]+)\s*")

# Ends of street names: those of streets only, and those that need a capital to be told from a park or a market.
_STREETS = (
    "straat|straatweg|laan|gracht|singel|plantsoen|dreef|kade|steeg|steenweg|weg|stra(?:ß|ss)e|allee|gasse"
)
_OTHER_STREETS = (
    "plein|park|hof|pad|dijk|burg|markt|baan|veld|horst|oord|wal|haven|brink|kamp|meent|erf|donk|akker|weide|werf"
    r"|poort|ring|zoom|heuvel|platz|str\."
)
_FIRST = "Laan|Weg|Plein|Hof|Plaats|Markt|Brink|Dijk|Kade"
_ENGLISH = "Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Close|Court|Crescent|Gardens|Terrace|Boulevard|Square"
_NO_STREET = "onderweg|snelweg|autoweg|omweg|uitweg|halverwege|winkelstraat"
# "Supermarkt 3 keer": a number that counts something is no house number.
_COUNTS = (
    r"\s?(?:keer|x\b|jaar|jaren|maand|weken|week|dag|uur|uren|min|euro|€|%|procent|stuks|ster|van de|times|years"
    r"|months|weeks|days|hours|stars|out of)"
)
HOUSE_NUMBER = (
    rf",?\s+(?:nr\.?\s?|nummer\s)?[0-9]{{1,5}}(?:-?[0-9]{{1,4}})?(?:\s?[a-zA-Z](?!\w))?(?!\w|{_COUNTS})"
)
STREET = re.compile(
    rf"(?<!\w)(?:(?:{CAPITALISED}\s+(?:(?:van|der|den|de|het|te|ter)\s+){{0,2}}){{0,3}}"
    rf"(?!(?i:{_NO_STREET}))[^\W\d_][\w'’.-]{{2,40}}?(?i:{_STREETS})"
    rf"|(?!Super|Bouw|Wagen|Machine|Sport|Vakantie)[{UPPER}][\w'’-]{{2,30}}?(?:{_OTHER_STREETS})"
    rf"|(?:{_FIRST})\s+(?:(?:van|der|den|de|het|ter)\s+){{0,3}}(?:{CAPITALISED}\s+){{0,3}}{CAPITALISED}"
    rf"){HOUSE_NUMBER}"
    rf"|(?<!\w)[0-9]{{1,5}}[a-z]?,?\s+(?:{CAPITALISED}\s+){{1,3}}(?:{_ENGLISH})(?!\w)"
)
# Patterns of RE2 that every text with a street and number, or a postcode, matches.
STREET_HINT = (
    rf"(?i)(?:{_STREETS}|{_OTHER_STREETS}|{_FIRST})[^0-9]{{0,99}}[0-9]"
    rf"|[0-9][a-z]?,?\s+[a-z].{{0,60}}(?:{_ENGLISH})\b"
)
POSTCODE_HINT = r"[0-9]{4}[^0-9A-Za-z]?[A-Za-z]{2}|[A-Z][0-9]{1,2}[A-Z]?[^0-9A-Za-z]?[0-9][A-Z]{2}"

_UNSEEN = re.compile("(?<=[\\w@.+-])[\u00ad\u200b-\u200f\u2060\ufeff]+(?=[\\w@.+-])")
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_WIDE_SIGNS = str.maketrans({"＠": "@", "．": ".", "＋": "+", "－": "-", "﹫": "@", "｡": "."})

_IBAN_COUNTRIES = """
AD:24 AE:23 AL:28 AT:20 AZ:28 BA:20 BE:16 BG:22 BH:22 BI:27 BR:29 BY:28 CH:21 CR:22 CY:28 CZ:24 DE:22 DJ:27
DK:18 DO:28 EE:20 EG:29 ES:24 FI:18 FK:18 FO:18 FR:27 GB:22 GE:22 GI:23 GL:18 GR:27 GT:28 HN:28 HR:21 HU:28
IE:22 IL:23 IQ:23 IS:26 IT:27 JO:30 KW:30 KZ:20 LB:28 LC:32 LI:21 LT:20 LU:20 LV:21 LY:25 MC:27 MD:24 ME:22
MK:19 MN:20 MR:27 MT:31 MU:30 NI:28 NL:18 NO:15 OM:23 PK:24 PL:28 PS:29 PT:25 QA:29 RO:24 RS:22 RU:33 SA:24
SC:31 SD:18 SE:24 SI:19 SK:24 SM:27 SO:23 ST:25 SV:28 TL:23 TN:24 TR:26 UA:29 VA:22 VG:24 XK:20 YE:30
"""
IBAN_LENGTHS = {pair[:2]: int(pair[3:]) for pair in _IBAN_COUNTRIES.split()}
_IBAN_START = re.compile(rf"(?=[A-Za-z]{BETWEEN}?[A-Za-z]{BETWEEN}?[0-9]{BETWEEN}?[0-9])")
_IBAN_SIGN = re.compile(rf"{BETWEEN}{{0,2}}([A-Za-z0-9])")


def cleaned(text: str) -> str:
    """Write a text as the patterns expect it: letters composed, digits and @ plain, no unseen sign inside a word.

    >>> cleaned("０６\u200b12345678")
    '0612345678'
    """
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFC", storable(text)).translate(_WIDE_SIGNS)
    return _UNSEEN.sub("", _OTHER_DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), plain))


def storable(text: str) -> str:
    """Replace what no file can hold: halves of a surrogate pair."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def is_iban(text: str) -> bool:
    """Test an IBAN: its country's length, and the remainder 1 on division by 97 (ISO 7064).

    >>> is_iban("NL91 ABNA 0417 1643 00"), is_iban("NL92 ABNA 0417 1643 00")
    (True, False)
    """
    signs = re.sub(BETWEEN, "", text).upper()
    if not signs.isascii() or not signs.isalnum() or len(signs) != IBAN_LENGTHS.get(signs[:2]):
        return False
    return int("".join(str(int(sign, 36)) for sign in signs[4:] + signs[:4])) % 97 == 1


def iban_spans(text: str) -> list[tuple[int, int]]:
    """Find valid IBANs anywhere in a text, whatever stands right before or after: (start, end) each."""
    spans: list[tuple[int, int]] = []
    for found in _IBAN_START.finditer(text):
        start = found.start()
        if spans and start < spans[-1][1]:
            continue
        ends, signs = _signs(text, start)
        length = IBAN_LENGTHS.get("".join(signs[:2]).upper(), 0)
        if 0 < length <= len(signs) and is_iban("".join(signs[:length])):
            spans.append((start, ends[length - 1]))
    return spans


def _signs(text: str, start: int) -> tuple[list[int], list[str]]:
    """Read on from `start`: at most 34 letters and digits, and where each ends."""
    ends: list[int] = []
    signs: list[str] = []
    found = _IBAN_SIGN.match(text, start)
    while found and len(signs) < 34:
        ends.append(found.end())
        signs.append(found[1])
        found = _IBAN_SIGN.match(text, found.end())
    return ends, signs


def is_bsn(digits: str) -> bool:
    """Test 8 or 9 digits by the eleven-test: 9a + 8b + … + 2h − i divides by 11. One number in eleven does by chance.

    >>> is_bsn("111222333"), is_bsn("111222334"), is_bsn("10000008")
    (True, False, True)
    """
    if not 8 <= len(digits) <= 9 or not digits.isascii() or not digits.isdecimal() or not int(digits):
        return False
    *others, last = map(int, digits.zfill(9))
    return (
        sum(weight * digit for weight, digit in zip(range(9, 1, -1), others, strict=True)) - last
    ) % 11 == 0


def is_phone(text: str) -> bool:
    """Test a number that is written as a telephone number, from + or 0: valid abroad, or in the Netherlands.

    Free and paid service numbers (0800, 0900) belong to no person.

    >>> is_phone("06-12345678"), is_phone("+44 20 7946 0958"), is_phone("0900-1234"), is_phone("612345678")
    (True, True, False, False)
    """
    import phonenumbers  # noqa: PLC0415 - slow to import

    if not text.lstrip(" (").startswith(("+", "0")):
        return False
    try:
        number = phonenumbers.parse(text.strip().replace("(0)", ""), "NL")
    except phonenumbers.NumberParseException:
        return False
    of_service = (
        phonenumbers.PhoneNumberType.TOLL_FREE,
        phonenumbers.PhoneNumberType.PREMIUM_RATE,
        phonenumbers.PhoneNumberType.SHARED_COST,
    )
    return phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) not in of_service


def is_ip(text: str) -> bool:
    """Test an IPv4 or IPv6 address."""
    try:
        ip_address(text.strip())
    except ValueError:
        return False
    return True


def identifier_in(text: str) -> str:
    """Name the kind of identifier that a short text holds, or "". A BSN is none: it needs its column to be told.

    >>> identifier_in("bel 06-12345678"), identifier_in("1234 AB 12"), identifier_in("Helemaal mee eens")
    ('phone number', 'postcode with house number', '')
    """
    if "@" in text and EMAIL.search(text):
        return "e-mail address"
    if not re.search("[0-9]", text) or _PLAIN_NUMBER.fullmatch(text):
        return ""
    return next((kind for kind, holds in _TESTS.items() if holds(text)), "")


def _holds_ip(text: str) -> bool:
    return bool(IPV4.search(text)) or (":" in text and any(is_ip(found[0]) for found in IPV6.finditer(text)))


def _holds_phone(text: str) -> bool:
    # A date and time may read as a number of Rotterdam: 01-02-2025 10.
    return any(is_phone(found[0]) for found in _PHONE.finditer(_FULL_DATE.sub("/", text)))


_TESTS: Mapping[str, Callable[[str], object]] = {
    "IBAN": iban_spans,
    "IP address": _holds_ip,
    "coordinates": COORDINATES.search,
    "phone number": _holds_phone,
    "postcode with house number": POSTCODE_NUMBER.search,
    "street address": STREET.search,
}


def matching(texts: Any, pattern: str) -> np.ndarray:
    """Say which texts (a list without gaps, or an Arrow array) match a pattern of RE2: bool, one each.

    RE2 takes time in proportion to the text, whatever the pattern; its \\b, \\d and \\w know ASCII only.
    """
    import pyarrow as pa  # noqa: PLC0415 - slow to import
    import pyarrow.compute as pc  # noqa: PLC0415

    cells = pa.array(texts, pa.string()) if isinstance(texts, list) else texts
    return pc.match_substring_regex(cells, pattern).to_numpy(zero_copy_only=False).astype(bool)
