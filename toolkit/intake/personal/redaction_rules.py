"""What is taken out of an open answer by its shape: contact data, addresses, dates of birth and long numbers.

Each rule has a hint, a pattern that RE2 also reads and that every text with something to find matches, so that most
texts are never looked at one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from toolkit.intake.personal.identifiers import (
    BETWEEN,
    CAPITALISED,
    COORDINATES,
    HOUSE_NUMBER,
    IPV4,
    IPV6,
    POSTCODE,
    POSTCODE_HINT,
    POSTCODE_NUMBER,
    POSTCODE_UK,
    STREET,
    STREET_HINT,
    iban_spans,
    is_bsn,
    is_ip,
)
from toolkit.intake.personal.name_lists import fold, is_first_name, name_list

Found = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of thing: `hint` says cheaply where to look, `find` gives (start, end, kind) of what is there."""

    hint: str
    find: Callable[[str], Iterator[Found]]


_AT = r"(?:@|%40|&#64;|\s?[(\[{]\s?(?:at|@|apenstaartje)\s?[)\]}]\s?)"
# A point with a blank beside it ends a sentence, unless the end of a domain follows: "gmail . com".
_DOT = r"(?:\.|\s?[(\[]?\s?\b(?:dot|punt)\b\s?[)\]]?\s?|\s?\.\s?(?=(?:nl|com|net|org|eu|info)\b))"
_PROVIDERS = (
    "(?:gmail|hotmail|outlook|live|yahoo|icloud|ziggo|kpnmail|xs4all|planet|hetnet|home|casema"
    "|proton(?:mail)?|me)"
)
_LOCAL = "[\\w.!#$%&'*+/=?^`{|}~-]"
_EMAIL = re.compile(
    # The looks behind keep a long word from being tried at each of its letters.
    # "k bakker @": a letter alone before it is an initial.
    rf"(?<!{_LOCAL})(?:(?:[a-z]\s){{1,2}}(?={_LOCAL}{{2,64}}\s?@\s))?{_LOCAL}+(?:{_AT}[\w-]+(?:{_DOT}[\w-]+)*|\s?@\s?[\w-]+(?:{_DOT}[\w-]+)+)"
    # "jan punt bakker at example punt nl"
    r"|(?<![\w.+-])(?:[\w+-]+\s(?:dot|punt)\s){0,6}[\w.+-]+\s(?:at|apenstaartje|apestaartje)\s"
    rf"(?:{_PROVIDERS}{_DOT}[a-z]{{2,3}}|[\w-]+\s(?:dot|punt)\s[a-z]{{2,3}})(?!\w)",
    re.IGNORECASE,
)
_URL = re.compile(
    r"(?:https?://|www\.)[^\s/?#]{1,255}[/?#][^\s]+|https?://[^\s/]{0,255}@[^\s]+"
    r"|(?<!\w)(?:linkedin|facebook|instagram|twitter|x|tiktok|youtube|snapchat|pinterest|github|t|wa)"
    r"\.(?:com|me)/[^\s]+",
    re.IGNORECASE,
)
# An address of a firm stays, but not one that is said to be the writer's own, or that joins two words as names are.
_OWN_SITE = re.compile(
    r"(?<!\w)(?:mijn|my|onze|our)\s(?:eigen\s|own\s)?(?:web)?(?:site|blog|pagina|page|shop|winkel|bedrijf)",
    re.IGNORECASE,
)
_SITE = re.compile(r"(?<![\w.])www\.(?P<host>[\w-]{2,63})\.[a-z]{2,6}(?![\w-])", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w.])@\w[\w.]*\w")

_MONTH = (
    r"(?:jan(?:uari|uary)?|feb(?:ruari|ruary)?|maart|mrt|march|mar|apr(?:il)?|mei|may|juni?|june?|juli?|july?"
    r"|aug(?:ustus|ust)?|sep(?:tember|t)?|okt(?:ober)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY_OF_MONTH = r"(?:0?[1-9]|[12][0-9]|3[01])"
_MONTH_NUMBER = r"(?:0?[1-9]|1[0-2])"
_DATE = re.compile(
    rf"(?<![\w])(?:{_DAY_OF_MONTH}\s?[-/.]\s?{_MONTH_NUMBER}\s?[-/.]\s?(?P<year>(?:19|20)?[0-9]{{2}})"
    rf"|{_MONTH_NUMBER}/{_DAY_OF_MONTH}/(?P<us>(?:19|20)[0-9]{{2}})"
    rf"|(?P<iso>(?:19|20)[0-9]{{2}})[-/.]{_MONTH_NUMBER}[-/.]{_DAY_OF_MONTH}"
    rf"|{_DAY_OF_MONTH}(?:e|de|ste|st|nd|rd|th)?\s(?:of\s)?{_MONTH}\s(?P<text>(?:19|20|['’])?[0-9]{{2}})"
    rf"|{_MONTH}\s{_DAY_OF_MONTH}(?:st|nd|rd|th)?,?\s(?P<english>(?:19|20)[0-9]{{2}}))(?![\w]|[-/.][0-9])",
    re.IGNORECASE,
)
_BIRTH = re.compile(r"(?i:geboren|geb\.|geboorte|verjaardag|jarig|born|birth|d\.?o\.?b)[^.!?\n]{0,25}$")
# Nobody fills in a customer survey who was born after this year, and most dates of service are later.
LAST_YEAR_OF_BIRTH = 2010

# X: a letter, C: a consonant, as plates have had since 1978, 9: a digit. "9-tot-17" is no plate.
_PLATES_LARGE = "XX-99-99 99-99-XX 99-XX-99 XX-99-XX XX-XX-99 99-XX-XX"
_PLATES_ANY = "99-CCC-9 9-CCC-99 CC-999-C C-999-CC CCC-99-C 9-CC-999 999-CC-9 CC-99-CC CC-CC-99 99-CC-CC"
_PLATE_SIGNS = str.maketrans({"X": "[A-Z]", "C": "[b-df-hj-np-tvxz]", "9": "[0-9]"})
_PLATE = re.compile(
    rf"(?<![\w-])(?:{'|'.join(_PLATES_LARGE.translate(_PLATE_SIGNS).split())}"
    rf"|(?i:{'|'.join(_PLATES_ANY.translate(_PLATE_SIGNS).split())}))(?![\w-])"
    r"|(?i:kenteken|nummerbord|licen[cs]e plate)\W{1,3}(?:is\s)?"
    r"(?P<plate>(?=[A-Za-z-]*[0-9])[A-Za-z0-9](?:-?[A-Za-z0-9]){4,6})(?![\w-])"
)

_RUN = re.compile(rf"\+?\(?[0-9](?:{BETWEEN}{{0,3}}[0-9])*")
# What a number belongs to that leads back to a person: after "…nummer" it may be short.
_NUMBERED = (
    "klant(?:en)?|relatie|debiteur(?:en)?|contract|polis|zaak|dossier|order|bestel(?:lings?)?|factuur|lid(?:maatschaps?)?"
    "|abonnements?|ticket|meldings?|klacht|schade|aansluit(?:ings?)?|meter|offerte|reserverings?|boekings?|pas|paspoort"
    "|referentie|gebruikers?|account|rekening|registratie|personeels?"
    "|customer|client|case|policy|invoice|reference|ref|booking|member(?:ship)?|claim|complaint|subscription|user"
)
_OF_NUMBER = r"(?:nummers?|nr|num|no|numbers?|code|id|#)"
_SHORT_RUN = (
    rf"(?:[a-z]{{1,5}}[-./_]?)?[0-9](?:{BETWEEN}{{0,3}}[0-9]|[-./_]?[a-z]{{1,3}}[-./_]?[0-9])*"
    r"(?:[a-z]{1,3}(?!\w))?"
)
_REFERENCE = re.compile(
    rf"(?<!\w)(?:{_NUMBERED})[\s-]?{_OF_NUMBER}(?!\w)(?:\W{{0,3}}\b(?:is|was|met|van mij is))?"
    rf"\W{{1,3}}(?P<short>{_SHORT_RUN})",
    re.IGNORECASE,
)
_CASES = (
    "klant|customer|zaak|polis|dossier|kenmerk|referentie|case|policy|ticket|reference|claim|order|bestelling"
    "|invoice|factuur"
)
_CASE = re.compile(
    rf"(?<!\w)(?:{_CASES})(?:\s?[:#]\s?|\s)(?P<short>{_SHORT_RUN})"
    r"(?!\w|\s?(?:kwh|m3|gb|mb|uur|dagen|klanten|mensen|hours|days|people|%|euro))",
    re.IGNORECASE,
)
LEAST_AFTER_WORD, LEAST_OF_CASE = 3, 4
# Capitals that are joined to a number belong to it: KL-8837261, NX1234567.
_PREFIX = re.compile(r"(?<![\w-])[A-Z]{1,5}[-_/#]?$")
# Free and paid service numbers, and those of municipalities (14 and an area code), belong to no person.
_SERVICE = re.compile(r"0(?:800|900|906|909)(?:[0-9]{4}|[0-9]{7})|140[0-9]{2,3}")
_LIVES = re.compile(
    rf"(?<!\w)(?i:woon|woont|wonen|woonde|adres|live|lives|address)(?!\w)[^.!?,;\n0-9]{{0,20}}?\s"
    rf"(?P<adr>(?!(?i:{_MONTH})\s)(?:{CAPITALISED}\s+){{0,2}}{CAPITALISED}(?!,){HOUSE_NUMBER})"
)
_LIVES_HINT = r"\b(?:woon|woont|wonen|woonde|adres|live|lives|address)\b.{1,80}[0-9]"
_CLOCK = r"(?:[01]?[0-9]|2[0-3])[.:][0-5][0-9]"
_ITEM = (
    rf"(?:{_DAY_OF_MONTH}[-/.]{_MONTH_NUMBER}[-/.](?:20)?[0-9]{{2}}|20[0-9]{{2}}[-/.]{_MONTH_NUMBER}[-/.]{_DAY_OF_MONTH}"
    rf"|(?:19|20)[0-9]{{2}}|{_CLOCK}|[1-9][0-9]{{0,3}}\.[0-9]{{2}})"
)
_NO_NUMBER = re.compile(rf"{_ITEM}(?:(?:\s|\s?[-–—/]\s?){_ITEM}){{0,3}}")
# The run "12-03-2024 14" where ":30" follows it.
_HOUR = re.compile(r"\s(?:[01]?[0-9]|2[0-3])$")
_MINUTES = re.compile(r":[0-5][0-9]")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:[. \u00a0][0-9]{3})+")
_AMOUNT_BEFORE = re.compile(r"(?:[€$£]|(?<!\w)(?:EUR|euro))\s?$", re.IGNORECASE)
_AMOUNT_AFTER = re.compile(r"\s?(?:,-|,[0-9]{2}(?![0-9])|€|eur(?:o|os)?(?!\w))", re.IGNORECASE)


def _by(pattern: re.Pattern[str], kind: str) -> Callable[[str], Iterator[Found]]:
    def find(text: str) -> Iterator[Found]:
        return ((*found.span(), kind) for found in pattern.finditer(text))

    return find


def _urls(text: str) -> Iterator[Found]:
    yield from _by(_URL, "web page")(text)
    for found in _SITE.finditer(text):
        around = text[max(0, found.start() - 40) : found.end() + 40]
        if _OWN_SITE.search(around) or _reads_as_name(fold(found["host"])):
            yield *found.span(), "web page"


def _reads_as_name(host: str) -> bool:
    """Say whether a host is a listed first name with another word after a hyphen, or joined to a listed surname."""
    first, hyphen, rest = host.partition("-")
    if hyphen:
        return len(rest) > 1 and is_first_name(first)
    return any(is_first_name(host[:cut]) and host[cut:] in name_list("last") for cut in range(2, len(host)))


def _references(text: str) -> Iterator[Found]:
    """Find the numbers of customers, contracts, cases and policies, also short ones."""
    for found in _REFERENCE.finditer(text):
        digits = _digits(found["short"])
        if len(digits) >= LEAST_AFTER_WORD:
            yield *found.span("short"), _kind_of_number(found["short"], digits)
    for found in _CASE.finditer(text):
        run = found["short"]
        amount = _AMOUNT_AFTER.match(text, found.end("short"))
        if len(_digits(run)) >= LEAST_OF_CASE and not _NO_NUMBER.fullmatch(run) and not amount:
            yield *found.span("short"), "number"


def _digits(run: str) -> str:
    return re.sub("[^0-9]", "", run)


def _ibans(text: str) -> Iterator[Found]:
    return ((start, end, "IBAN") for start, end in iban_spans(text))


def _ips(text: str) -> Iterator[Found]:
    yield from _by(IPV4, "IP address")(text)
    for found in IPV6.finditer(text):
        if is_ip(found[0]):
            yield *found.span(), "IP address"


def _births(text: str) -> Iterator[Found]:
    """Find full dates of a year up to 2010, and any full date after a word for birth."""
    for found in _DATE.finditer(text):
        written = next(year for year in found.groupdict().values() if year is not None)
        year = int(re.sub(r"\D", "", written))
        if year < 100:
            year += 1900 if year > LAST_YEAR_OF_BIRTH % 100 + 20 else 2000
        before = text[max(0, found.start() - 45) : found.start()]
        if year <= LAST_YEAR_OF_BIRTH or _BIRTH.search(before):
            yield *found.span(), "date of birth"


def _plates(text: str) -> Iterator[Found]:
    for found in _PLATE.finditer(text):
        yield *found.span("plate" if found["plate"] else 0), "licence plate"


def _postcodes(text: str) -> Iterator[Found]:
    yield from _by(POSTCODE_NUMBER, "address")(text)
    yield from _by(POSTCODE, "address")(text)
    yield from _by(POSTCODE_UK, "address")(text)


def _streets(text: str) -> Iterator[Found]:
    yield from _by(STREET, "address")(text)
    for found in _LIVES.finditer(text):
        yield *found.span("adr"), "address"


def _numbers(text: str) -> Iterator[Found]:
    """Find telephone numbers, BSNs and other long numbers: seven digits or more, six without a break.

    Dates, years, times and amounts under ten million stay.
    """
    for found in _RUN.finditer(text):
        run = found[0]
        digits = _digits(run)
        unbroken = max(map(len, re.findall("[0-9]+", run)))
        abroad = run.startswith("+")
        if len(digits) < (6 if abroad or unbroken >= 6 else 7):
            continue
        if not abroad and _stays(text, found, digits):
            continue
        kind = _kind_of_number(run, digits)
        prefix = _PREFIX.search(text, max(0, found.start() - 8), found.start()) if kind == "number" else None
        yield prefix.start() if prefix else found.start(), found.end(), kind


def _stays(text: str, found: re.Match[str], digits: str) -> bool:
    run = _HOUR.sub("", found[0]) if _MINUTES.match(text, found.end()) else found[0]
    if _NO_NUMBER.fullmatch(run) or _SERVICE.fullmatch(digits):
        return True
    if len(digits) > 7:
        return False
    if _THOUSANDS.fullmatch(found[0]):
        return True
    before = text[max(0, found.start() - 6) : found.start()]
    return bool(_AMOUNT_BEFORE.search(before) or _AMOUNT_AFTER.match(text, found.end()))


def _kind_of_number(run: str, digits: str) -> str:
    if run.lstrip("(").startswith(("+", "0")) and 9 <= len(digits) <= 15:
        return "phone number"
    return "BSN" if is_bsn(digits) else "number"


_DIGITS = "(?:[0-9][^0-9]*)"
RULES = (
    Rule(r"(?i)https?://|www\.|\.(?:com|me)/", _urls),
    Rule(r"(?i)@|%40|&#64;|\bat\b|apen?staartje", _by(_EMAIL, "e-mail address")),
    Rule("@", _by(_HANDLE, "user name")),
    Rule(_DIGITS + "{5}", _ibans),
    Rule(r"(?i)[0-9]\.[0-9]|:[0-9a-f]*:", _ips),
    Rule(r"[0-9]\.[0-9]{3}", _by(COORDINATES, "coordinates")),
    Rule("[0-9]", _births),
    Rule(r"[0-9]-|-[0-9]|(?i:kenteken|nummerbord|plate)", _plates),
    Rule(POSTCODE_HINT, _postcodes),
    Rule(rf"{STREET_HINT}|(?i:{_LIVES_HINT})", _streets),
    Rule(
        rf"(?i)(?:{_NUMBERED})[\s-]?{_OF_NUMBER}\b.{{1,15}}[0-9]|\b(?:{_CASES})\W{{1,3}}[a-z]{{0,5}}[-./_]?[0-9]",
        _references,
    ),
    Rule(_DIGITS + "{6}", _numbers),
)
