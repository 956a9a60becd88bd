"""What the engagement lays beside the answers: values, activities, comparisons, orders, money, employees."""

import pytest

from tests.engagement.conftest import Faults, Load

END = "outside_data = false\n"
BENCHMARK = (
    '[[benchmarks]]\nmeasure = "nps"\nvalue = 31.0\nn = 1200\nlabel = "Energie"\ncountry = "NL"\nmode = "online"\n'
    'same_mode = true\nsame_question = true\nyear = 2025\nsource = "Branche"\n'
)
VALUE = '[values.honest]\nlabel = "eerlijkheid"\nrank = 1\nimportance = "SAT_1"\nexperience = "SAT_2"\n'
ORDERS = '[orders]\nfiles = ["data/orders.csv"]\ncolumns = { customer = "klant" }\nend = 2026-01-31\n'
MONEY = '[value]\nmargin = 0.25\nhorizon_years = 3\nsource = "Controller, 2026"\n'
PULSE = (
    '[pulse]\nfile = "data/pulse.csv"\nunit = "vestiging"\nsegment = "channel"\ncolumns = ["E1", "E2"]\n'
    'minimum = 1\nmaximum = 7\nreversed = ["E2"]\n'
)
ACTIVITY = '[[activities]]\nlabel = "Nieuwsbrief"\nkind = "newsletter"\noffer = false\n'
NETWORK = '[network]\nsegment = "channel"\ncodes = ["1"]\n'


def added(text: str) -> tuple[str, str]:
    """A change that writes tables at the end of the sample."""
    return (END, END + text)


def test_everything_laid_beside_the_answers_is_read(load: Load) -> None:
    engagement = load(added(BENCHMARK + VALUE + ORDERS + MONEY + PULSE + ACTIVITY + NETWORK))
    assert engagement.benchmarks[0].measure == "nps"
    assert engagement.values["honest"].rank == 1
    assert engagement.orders is not None
    assert engagement.orders.columns.customer == "klant"
    assert engagement.orders.inactive_after_days == 365
    assert engagement.value is not None
    assert engagement.value.margin == 0.25
    assert engagement.pulse is not None
    assert engagement.pulse.reversed == ("E2",)
    assert engagement.activities[0].follow_up is None
    assert engagement.network is not None
    assert engagement.network.codes == ("1",)


def test_without_them_there_is_nothing_and_customers_are_free(load: Load) -> None:
    engagement = load()
    assert engagement.context.choice == "free"
    assert engagement.orders is engagement.value is engagement.pulse is engagement.network is None
    assert not engagement.values
    assert engagement.benchmarks == engagement.activities == ()
    assert engagement.population.country is None


SLIPS = {
    "a basis of another name": (
        ('[constructs.attitude]\nrole = "attitude"', '[constructs.attitude]\nrole = "basis"'),
        'constructs.attitude.role: "basis" is not for a construct called attitude. '
        "The bases of loyalty are basis_calculative, basis_affective, basis_structural, basis_moral.",
    ),
    "an opinion added up": (
        ("[constructs.attitude]\n", "[constructs.attitude]\nformative = true\n"),
        "constructs.attitude.formative: is not for a construct with role attitude. "
        "Leave it out: only acts are added up, questions about one opinion must go together.",
    ),
    "a value that no item asks of": (
        added(VALUE.replace("SAT_2", "VAL_1_EXP")),
        'values.honest.experience: "VAL_1_EXP" is no item of the model. Put it in a construct with role "alignment".',
    ),
    "two values in one place": (
        added(VALUE + VALUE.replace("honest", "near")),
        "values.near.rank: 1 is the place of honest too. Give each its own.",
    ),
    "a network of no segment": (
        added(NETWORK.replace('"channel"', '"chanel"')),
        'network.segment: "chanel" is no segment. Did you mean `channel`?',
    ),
    "a code that is not declared": (
        added(NETWORK.replace('["1"]', '["3"]')),
        "network.codes: code 3 is not declared. Declared in [segments.channel.values]: 2, 1.",
    ),
    "a comparison with what is not measured": (
        added(BENCHMARK.replace('"nps"', '"effort"').replace("31.0", "0.5")),
        'benchmarks[1].measure: "effort" is not measured here. Name its item as questions.effort.',
    ),
    "a comparison with a slip in its name": (
        added(BENCHMARK.replace('"nps"', '"satisfactoin"')),
        'benchmarks[1].measure: "satisfactoin" is not known. Did you mean `satisfaction`? '
        "Allowed: nps, mark, nine_plus, effort, satisfaction, attitude, lock_in.",
    ),
    "a share written as a percentage": (
        added(BENCHMARK.replace('"nps"', '"nine_plus"')),
        "benchmarks[1].value: 31 cannot be. A share lies from 0 to 1.",
    ),
    "a country in small letters": (
        added(BENCHMARK.replace('"NL"', '"nl"')),
        'benchmarks[1].country: found "nl". Allowed: two capital letters between quotes such as "NL".',
    ),
    "money without revenue": (
        added(MONEY),
        "value.revenue_per_customer: is missing. Write it, or name the files of [orders] to take it from.",
    ),
    "money in two currencies": (
        added(ORDERS + MONEY + 'currency = "USD"\n'),
        "value.currency: USD is not that of [orders], EUR. Mend one of the two.",
    ),
    "orders that end before they begin": (
        added(ORDERS + "start = 2026-02-01\n"),
        "orders.end: 2026-01-31 lies before the start, 2026-02-01. Mend one of the two.",
    ),
    "later orders without an end to those before": (
        added(ORDERS.replace("end = 2026-01-31\n", "followed_until = 2027-01-31\n")),
        "orders.followed_until: has no `end` beside it, so that later orders would count as earlier ones. Write "
        "`end` in [orders]: the last day before the first wave, so that later orders stay out of it.",
    ),
    "later orders that end before the wave does": (
        added(ORDERS + "followed_until = 2026-02-01\n"),
        "orders.followed_until: 2026-02-01 is not after the first wave, which ended on 2026-02-20. Write the last "
        "day of the orders after it, or leave the key out.",
    ),
    "earlier orders that reach into the time after": (
        added(ORDERS.replace("2026-01-31", "2026-06-30") + "followed_until = 2027-01-31\n"),
        "orders.end: 2026-06-30 lies after the first wave, which ended on 2026-02-20: the days between would count "
        "twice. Write a day that is not after it, such as the day before the wave.",
    ),
    "orders outside the folder": (
        added(ORDERS.replace("data/orders.csv", "../orders.csv")),
        'orders.files[1]: "../orders.csv" lies outside the client\'s folder. Copy the file into the folder, under '
        'data/, and write "data/…"; only privacy.outside_data = true allows another place.',
    ),
    "employees on no scale": (
        added(PULSE.replace("minimum = 1", "minimum = 7")),
        "pulse.minimum: 7 is not below the maximum, 7. Mend one of the two.",
    ),
    "a reversed column that is not read": (
        added(PULSE.replace('reversed = ["E2"]', 'reversed = ["E3"]')),
        'pulse.reversed: "E3" is none of its columns. Columns: E1, E2.',
    ),
    "a unit that is an answer": (
        added(PULSE.replace('"vestiging"', '"E1"')),
        'pulse.unit: "E1" is a column of answers too. Name its own column.',
    ),
    "recovery without a problem": (
        ('report_mark = "SAT_1"', 'report_mark = "SAT_1"\nrecovery = "SAT_2"'),
        "questions.recovery: cannot be used without `problem`. Name the item that asks of one.",
    ),
    "resolved from beyond the scale": (
        (
            'report_mark = "SAT_1"',
            'report_mark = "SAT_1"\nproblem = "ATT_2"\nrecovery = "SAT_2"\nresolved_from = 11',
        ),
        "questions.resolved_from: 11 is not on the scale of SAT_2. Its answers run from 1 to 10.",
    ),
    "a question of no item": (
        ('report_mark = "SAT_1"', 'report_mark = "SAT_1"\nvoice = "VOI_1"'),
        'questions.voice: "VOI_1" is no item of the model. Did you mean `SWI_1`? '
        "Items: SAT_1, SAT_2, ATT_1, ATT_2, SWI_1, SWI_3.",
    ),
}


@pytest.mark.parametrize("name", SLIPS)
def test_one_slip_is_told_with_its_mend(faults: Faults, name: str) -> None:
    change, expected = SLIPS[name]
    assert expected in faults(change)


def test_money_needs_a_number_of_customers(faults: Faults) -> None:
    found = faults(added(ORDERS + MONEY), ("size = 48000\n", ""))
    assert found == [
        "population.size: is missing. Write how many customers there are: [value] counts with it."
    ]


def test_a_figure_on_the_scale_of_its_items_is_told(faults: Faults, load: Load) -> None:
    figure = BENCHMARK.replace('"nps"', '"lock_in"')
    looks = "benchmarks[1].value: 5.2 looks like an answer on 1–7. Write it "
    assert faults(added(figure.replace("31.0", "5.2"))) == [
        f"{looks}as a score of 0–100."
    ]  # one item is reversed
    plain = ('reversed = ["SWI_3"]\n', "")
    assert faults(plain, added(figure.replace("31.0", "5.2"))) == [
        f"{looks}on 0–100: 100·(5.2 − 1)/(7 − 1) = 70.0."
    ]
    # ATT_1 has 0–10 and ATT_2 has 1–7: which of the two was meant cannot be known.
    mixed = figure.replace('"lock_in"', '"attitude"')
    assert faults(added(mixed.replace("31.0", "8.1"))) == [
        "benchmarks[1].value: 8.1 looks like an answer on 0–10. Write it as a score of 0–100."
    ]
    for score in ("70.0", "7.5", "0.5"):
        assert load(added(figure.replace("31.0", score))).benchmarks[0].value == float(score)


def test_a_figure_on_a_long_scale_may_be_a_score(load: Load) -> None:
    long = ('role = "lock_in"\nminimum = 1\nmaximum = 7', 'role = "lock_in"\nminimum = 0\nmaximum = 50')
    unmissed = ('dont_know = ["weet niet"]', "")
    figure = BENCHMARK.replace('"nps"', '"lock_in"')
    assert load(long, unmissed, added(figure)).benchmarks[0].value == 31.0


def test_a_percentage_for_a_share_says_the_share(faults: Faults) -> None:
    assert faults(added(ORDERS + MONEY.replace("0.25", "25"))) == [
        "value.margin: found 25. 25% is 0.25. Allowed: a number above 0 up to 1."
    ]


UNREAD = {
    "population.size": (MONEY + "revenue_per_customer = 640.0\n", ("size = 48000", "size = 48.000")),
    "value.revenue_per_customer": (MONEY + 'revenue_per_customer = "640"\n', None),
    "orders.files": (MONEY + ORDERS.replace('["data/orders.csv"]', '"data/orders.csv"'), None),
    "segments.channel.label": (NETWORK, ('label = { nl = "Kanaal", en = "Channel" }', "label = 3")),
}


@pytest.mark.parametrize("where", UNREAD)
def test_what_could_not_be_read_is_not_missing_too(faults: Faults, where: str) -> None:
    text, change = UNREAD[where]
    found = faults(added(text), *([] if change is None else [change]))
    assert [line.split(":")[0] for line in found] == [where]


def test_a_table_that_cannot_be_read_hides_no_other_fault(faults: Faults) -> None:
    found = faults(
        added(ORDERS + MONEY.replace("0.25", "25")), ('report_mark = "SAT_1"', 'report_mark = "SAT_9"')
    )
    assert [line.split(":")[0] for line in found] == ["value.margin", "questions.report_mark"]
