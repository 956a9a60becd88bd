"""Writes what was found in a file as tables for engagement.toml, for the consultant to judge.

A line that is certain is live; one that needs a yes is switched off (`#key = value`), and what needs a choice is a
note (`# …`). Where engagement.toml has a table already, the proposal writes it whole, to take its place.
No answer and no personal data stand in it: names of columns, questions, codes and labels that the file declares, and
texts that many respondents have in common.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from toolkit.engagement import as_toml, plain_number
from toolkit.intake.mapping.answers_found import Found
from toolkit.intake.mapping.mapped_file import MappedFile, column_shown
from toolkit.intake.mapping.matching import Match
from toolkit.intake.mapping.proposal_model import model_blocks
from toolkit.intake.mapping.proposal_people import people_blocks
from toolkit.intake.mapping.toml_text import Block, one_line, written

MOST_LISTED = 200
MOST_CANDIDATES = 6
LOW = 0.75
LONGEST_NAME = 120


def proposal(one: MappedFile) -> str:
    """Write the proposal as the text of a TOML file: same input, same text."""
    blocks = [
        _head(one),
        *_doubts(one),
        *model_blocks(one),
        *people_blocks(one),
        *_warnings(one),
        *_left(one),
    ]
    return written(blocks)


def _head(one: MappedFile) -> Block:
    frame = one.export.frame
    faulty = ("What is faulty in engagement.toml is not repeated here.",) if one.faults and one.raw else ()
    return Block(
        notes=(
            f"A proposal for engagement.toml, made by: loyalty map {one.client} {one.file}",
            f"The file: {one.export.format}, {len(frame):,} rows, {frame.shape[1]:,} columns.",
            "It changes nothing by itself: copy into engagement.toml what is right.",
            "A line that begins with # and a blank is a note. One that begins with # at once is a setting that needs",
            "your yes: take the # away. A table that says so takes the place of the one in engagement.toml.",
            *faulty,
        )
    )


def _doubts(one: MappedFile) -> list[Block]:
    if not one.columns.doubts:
        return []
    notes = [
        "Doubtful, so not decided. Write what is right under [columns], an open question in its own table."
    ]
    for doubt in one.columns.doubts[:MOST_LISTED]:
        notes += ["", *(f"  {candidate_told(match)}" for match in doubt[:MOST_CANDIDATES])]
        more = len(doubt) - MOST_CANDIDATES
        notes += [f"  and {more:,} more"] if more > 0 else []
    return [Block(notes=(*notes, *_more(one.columns.doubts, "doubts")))]


def candidate_told(match: Match) -> str:
    """Tell a candidate as the line that it would be."""
    item, column, why = (
        match.target.item,
        as_toml(column_shown(match.column)),
        f"{match.score:.2f}, {match.why}",
    )
    if match.target.kind == "open":
        return f"[open_answers.{item}] column = {column}   {why}"
    return f"{item} = {column}   {why}"


def _more(listed: Sequence[object], what: str) -> tuple[str, ...]:
    more = len(listed) - MOST_LISTED
    return (f"and {more:,} more {what}",) if more > 0 else ()


def scale_warnings(found: Iterable[Found]) -> list[str]:
    """Tell of columns whose numbers leave the scale of their item, or come nowhere near its end."""
    told = []
    for one in found:
        target, where = one.match.target, f"{one.match.target.item} ({column_shown(one.match.column)})"
        if target.minimum is None or target.maximum is None:
            continue
        scale = f"{plain_number(target.minimum)}–{plain_number(target.maximum)}"
        strays = [f"{plain_number(number)} in {rows:,} rows" for number, rows in one.unsure]
        strays += [f"other numbers in {one.off:,} rows"] if one.off else []
        if strays:
            told.append(f"{where}: off the scale {scale}: {', '.join(strays)}")
        if one.hidden and not one.words:
            told.append(
                f"{where}: {one.hidden:,} different texts where {scale} is asked: is it the right column?"
            )
        elif one.high is not None and not one.words and _low(one.high, target.minimum, target.maximum):
            told.append(f"{where}: no answer above {plain_number(one.high)}: was it asked on {scale}?")
    return told


def look_at(one: MappedFile) -> list[str]:
    """Tell what is doubtful about scales: numbers that leave them, and answers in words that are those of another."""
    told = [
        f"{doubt.where}: {doubt.declared.name} is declared, but the answers to {', '.join(doubt.items)} are those of "
        f"{doubt.fitting.name}"
        for doubt in one.doubts
    ]
    return [*told, *scale_warnings(one.found)]


def _low(high: float, minimum: float, maximum: float) -> bool:
    """Say whether the highest answer lies so low on a scale of marks that another may have been asked."""
    points = maximum - minimum
    return points <= 10 and high - minimum <= LOW * points


def _warnings(one: MappedFile) -> list[Block]:
    told = look_at(one)
    if not told:
        return []
    notes = ("Numbers and scales to look at.", *told[:MOST_LISTED], *_more(told, "like these"))
    return [Block(notes=notes)]


def unmatched(one: MappedFile) -> list[str]:
    """Give the columns that are nothing so far: no item, no candidate, no role, no personal data."""
    roles = one.roles
    used = {
        match.column for match in (*one.columns.matches, *(m for doubt in one.columns.doubts for m in doubt))
    }
    guesses = (*roles.keys, *roles.weights, *roles.open_answers, *(guess for _, guess in roles.paradata))
    used |= {guess.column for guess in guesses} | {guess.column for guess in (*roles.segments, *roles.rows)}
    used |= {*one.personal, *one.used}
    return [column for column in dict.fromkeys(one.export.frame.columns) if column not in used]


def _left(one: MappedFile) -> list[Block]:
    blocks = []
    if one.columns.without:
        items = one.columns.without
        listed = ", ".join(items[:MOST_LISTED])
        blocks.append(
            Block(notes=("Items of the model without a column here.", listed, *_more(items, "items")))
        )
    columns = unmatched(one)
    if columns:
        notes = (
            "Columns that are matched with nothing.",
            *(question_told(one, name) for name in columns[:MOST_LISTED]),
        )
        blocks.append(Block(notes=(*notes, *_more(columns, "columns"))))
    return blocks


def question_told(one: MappedFile, column: str) -> str:
    """Tell a column with the beginning of its question."""
    name = one_line(column_shown(column), LONGEST_NAME)
    question = one.export.questions.get(column, column)
    return name if question == column else f"{name}: {one_line(one.question_shown(column), 90)}"
