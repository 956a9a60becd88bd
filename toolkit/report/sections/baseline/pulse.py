"""The chapter on employees: their scores beside those of the customers of their unit."""

from __future__ import annotations

from toolkit.analysis.baseline.pulse import Pulse
from toolkit.analysis.job import Job
from toolkit.figures.scatter import scatter
from toolkit.findings.baseline.pulse import pulse_label
from toolkit.findings.finding import Finding
from toolkit.language import N_
from toolkit.report.blocks import Block, Figure, Table
from toolkit.report.sections.common import (
    Customers,
    counts_note,
    heading,
    look,
    n_range,
    number_cell,
    said,
    table,
)
from toolkit.report.sections.telling import in_words


def pulse(job: Job, result: Pulse | None, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show the scores of employees and customers per unit, drawn and printed."""
    if result is None:
        return ()
    begin = (heading(job, N_("Employees and customers")), said(say))
    if result.table.empty:
        return begin
    return (*begin, pulse_figure(job, result, say), _table(job, result))


def pulse_figure(job: Job, result: Pulse, say: tuple[Finding, ...]) -> Figure:
    """Draw the units: employees from left to right, customers from low to high."""
    language = job.language
    names = [_unit(job, str(unit)) for unit in result.table.index]
    labels = (
        language.say("employees: {pulse}, 0 to 100", pulse=pulse_label(job)),
        language.say("customers: {attitude}, 0 to 100", attitude=job.label(result.attitude)),
    )
    chart = scatter(
        result.table,
        names,
        look(job),
        x="employees",
        y="customers",
        axis_labels=labels,
    )
    title = _title(job, result, say)
    points = [
        language.say(
            "{unit}: employees {employees}, customers {customers}",
            unit=name,
            employees=language.number(row["employees"]),
            customers=language.number(row["customers"]),
        )
        for name, (_, row) in zip(names, result.table.iterrows(), strict=True)
    ]
    alt = language.say(
        "Dots with margins for {units} units, by the scores of their employees and of their customers: {list}.",
        units=language.number(result.units),
        list="; ".join(points),
    )
    return Figure("pulse", title, chart, in_words(title, alt), _note(job, result))


def _title(job: Job, result: Pulse, say: tuple[Finding, ...]) -> str:
    """Say that the two go together, and which way, where a test shows it."""
    language = job.language
    found = next((one for one in say if one.key == "pulse.together" and one.strength == "shown"), None)
    if found is None:
        return language.say(
            "Scores of employees and customers in {units} units", units=language.number(result.units)
        )
    theme = job.label(result.attitude)
    if found.numbers["correlation"] > 0:
        return language.say("Where employees score higher, customers score higher on “{theme}”", theme=theme)
    return language.say("Where employees score higher, customers score lower on “{theme}”", theme=theme)


def _unit(job: Job, unit: str) -> str:
    facts = job.engagement.pulse
    return unit if facts is None else job.group_label(facts.segment, unit)


def _note(job: Job, result: Pulse) -> str:
    language = job.language
    parts = [
        language.say(
            "Employees per unit: {n}; source: {pulse}.",
            n=n_range(job, result.table["employees_n"]),
            pulse=pulse_label(job),
        )
    ]
    if result.left_out:
        parts.append(
            language.plural(
                "{count} unit is left out: fewer than {minimum} employees or customers answered, or such a number "
                "would follow.",
                "{count} units are left out: fewer than {minimum} employees or customers answered, or such a number "
                "would follow.",
                result.left_out,
                minimum=language.number(job.engagement.privacy.minimum_cell),
            )
        )
    return counts_note(job, result.table["customers_n"], *parts)


def _table(job: Job, result: Pulse) -> Table:
    language = job.language
    columns = {
        "unit": (language.say("Unit"), "left", lambda row: _unit(job, str(row.name))),
        "employees": (language.say("Employees"), "right", number_cell(job, "employees", 1)),
        "employees_low": (language.say("from"), "right", number_cell(job, "employees_low", 1)),
        "employees_high": (language.say("to"), "right", number_cell(job, "employees_high", 1)),
        "employees_n": (language.say("n"), "right", number_cell(job, "employees_n")),
        "customers": (language.say("Customers"), "right", number_cell(job, "customers", 1)),
        "customers_low": (language.say("from"), "right", number_cell(job, "customers_low", 1)),
        "customers_high": (language.say("to"), "right", number_cell(job, "customers_high", 1)),
        "customers_n": (language.say("n"), "right", number_cell(job, "customers_n")),
    }
    title = language.say(
        "Scores per unit, 0 to 100: employees on “{pulse}”, customers on “{attitude}”",
        pulse=pulse_label(job),
        attitude=job.label(result.attitude),
    )
    counts = Customers(about=("unit",), rows=("customers_n", "customers_n_effective", "employees_n"))
    return table(job, "pulse-table", title, result.table, columns, _note(job, result), counts=counts)
