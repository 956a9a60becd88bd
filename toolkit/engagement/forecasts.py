"""What was forecast of a plan: the files that a client keeps in `forecasts/`, read and checked (docs/forecast.md)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

from pydantic import ValidationError

from toolkit.engagement.faults import dotted, shown
from toolkit.engagement.forecast_form import ForecastData
from toolkit.engagement.model import Engagement
from toolkit.engagement.suggest import did_you_mean
from toolkit.engagement.words import Day
from toolkit.errors import Fault, IntakeError

# The file of the last run among a client's reports, and the folder of those that were kept aside.
FORECAST: Final = "forecast.json"
FORECASTS: Final = "forecasts"
SCHEMA: Final = 1
NPS: Final = "nps"
# The file is made by a command, so that what one fault tells of it, the others will not add to.
MOST_FAULTS: Final = 8
SCHEMA_WORDS: Final = {
    "missing": "is missing",
    "extra_forbidden": "is no key of a forecast",
}


@dataclass(frozen=True)
class ForecastFile:
    """A forecast that was read: `name` is its path in the client's folder."""

    name: str
    data: ForecastData

    @property
    def aside(self) -> bool:
        """Whether it was kept aside, and not only stands where the last run wrote it."""
        return self.name.startswith(f"{FORECASTS}/")


def kept_forecasts(engagement: Engagement) -> tuple[ForecastFile, ...]:
    """Read the forecasts that were kept aside, in order of their waves, days and names.

    Raises IntakeError with the faults of every file that cannot be used.
    """
    found, faults = tried_forecasts(engagement)
    if faults:
        raise together(faults)
    return found


def tried_forecasts(engagement: Engagement) -> tuple[tuple[ForecastFile, ...], list[IntakeError]]:
    """Read the forecasts that were kept aside: those that can be used, and the errors of those that cannot."""
    found: list[ForecastFile] = []
    errors: list[IntakeError] = []
    for path in kept_paths(engagement.folder):
        try:
            found.append(read_forecast(path, engagement))
        except IntakeError as error:
            errors.append(error)
    order = {wave.id: place for place, wave in enumerate(engagement.waves)}
    found.sort(key=lambda one: (order[one.data.wave], one.data.kept or one.data.date, one.name))
    return tuple(found), errors


def kept_paths(folder: Path) -> tuple[Path, ...]:
    """Give the files in a client's folder of kept forecasts."""
    paths = (folder / FORECASTS).glob("*.json")
    return tuple(sorted(path for path in paths if path.is_file() and not path.name.startswith(".")))


def last_forecast(engagement: Engagement) -> ForecastFile | None:
    """Read the forecast of the last run of the driver report; None where there is none.

    Raises IntakeError where it cannot be used.
    """
    path = engagement.folder / "reports" / FORECAST
    return read_forecast(path, engagement) if path.is_file() else None


def forecasts_at_hand(engagement: Engagement) -> tuple[ForecastFile, ...]:
    """Read what may be scored: the forecasts kept aside, and that of the last run where its wave has none of these.

    Raises IntakeError where one cannot be used.
    """
    if engagement.folder == Path():
        return ()
    kept, last = kept_forecasts(engagement), last_forecast(engagement)
    if last is None or any(one.data.wave == last.data.wave for one in kept):
        return kept
    return (*kept, last)


def read_forecast(path: Path, engagement: Engagement) -> ForecastFile:
    """Read one forecast and hold it against its client: IntakeError with what is wrong and how to mend it."""
    name = path.relative_to(engagement.folder).as_posix()
    try:
        content = path.read_text("utf-8-sig")
        json.loads(content)
        data = ForecastData.model_validate_json(content)
    except ValidationError as error:
        raise _refused(name, [_fault(one) for one in error.errors(include_url=False)]) from error
    except (OSError, ValueError, RecursionError) as error:
        fault = Fault("the file", f"cannot be read as JSON ({type(error).__name__})", _mend(name))
        raise IntakeError(f"{name} is no forecast", [fault]) from error
    if faults := list(_strange(data, engagement)):
        raise _refused(name, faults)
    return ForecastFile(name, data)


def _mend(name: str) -> str:
    if name.startswith(f"{FORECASTS}/"):
        return "Put the file back as it was kept, or delete it."
    return "Make the driver report again."


def _refused(name: str, faults: Iterable[Fault]) -> IntakeError:
    told = [Fault(one.where or "the file", one.what, one.mend or _mend(name)) for one in faults]
    more = len(told) - MOST_FAULTS
    headline = f"{name} is no forecast that can be used"
    if more > 0:
        headline += f" (the first {MOST_FAULTS} of {len(told)} faults)"
    return IntakeError(headline, told[:MOST_FAULTS])


def together(errors: Sequence[IntakeError]) -> IntakeError:
    """Put the faults of files in one error, each with the name of its file."""
    if len(errors) == 1:
        return errors[0]
    faults = [
        Fault(f"{error.headline.split(' ', 1)[0]}: {fault.where}", fault.what, fault.mend)
        for error in errors
        for fault in error.faults
    ]
    return IntakeError("Kept forecasts cannot be used", faults)


def _fault(error: Any) -> Fault:
    where = dotted(tuple(step for step in error["loc"] if step != "[key]"))
    kind = error["type"]
    if kind == "house":
        return Fault(where, str(error["ctx"]["what"]), f"{error['ctx']['mend']}.")
    if kind in SCHEMA_WORDS:
        return Fault(where, SCHEMA_WORDS[kind], "")
    if where == "schema":
        told = f"found {shown(error['input'])}, a form that this version of the toolkit does not know"
        return Fault(where, told, f"Forms known: {SCHEMA}. Update the toolkit, or make the forecast again.")
    # Pydantic says what it wanted: "Input should be a finite number".
    wanted = (
        str(error["msg"]).replace("Input should be", "it should be").replace("String should", "it should")
    )
    return Fault(where, f"found {shown(error['input'])}; {wanted}", "")


Named: TypeAlias = tuple[str, Iterable[str]]


def _strange(data: ForecastData, engagement: Engagement) -> Iterator[Fault]:
    """Find what the client does not have."""
    if data.client != engagement.slug:
        mend = f"Move it to that client; here only forecasts of {engagement.slug} count."
        yield Fault("client", f"found {shown(data.client)}: it is the forecast of another client", mend)
    waves = [wave.id for wave in engagement.waves]
    if data.wave not in waves:
        yield Fault("wave", f'"{data.wave}" is no wave of engagement.toml', _known(data.wave, waves))
    for where, names in _themes(data):
        for name in names:
            if name != NPS and name not in engagement.constructs:
                known = tuple(engagement.constructs)
                yield Fault(where, f'"{name}" is no construct of engagement.toml', _known(name, known))
    named = data.objective == NPS or data.objective in engagement.constructs
    if named and data.objective not in data.total.outcomes:
        yield Fault("objective", f'nothing is expected of "{data.objective}" under total.outcomes', "")
    planned = data.total.drivers
    numbers: set[int] = set()
    for place, action in enumerate(data.actions, 1):
        where = f"actions[{place}]"
        if action.number in numbers:
            yield Fault(f"{where}.number", f"{action.number} is that of another action too", "")
        numbers.add(action.number)
        if action.driver not in planned or action.driver not in action.drivers:
            yield Fault(f"{where}.driver", f'nothing is expected of "{action.driver}"', "")
        if set(action.outcomes) != set(data.total.outcomes):
            yield Fault(f"{where}.outcomes", "is about other outcomes than total.outcomes", "")


def _themes(data: ForecastData) -> Iterator[Named]:
    yield "objective", [data.objective]
    yield "baseline", data.baseline
    yield "total.drivers", data.total.drivers
    for name, gain in data.total.drivers.items():
        yield f"total.drivers.{name}.also_through", gain.also_through
    yield "total.outcomes", data.total.outcomes


def _known(name: str, known: Iterable[str]) -> str:
    known = tuple(known)
    return f"{did_you_mean(name, known)} Known: {', '.join(known)}.".strip()


def kept_name(data: ForecastData) -> str:
    """The name under which a forecast is kept.

    >>> from types import SimpleNamespace
    >>> kept_name(SimpleNamespace(wave="baseline", run="3fa85f64"))
    'baseline-3fa85f64.json'
    """
    return f"{data.wave}-{data.run}.json"


def as_kept(content: Mapping[str, Any], day: Day) -> str:
    """Give the text of the file: the forecast as it was, and the day on which it is kept."""
    return (
        f"{json.dumps({**content, 'kept': day.isoformat()}, ensure_ascii=False, indent=2, sort_keys=True)}\n"
    )
