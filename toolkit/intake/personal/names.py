"""Names of persons in running text, Dutch and English, found without any model.

Found are names after a salutation, a greeting, an introduction or a farewell, after initials, around a surname's
particle, and those of a list of frequent names (`person_names.toml`). Not found are a bare surname in small letters
that is not in the list, a rare first name that stands alone, and names in another script than Latin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.intake.personal.identifiers import CAPITALISED, LOWER, UPPER
from toolkit.intake.personal.name_lists import (
    BRANDS,
    PARTICLE,
    all_listed,
    before,
    fold,
    is_first_name,
    name_list,
    places,
)

MONTHS = {"jan", "april", "mei", "may", "june", "august", "sep"}
PARTICLE_WORDS = frozenset(
    re.findall(r"[a-z']+", "van von de den der het 't t ter ten te in op aan bij el al bin ibn ait en and")
)

Span = tuple[int, int]

_CONTRACTED = re.compile(r"['’](?!s\b)\w")
_OF_A_DATE = re.compile(r"\.?\s*(?:(?:19|20)\d\d|['’]?\d\d)(?![\w-])")
_ONE_CAPITAL = re.compile(CAPITALISED)
_PARTICLES = re.compile(PARTICLE)
_STRONG = re.compile(r"(?i:van\s+de[rn]|van\s+['’`]t|vd|v\.\s?d|ter|ten)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_INITIALS = re.compile(rf"(?:[{UPPER}]\.\s?){{1,5}}|[{UPPER}]\s+(?={PARTICLE}|[{UPPER}])")
_PART = re.compile(rf"(?P<particle>{PARTICLE})?(?P<word>{CAPITALISED}|[^\W\d_]+(?:-[^\W\d_]+)*)")
_GAP = re.compile(r"[ \t\u00a0]+|(?=-)")

_SALUTATION = re.compile(
    rf"(?<!\w)(?:(?P<short>(?i:{before('short_salutation')})(?!\w)\.?)|(?i:{before('salutation')})(?!\w)\.?"
    r"|[Mm]s(?!\w)\.?|Hr(?!\w)\.?|(?:ing|ir)\.)(?:\s*(?i:dr|drs|prof|mr|ir|ing)\.)*\s+"
)
_INTRODUCTION = re.compile(rf"(?<!\w)(?i:{before('introduction')})(?!\w)\s?:?\s*")
_MENTION = re.compile(rf"(?<!\w)(?i:{before('mention')})\s+")
_GREETING = re.compile(rf"(?<!\w)(?i:{before('greeting')})\s+(?=[^.!?\n,]{{2,40}}(?:[,!\n]|$))")
_FAREWELL = re.compile(
    rf"(?<!\w)(?:(?P<short>(?i:{before('short_farewell')}))|(?i:{before('farewell')}))(?!\w)"
    r"(?:\s?(?P<mark>[,.!:\n]))?\s*(?:(?i:van)\s+)?"
)
_TO_LINE_END = re.compile(r"[^\n.,!?;]{2,40}[.!]?\s*(?:\n|$)")
_STRONG_PARTICLE = re.compile(
    rf"(?<!\w)(?:(?P<first>{CAPITALISED})\s+|(?:[{UPPER}]\.\s?){{1,5}})?"
    rf"(?:(?:[Vv]an\s+der|VAN DER|v\.\s?d\.|vd)\s+[^\W\d_]{{3,}}(?:-\w+)*"
    rf"|(?:[Vv]an\s+den|[Vv]an\s+['’`]t|[Vv]on\s+der|[Tt]er|ten|bin|ibn|[Ee]l)\s+{CAPITALISED})"
)
_INITIAL_LETTERS = re.compile(
    rf"(?<![\w.])(?:[{UPPER}]\.\s?){{1,5}}(?=(?P<particle>{PARTICLE})?{CAPITALISED})"
)
_NO_INITIAL = re.compile(
    r"(?i:label|type|optie|plan|vitamine|klasse|groep|punt|model|vak|categorie|option|class|group|category|vitamin)\s*$"
)
_BETWEEN_CAPITALS = re.compile(
    rf"(?<!\w)(?P<first>{CAPITALISED})\s+(?:van de|van|de|den|der|la|le|di|da|du|del|dos)\s+"
    rf"(?=(?P<last>{CAPITALISED}))"
)
_SURNAME_BY_PARTICLE = re.compile(
    rf"(?<!\w)(?:(?P<first>{CAPITALISED})\s+)?(?i:van\s+de|van|de|den|te|ter)\s+(?P<last>[{UPPER}][{LOWER}]+)(?!\w)"
)
_AND = re.compile(rf"\s+(?:en|and|&)\s+(?={CAPITALISED})")
# A first name before one of these is a firm: "Frank Energie".
_OF_A_FIRM = re.compile(
    r"[ \u00a0](?:Energie|Energy|Verzekering(?:en)?|Verzekeraar|Bank|Telecom|Mobiel|Mobile|Hypotheken|Pensioen(?:en)?"
    r"|Zorgverzekering|Zorgverzekeraar|Makelaars?|Reizen|Optiek|Supermarkt(?:en)?|Groep|Group|Insurance|[Bb]\.?[Vv]\.?"
    r"|[Nn]\.?[Vv]\.?)(?!\w)"
)
_OBJECT = re.compile(r"\s+(?:je|uw|ons|onze|mij|mijn|my|your|our|us|me|them|the)(?!\w)", re.IGNORECASE)
_TWO_CAPITALISED = re.compile(rf"(?<!\w){CAPITALISED}(?=\s+(?:{PARTICLE})?(?P<next>{CAPITALISED}))")
_BEFORE = re.compile(rf"(?<!\w)((?:[{UPPER}]\.\s?){{1,5}}|{CAPITALISED}\s+)(?:{PARTICLE})?$")
_SMALL_BEFORE = re.compile(rf"(?<![\w-])([^\W\d_]{{2,20}}(?:-[^\W\d_]{{2,20}})?\s+)(?:{PARTICLE})?$")


def name_spans(text: str) -> list[Span]:
    """Find the names in a text: (start, end) of each, in order, none overlapping another.

    >>> [text[a:b] for text in ["Mevrouw de Vries hielp Jan."] for a, b in name_spans(text)]
    ['de Vries', 'Jan']
    """
    found = [
        *_after_leads(text),
        *_by_initials(text),
        *_by_particle(text),
        *_by_list(text),
    ]
    merged: list[Span] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def is_name(text: str) -> bool:
    """Say whether a whole cell reads as one name of two words or more.

    >>> is_name("J. de Vries"), is_name("De Vries, Jan"), is_name("mevr. Jansen"), is_name("Helemaal mee eens")
    (True, True, True, False)
    """
    plain = text.strip()
    if not 4 <= len(plain) <= 60 or re.search(r"[\d@#&+/:;=_]", plain) or BRANDS.fullmatch(plain):
        return False
    covered = sum(end - start for start, end in name_spans(plain))
    salutation = _SALUTATION.match(plain)
    length = len(plain) - (salutation.end() if salutation else 0)
    return 2 <= len(_WORD.findall(plain)) <= 6 and covered >= 0.6 * length


def first_possible_name(text: str) -> int | None:
    """Give where the first name may start, None where there is none.

    Stricter than `name_spans`: any two capitalised words may be a name, unless one is a word of ordinary answers.

    >>> first_possible_name("Xylo Zandbak"), first_possible_name("Very Satisfied")
    (0, None)
    """
    found = [start for start, end in name_spans(text) if not BRANDS.fullmatch(text[start:end])]
    for pair in _TWO_CAPITALISED.finditer(text):
        words = {fold(pair[0]), fold(pair["next"])}
        if not words & (name_list("ordinary") | PARTICLE_WORDS) and not BRANDS.match(text, pair.start()):
            found.append(pair.start())
    return min(found, default=None)


def _after_leads(text: str) -> Iterator[Span]:
    for found in _SALUTATION.finditer(text):
        small = found["short"] is not None
        loud = found[0].strip(" .").isupper()
        yield from _name_at(text, found.end(), small=int(small), loud=loud or small, lead=True)
    for found in _INTRODUCTION.finditer(text):
        yield from _name_at(text, found.end(), small=3, loud=True, lead=True)
    for found in _MENTION.finditer(text):
        if not _PARTICLES.match(text, found.end()):
            yield from _names_at(text, found.end())
    for found in _GREETING.finditer(text):
        yield from _name_at(text, found.end())
    for found in _FAREWELL.finditer(text):
        # "Met vriendelijke groet geholpen" is no farewell; "groetjes jan" and "met vriendelijke groet, jan" are.
        alone = bool(found["short"] or found["mark"]) and bool(_TO_LINE_END.match(text, found.end()))
        yield from _name_at(text, found.end(), small=3 if alone else 0, loud=alone)


def _names_at(text: str, start: int) -> Iterator[Span]:
    """Read names from `start` on that are joined by "en": "Bea en Cor"."""
    place: int | None = start
    while place is not None:
        found = list(_name_at(text, place))
        yield from found
        joint = _AND.match(text, found[0][1]) if found else None
        place = joint.end() if joint else None


def _name_at(
    text: str, start: int, *, small: int = 0, loud: bool = False, lead: bool = False
) -> Iterator[Span]:
    """Read a name from `start` on: initials, then at most four words, each with a particle or not.

    `small`: how many words may be in small letters, if the first is; `loud`: whether they may be all capitals;
    `lead`: a salutation or introduction stands before it, so that "van den broek" needs no capital.
    """
    initials = _INITIALS.match(text, start)
    place = end = initials.end() if initials else start
    for _ in range(4):
        part = _PART.match(text, place)
        if part is None or not _may_be_name(part, small=small > 0, loud=loud, lead=lead):
            break
        small = small - 1 if part["word"].islower() else 0
        end = part.end()
        gap = _GAP.match(text, end)
        if gap is None:
            break
        place = gap.end()
    if end > start and (not initials or end > initials.end()):
        yield start, end


def _may_be_name(part: re.Match[str], *, small: bool, loud: bool, lead: bool) -> bool:
    word, particle = part["word"], part["particle"]
    folded = fold(word)
    if folded in name_list("ordinary"):
        return False
    if _ONE_CAPITAL.match(word):
        return True
    if word.isupper():
        return loud and len(word) > 2
    if folded in name_list("last") or (particle and folded in name_list("last_after_particle")):
        return True
    small = small or bool(lead and particle and _STRONG.match(particle))
    return small and len(word) > 1 and folded not in name_list("no_name")


def _by_initials(text: str) -> Iterator[Span]:
    for found in _INITIAL_LETTERS.finditer(text):
        single = len(re.findall(r"\w", found[0])) == 1 and found["particle"] is None
        if single and _NO_INITIAL.search(text[max(0, found.start() - 15) : found.start()]):
            continue
        for _, end in _name_at(text, found.end()):
            yield found.start(), end


def _by_particle(text: str) -> Iterator[Span]:
    for found in _STRONG_PARTICLE.finditer(text):
        if not _is_place(text, found):
            yield _without_ordinary_first(found), found.end()
    for found in _BETWEEN_CAPITALS.finditer(text):
        names = fold(found["first"]), fold(found["last"])
        ordinary = any(one in name_list("ordinary") for one in names)
        if not ordinary and not starts_sentence(text, found.start()):
            for _, end in _name_at(text, found.end()):
                yield found.start(), end
    for found in _SURNAME_BY_PARTICLE.finditer(text):
        if fold(found["last"]) in name_list("last_after_particle") and not _is_place(text, found):
            yield _without_ordinary_first(found), found.end()


def _is_place(text: str, found: re.Match[str]) -> bool:
    """Say whether what a particle begins is a town that no first name stands before: Den Bosch, Ter Apel."""
    start = _without_ordinary_first(found)
    return " ".join(fold(text[start : found.end()]).split()) in places()


def _without_ordinary_first(found: re.Match[str]) -> int:
    first = found["first"]
    if first is None or fold(first) not in name_list("ordinary"):
        return found.start()
    return found.end("first") + 1


def _by_list(text: str) -> Iterator[Span]:
    for found in _WORD.finditer(text):
        if not _listed(text, found):
            continue
        start, end = found.span()
        gap = _GAP.match(text, end)
        for _, after in _name_at(text, gap.end() if gap else end, small=0, loud=found[0].isupper()):
            end = after
        if fold(found[0]) in name_list("last"):
            start = _with_first(text, start)
        elif _OF_A_FIRM.match(text, found.end()):
            continue
        yield start, end


def _with_first(text: str, start: int) -> int:
    """Give where a name starts whose surname starts here: with its initials or first name, capital or not."""
    before = _BEFORE.search(text, max(0, start - 60), start)
    if before and fold(before[1].strip()) not in name_list("ordinary"):
        return before.start()
    small = _SMALL_BEFORE.search(text, max(0, start - 60), start)
    return small.start() if small and is_first_name(fold(small[1].strip())) else start


def _listed(text: str, found: re.Match[str]) -> bool:
    word, end = found[0], found.end()
    folded = fold(word)
    if folded not in all_listed():
        parts = folded.split("-")
        return len(parts) > 1 and word[0].isupper() and any(is_first_name(one) for one in parts)
    # "Don't" is no Don, but "Sanne's" is Sanne.
    of_a_date = folded in MONTHS and _OF_A_DATE.match(text, end)
    if _CONTRACTED.match(text, end) or of_a_date or _is_verb(text, found, folded):
        return False
    if folded in name_list("first") or folded in name_list("last"):
        return True
    if not word[0].isupper():
        return False
    if folded in name_list("first_word") and not word.isupper():
        return _name_follows(text, end) or not starts_sentence(text, found.start())
    return folded in name_list("first_capital") or _name_follows(text, end)


def _is_verb(text: str, found: re.Match[str], folded: str) -> bool:
    """Say whether a first name is a verb here: it opens a sentence, and its object follows."""
    object_follows = folded in name_list("verb") and _OBJECT.match(text, found.end())
    return bool(object_follows) and starts_sentence(text, found.start())


def _name_follows(text: str, end: int) -> bool:
    gap = _GAP.match(text, end)
    return gap is not None and any(_name_at(text, gap.end()))


def starts_sentence(text: str, place: int) -> bool:
    """Say whether a word at this place opens a text, a line or a sentence."""
    before = text[max(0, place - 12) : place].rstrip(" \t\u00a0\"'“”‘’„«»(*-–—•")
    return not before or before[-1] in ".!?:;…\n\r"
