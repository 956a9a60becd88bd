"""Lesson 5: which driver. Webwinkel Kers ranks its themes by correlation, and two of them do equally much."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from toolkit.analysis.drivers import OutcomeDrivers, drivers_of
from toolkit.analysis.job import construct_scores
from toolkit.catalogues import TRAINING
from toolkit.drivers.importance import Importance, relative_importance
from toolkit.errors import TrainingError
from toolkit.language import N_, Language
from toolkit.simulate import Construct, Item, World, simulate_wave
from toolkit.training.case import Case, Drawn
from toolkit.training.checks import Exercise, Misconception, letter, names, number
from toolkit.training.dials import Dials
from toolkit.training.plans import Plan

CUSTOMERS: Final = 600
TRIES: Final = 400
RESAMPLES: Final = 200  # as in the engagement of the lesson
OUTCOME: Final = "attitude"
DRIVERS: Final = ("ease", "trust", "service", "mail", "range")
EQUAL: Final = {"ease", "trust"}  # both do exactly as much
FIRST: Final = (0.58, 0.85)  # how often the one that leads here does so in redrawn customers
APART: Final = 0.03  # at least so much lies the coefficient of the range from that of the service
NEAR: Final = 0.12  # by which the correlation of the service may fall short of the highest
LEAST_MAIL: Final = -0.20  # the correlation of the mail is at most this: its share is not small
STEMS: Final = dict(zip((*DRIVERS, OUTCOME), ("EAS", "TRU", "SRV", "MAI", "RNG", "LOY"), strict=True))


def _asked(key: str, means: tuple[float, ...], loading: float) -> tuple[Item, ...]:
    return tuple(
        Item(f"{STEMS[key]}_{place}", 1, 7, mean, 1.4, loading) for place, mean in enumerate(means, start=1)
    )


# The service does nothing of itself: it goes with ease and trust. The mail does harm. Ease and trust do equally much.
WORLD = World(
    constructs=(
        Construct("ease", "driver", _asked("ease", (4.9, 4.7, 4.6, 4.8), 0.88)),
        Construct("trust", "driver", _asked("trust", (4.8, 4.6, 4.5, 4.9), 0.88)),
        Construct("service", "driver", _asked("service", (4.4, 4.2, 4.3), 0.88)),
        Construct("mail", "driver", _asked("mail", (4.2, 4.4, 4.0), 0.85)),
        Construct("range", "driver", _asked("range", (4.9, 4.7, 4.6), 0.85)),
        Construct(OUTCOME, "attitude", _asked(OUTCOME, (4.6, 4.4, 4.5), 0.88)),
        Construct("behaviour", "behaviour", (Item("BEH_1", 0, 10, 4.0, 2.4),)),
    ),
    correlations=(
        (1.00, 0.40, 0.62, 0.00, 0.30),
        (0.40, 1.00, 0.62, 0.00, 0.30),
        (0.62, 0.62, 1.00, 0.00, 0.30),
        (0.00, 0.00, 0.00, 1.00, 0.00),
        (0.30, 0.30, 0.30, 0.00, 1.00),
    ),
    attitude_effects={"ease": 0.42, "trust": 0.42, "mail": -0.30, "range": 0.10},
    behaviour_effects={OUTCOME: 0.5},
)


def draw(seed: int) -> Drawn:
    """Draw customers whose answers show what the world is made for, whatever chance adds."""
    for attempt in range(TRIES):
        sample = simulate_wave(WORLD, CUSTOMERS, seed=seed * 10_000 + attempt)
        if _telling(sample.items, seed):
            break
    return Drawn({"spring": sample}, {})


def _telling(items: pd.DataFrame, seed: int) -> bool:
    """Say whether two drivers may come first and no third, and the service seems to matter and does not."""
    scores = pd.DataFrame({key: _of(items, stem).mean(axis=1) for key, stem in STEMS.items()})
    links = scores.corr()[OUTCOME]
    seems = links["service"] >= links[list(EQUAL)].max() - NEAR and links["mail"] <= LEAST_MAIL
    if not seems or links[list(EQUAL)].min() <= links["service"]:
        return False
    # The bootstrap is that of the report: what counts as coming first here does so there.
    found = relative_importance(scores, OUTCOME, DRIVERS, resamples=RESAMPLES, seed=seed)
    service = found.table.loc["service"]
    nothing_left = service["coefficient_low"] < 0 < service["coefficient"]
    held = found.table["coefficient"]
    told_apart = abs(float(held["range"]) - float(held["service"])) >= APART
    lead = found.table["p_first"]
    # With shares this close, the largest need not be the one that comes first most often.
    one_leads = lead.idxmax() == found.table["share"].idxmax() and FIRST[0] <= lead.max() <= FIRST[1]
    return set(found.leaders) == EQUAL and nothing_left and told_apart and bool(one_leads)


def _of(items: pd.DataFrame, stem: str) -> pd.DataFrame:
    return items[[item for item in items.columns if item.startswith(stem)]]


def analysed(case: Case) -> OutcomeDrivers:
    """Give what the driver report finds for loyalty."""
    return drivers_of(case.job("drivers"), OUTCOME)[0]


def importance(case: Case) -> Importance:
    """Give the shares and coefficients of the report. Raises TrainingError where it has none."""
    found = analysed(case)
    if found.importance is None:
        raise TrainingError(f"The driver report of {case.plan.client} has no shares: {found.refusal}.")
    return found.importance


def scores(case: Case) -> pd.DataFrame:
    """Give the scores of the drivers and loyalty, (customers, themes), 0 to 100."""
    return construct_scores(case.job("drivers"), (*DRIVERS, OUTCOME))


def links(case: Case) -> pd.Series:
    """Give the correlation of each driver with loyalty."""
    return scores(case).corr()[OUTCOME].drop(OUTCOME)


def by_regression(case: Case, driver: str) -> str:
    """Give the coefficient of a driver with the others held equal by least squares, with two decimals."""
    z = (scores(case) - scores(case).mean()) / scores(case).std()
    found, *_ = np.linalg.lstsq(z[list(DRIVERS)].to_numpy(), z[OUTCOME].to_numpy(), rcond=None)
    return f"{found[DRIVERS.index(driver)]:.2f}".replace(".", ",")


def firsts(case: Case) -> pd.Series:
    """Give how often each driver comes first when customers are drawn anew, in percent, the likeliest first."""
    return 100 * importance(case).table["p_first"].sort_values(ascending=False)


def reveal(case: Case) -> Iterator[str]:
    """Say what was planted."""
    language, effects = Language(case.language, TRAINING), WORLD.attitude_effects
    job = case.job("drivers")
    yield language.say(
        "“{first}” and “{second}” do exactly as much: a true effect of {effect} each. However many customers Femke "
        "asks, there is no true winner.",
        first=job.label("ease"),
        second=job.label("trust"),
        effect=language.signed(effects["ease"], 2),
    )
    yield language.say(
        "“{service}” does nothing of itself: its true effect is {effect}. It correlates {seen} because customers who "
        "find the shop easy and trust it are also kinder about its service.",
        service=job.label("service"),
        effect=language.number(effects.get("service", 0.0), 2),
        seen=language.signed(links(case)["service"], 2),
    )
    yield language.say(
        "“{mail}” does harm: a true effect of {effect}. Its share was as positive as any other.",
        mail=job.label("mail"),
        effect=language.signed(effects["mail"], 2),
    )


SQUARES = Exercise(
    "a",
    number(2.0),
    right=lambda case: 100 * float((links(case) ** 2).sum()),
    another=lambda case: f"{100 * float((links(case).round(2) ** 2).sum()):.0f}%",
    wrong=(
        Misconception(
            N_(
                "You added the correlations themselves. What a theme explains is the square of its correlation."
            ),
            lambda case: 100 * float(links(case).sum()),
        ),
        Misconception(
            N_("You left the mail out because it is below zero. A square has no sign: it explains as well."),
            lambda case: 100 * float((links(case).drop("mail") ** 2).sum()),
        ),
        Misconception(
            N_(
                "That is what the five really explain together. What do you get by adding up, as the list invites to?"
            ),
            lambda case: 100 * importance(case).r_squared,
        ),
        Misconception(
            N_(
                "That is the mean of the five. Add them up: the list pretends that each comes on top of the others."
            ),
            lambda case: 100 * float((links(case) ** 2).mean()),
        ),
    ),
    hints=(
        N_("A theme that correlates 0.5 explains 0.5² = 25% of the differences in loyalty. Add up all five."),
        N_("links is a column: links ** 2 squares each, .sum() adds them up. In percent, so times 100."),
    ),
    because=N_(
        "Far more than there is: what ease, trust and service have in common was counted more than once."
    ),
)

HELD = Exercise(
    "b",
    number(0.02),
    right=lambda case: importance(case).table.loc["service", "coefficient"],
    another=lambda case: by_regression(case, "service"),
    wrong=(
        Misconception(
            N_("That is its correlation: with all that comes along of ease and trust. Hold these equal."),
            lambda case: links(case)["service"],
        ),
        Misconception(
            N_(
                "That is its share. A share is what it adds on average over all orders, also before the others."
            ),
            lambda case: importance(case).table.loc["service", "share"],
        ),
        Misconception(
            N_(
                "That is the square of its correlation: what it would explain if it were alone. It is not alone."
            ),
            lambda case: links(case)["service"] ** 2,
        ),
        Misconception(
            N_("That is the coefficient of another driver. Look for the row of the service."),
            lambda case: importance(case).table.loc["ease", "coefficient"],
        ),
    ),
    hints=(
        N_(
            "The table has a column coefficient: what goes with a driver while all the others are held equal."
        ),
        N_("table.loc[row, column] picks one number; the row is called service, the column coefficient."),
    ),
    because=N_(
        "Close to zero, and its margin holds zero: with the other themes equal no link of its own is shown."
    ),
    otherwise=N_(
        "Not yet. One number: the row of the service, the column coefficient; not an end of its margin."
    ),
)

SIGN = Exercise(
    "c",
    letter,
    right="c",
    another="c)",
    wrong=(
        Misconception(
            N_(
                "Its coefficient is below zero: who says to get more mail is less loyal on average. No share tells "
                "that."
            ),
            "a",
        ),
        Misconception(
            N_(
                "Going together does not tell what comes of changing it. Perhaps the less loyal mind the mail more."
            ),
            "b",
        ),
        Misconception(
            N_(
                "Then the most useful warning is gone. The mail explains something; only not the way one hoped."
            ),
            "d",
        ),
    ),
    hints=(
        N_("A share is a part of what is explained, so it is never below zero. Which column has a sign?"),
        N_("What does one survey tell of causes? Take the sentence that claims least and is still of use."),
    ),
    because=N_(
        "A share says how much, never which way. And which way it goes is no proof of what causes what."
    ),
)

IN_FRONT = Exercise(
    "d",
    names(),
    right=lambda case: list(analysed(case).leaders),
    another=lambda case: ", ".join(case.job().label(name) for name in reversed(analysed(case).leaders)),
    wrong=(
        Misconception(
            N_("That one has the largest share here. Is its lead over the second larger than chance allows?"),
            lambda case: str(firsts(case).index[0]),
        ),
        Misconception(
            N_("The service has a share too, but its distance to the first is larger than chance allows."),
            lambda _: ["ease", "trust", "service"],
        ),
        Misconception(
            N_(
                "That is by the correlation. With the others held equal, hardly anything is left of the service."
            ),
            "service",
        ),
        Misconception(
            N_("That goes too far the other way: of three of these it is shown that they do not come first."),
            lambda _: list(DRIVERS),
        ),
    ),
    hints=(
        N_("Read the first sentence of the chapter. Whom does it name?"),
        N_("attitude.leaders gives the drivers that may come first by every method of the report."),
    ),
    because=N_(
        "Two names. Which of these two comes first, these answers do not tell, and so you do not either."
    ),
    otherwise=N_(
        "Not yet. Whom does the first sentence of the chapter put in front? All of them, and no others."
    ),
)

AGAIN = Exercise(
    "e",
    number(5.0),
    right=lambda case: firsts(case).iloc[0],
    another=lambda case: f"{firsts(case).iloc[0]:.0f}%",
    wrong=(
        Misconception(
            N_(
                "That would be so if this survey had no chance in it. Other customers put another driver in front."
            ),
            100.0,
        ),
        Misconception(
            N_(
                "95% is how sure the report must be before it calls one first. This lead does not reach that."
            ),
            95.0,
        ),
        Misconception(
            N_(
                "That is its share: how much of what is explained goes with it, not how often it comes first."
            ),
            lambda case: 100 * importance(case).table["share"].max(),
        ),
        Misconception(
            N_("That is how often the other one comes first. Which has the largest share in your answers?"),
            lambda case: firsts(case).iloc[1],
        ),
    ),
    hints=(
        N_(
            "The report redraws the customers and counts who has the largest share: look for the chance of first place."
        ),
        N_("In the table the column is called p_first, from 0 to 1. In percent it is times 100."),
    ),
    because=N_(
        "So often, and the other one in nearly all other draws. Would you bet a year’s budget on that?"
    ),
    otherwise=N_(
        "Not yet. It is a percentage of the draws: look under the column that tells who came first."
    ),
)

TELL = Exercise(
    "f",
    letter,
    right="d",
    another="D",
    wrong=(
        Misconception(
            N_(
                "Its share may be the largest by chance. Other customers, and the other one may lead: no ground for "
                "a choice."
            ),
            "a",
        ),
        Misconception(
            N_(
                "Its correlation came along with ease and trust. With these equal no link of its own is shown."
            ),
            "b",
        ),
        Misconception(
            N_(
                "If two do equally much, ten thousand customers show no winner either. Femke may wait for nothing."
            ),
            "c",
        ),
    ),
    hints=(
        N_("What if ease and trust do equally much? Which sentence is true then as well?"),
        N_(
            "Where the numbers do not decide, something else must. What does Femke know that these answers do not?"
        ),
    ),
    because=N_(
        "No winner is no empty hand: two themes are in front, three are not. The rest is cost and feasibility."
    ),
)

PLAN = Plan(
    number=5,
    slug="5-driver",
    client="webwinkel-kers",
    draw=draw,
    exercises=(SQUARES, HELD, SIGN, IN_FRONT, AGAIN, TELL),
    reveal=reveal,
    dials=Dials(("trust", "satisfaction", "sample"), ("drivers",)),
)
