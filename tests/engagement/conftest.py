"""A whole engagement file, and a helper that changes it and reads it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from toolkit.engagement import Engagement, load_engagement
from toolkit.errors import EngagementError

SAMPLE = """\
#:schema ../../toolkit/engagement/engagement.schema.json
status = "draft"
seed = 20260301

[client]
name = "Voorbeeld Energie"
sector = "energy"
category = { nl = "energie", en = "energy" }
language = "nl"
colour = "#0b6e4f"
logo = "logo.svg"

[author]
name = "A. de Vries"
organisation = "Adviesbureau"

[report]
version = "1.0"

[population]
description = { nl = "Alle klanten", en = "All customers" }
size = 48000
probability_sample = true

[disclosure]
sponsor = "Voorbeeld Energie"

[constructs.satisfaction]
role = "driver"
label = { nl = "Tevredenheid", en = "Satisfaction" }
minimum = 1
maximum = 10
items = ["SAT_1", "SAT_2"]
missing = { not_applicable = [99], no_answer = [0, 11] }

[constructs.attitude]
role = "attitude"
minimum = 1
maximum = 7
items = ["ATT_1", "ATT_2"]

[constructs.lock_in]
role = "lock_in"
minimum = 1
maximum = 7
items = ["SWI_1", "SWI_3"]
reversed = ["SWI_3"]

[items.ATT_1]
minimum = 0
maximum = 10
text = { nl = "Beveelt u ons aan?", en = "Would you recommend us?" }

[missing]
not_applicable = ["n.v.t."]
dont_know = ["weet niet"]

[questions]
recommendation = "ATT_1"
report_mark = "SAT_1"

[columns]
ATT_1 = "Q12"

[segments.channel]
column = "kanaal"
label = { nl = "Kanaal", en = "Channel" }
values = { "2" = "Winkel", "1" = { nl = "Webshop", en = "Web shop" } }

[[waves]]
id = "baseline"
label = { nl = "Nulmeting", en = "Baseline" }
file = "data/nulmeting.csv"
rows = { YEAR = 2017 }
start = 2026-02-02
end = 2026-02-20
invited = 4000
mode = { nl = "online vragenlijst", en = "online questionnaire" }
key = "klantnummer"
weight = "WEIGHT"

[[waves]]
id = "follow-up"
file = "data/vervolg.xlsx"
sheet = "Blad1"
start = 2027-02-01
end = 2027-02-19
columns = { ATT_1 = "V12", SWI_3 = "" }

[analysis]
confidence = 0.95
resamples = 2000
smallest_change = 5.0
smallest_change_nps = 5
cut = 60.0

[privacy]
minimum_cell = 10
indicative_below = 30
deletion_date = 2027-12-01
legal_basis = "Gerechtvaardigd belang"
outside_data = false
"""

Load = Callable[..., Engagement]
Faults = Callable[..., list[str]]


def changed(*changes: tuple[str, str]) -> str:
    """Replace pieces of the sample; each must be there exactly once."""
    text = SAMPLE
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the sample"
        text = text.replace(old, new)
    return text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    client = tmp_path / "voorbeeld"
    client.mkdir()
    (client / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    return client


@pytest.fixture
def load(folder: Path) -> Load:
    """`load(("old", "new"), …)` reads the sample with these changes."""

    def read(*changes: tuple[str, str]) -> Engagement:
        (folder / "engagement.toml").write_text(changed(*changes), encoding="utf-8")
        return load_engagement(folder)

    return read


@pytest.fixture
def faults(load: Load) -> Faults:
    """The faults of the sample with these changes, one line each."""

    def read(*changes: tuple[str, str]) -> list[str]:
        with pytest.raises(EngagementError) as caught:
            load(*changes)
        return [str(fault) for fault in caught.value.faults]

    return read
