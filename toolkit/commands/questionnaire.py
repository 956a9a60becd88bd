"""`loyalty questionnaire`: write a client's questionnaire for Word, LimeSurvey, Qualtrics or Excel."""

from __future__ import annotations

from pathlib import Path

from toolkit.commands.files import put
from toolkit.commands.screen import plain, screen
from toolkit.engagement import FILE_NAME, Engagement, did_you_mean, load_engagement
from toolkit.engagement.toml import read_toml
from toolkit.engagement.words import TEXT_LANGUAGES
from toolkit.errors import EngagementError, LoyaltyError
from toolkit.instrument import Questionnaire, own_language
from toolkit.instrument import questionnaire as made_of
from toolkit.instrument.writers import FORMATS, Format
from toolkit.workspace import client_folder, client_lock

FOLDER = "questionnaire"


def questionnaire(
    workspace: Path,
    client: str,
    format: str,
    language: str | None = None,
    output: Path | None = None,
) -> None:
    """Write the questionnaire; without `output` into the client's folder `questionnaire`.

    A file that stands there already and holds something else is kept beside it under another name.
    Raises LoyaltyError for an unknown format or language, EngagementError where the engagement cannot be used (but
    for its waves, which nobody knows yet), WorkspaceError where the file cannot be written.
    """
    kind = _format(format)
    folder = client_folder(workspace, client)
    engagement, remarks = _before_fieldwork(folder)
    form, lacking = _form(engagement, kind, language, tied=_tied(folder))
    data, to_do = kind.write(form)
    path = output if output is not None else folder / FOLDER / _name(kind, form, asked=language)
    with client_lock(folder):
        kept = put(path, data)
    console = screen()
    languages = " and ".join(form.languages)
    console.print(
        plain(f"The questionnaire of {client}, {len(form.questions)} questions, {languages}: {path}")
    )
    if kept is not None:
        console.print(plain(f"What stood there before was another file; it is kept as {kept.name}"))
    console.print(kind.use)
    notes = (*remarks, *lacking, *form.notes, *_unlabelled(engagement), *to_do)
    if notes:
        console.print("Before it goes out:")
        for note in notes:
            console.print(plain(f"  - {note}"))


def _format(name: str) -> Format:
    if name in FORMATS:
        return FORMATS[name]
    mend = f"{did_you_mean(name, tuple(FORMATS))} Choose one of: {', '.join(FORMATS)}.".strip()
    raise LoyaltyError(f"There is no format {name!r}. {mend}")


def _before_fieldwork(folder: Path) -> tuple[Engagement, tuple[str, ...]]:
    """Load the engagement as far as a questionnaire needs it: who signs and when it is fielded may still be open."""
    try:
        return load_engagement(folder), ()
    except EngagementError as error:
        serious = [fault for fault in error.faults if not _may_wait(fault.where)]
        if serious:
            count = f"{len(serious)} faults" if len(serious) > 1 else "1 fault"
            raise EngagementError(f"{folder.name}/{FILE_NAME} cannot be used: {count}", serious) from None
        unsigned = any(fault.where.startswith("author") for fault in error.faults)
    raw = {key: value for key, value in read_toml(folder / FILE_NAME).items() if key != "waves"}
    if not unsigned:
        return Engagement.model_validate(raw), ()
    # Nobody is invented: as long as no author is written down, the client answers the questions itself.
    name = raw["client"]["name"]
    signed = {**raw, "author": {"name": name}}
    return Engagement.model_validate(signed), (
        f"author.name is empty, so {name} stands in for who does the research",
    )


def _unlabelled(engagement: Engagement) -> tuple[str, ...]:
    """Tell which questions of a segment say no more than its key."""
    return tuple(
        f"segments.{key} has no label, so its question says “{key}”: write one in words of the customer"
        for key, segment in engagement.segments.items()
        if segment.values and segment.label is None
    )


def _tied(folder: Path) -> bool:
    """Say whether a wave has a key, also where its waves are not complete yet."""
    waves = read_toml(folder / FILE_NAME).get("waves")
    return any(
        isinstance(wave, dict) and wave.get("key") for wave in (waves if isinstance(waves, list) else ())
    )


def _may_wait(where: str) -> bool:
    return where in {"author", "author.name", "waves"} or where.startswith("waves[")


def _form(
    engagement: Engagement, kind: Format, language: str | None, *, tied: bool
) -> tuple[Questionnaire, tuple[str, ...]]:
    """Make the questionnaire: in the language asked for, else in both where the file and the texts allow it."""
    if language is not None or not kind.bilingual:
        return made_of(engagement, language, tied=tied), ()
    own = own_language(engagement)
    both = made_of(engagement, (own, *(one for one in TEXT_LANGUAGES if one != own)), tied=tied)
    if not both.untranslated:
        return both, ()
    why = f"It is in one language, because {both.untranslated[0]} is: write both, and make it again for two"
    return made_of(engagement, own, tied=tied), (why,)


def _name(kind: Format, form: Questionnaire, *, asked: str | None) -> str:
    of_one = asked is not None or not kind.bilingual or len(form.languages) == 1
    return f"questionnaire-{form.languages[0]}{kind.ending}" if of_one else f"questionnaire{kind.ending}"
