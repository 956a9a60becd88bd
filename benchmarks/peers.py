"""Importance as peers compute it, where they are here: pingouin, dominance-analysis, and relaimpo in R."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pingouin

from toolkit.measures.weights import FloatArray

# Reads the frame, tells seconds of one call (the median of five) and the importance of each driver.
_RELAIMPO = """
suppressMessages(library(relaimpo))
d <- read.csv(commandArgs(TRUE)[1])
m <- lm(y ~ ., d)
once <- function() system.time(r <<- calc.relimp(m, type = "lmg"))[["elapsed"]]
cat("seconds", median(replicate(5, once())), "\\n")
cat("raw", sprintf("%.17g", r@lmg), "\\n")
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a peer said: importance per driver, and its own account of the seconds where it runs elsewhere."""

    raw: FloatArray
    seconds: float | None = None


Peer = Callable[[pd.DataFrame], Answer]


def by_pingouin(frame: pd.DataFrame) -> Answer:
    """pingouin.linear_regression with relimp."""
    drivers = [name for name in frame if name != "y"]
    found = pingouin.linear_regression(frame[drivers], frame["y"], relimp=True)
    return Answer(found["relimp"].to_numpy()[1:])


def dominance_analysis() -> Peer | None:
    """Give the dominance-analysis package, or None where it is not installed or does not start with our versions."""
    try:
        dominance = import_module("dominance_analysis").Dominance
    except (ImportError, AttributeError):
        return None

    def by_dominance_analysis(frame: pd.DataFrame) -> Answer:
        drivers = [name for name in frame if name != "y"]
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            found = dominance(data=frame, target="y", top_k=len(drivers), objective=1).incremental_rsquare()
        return Answer(np.array([found[name] for name in drivers]))

    return by_dominance_analysis


def relaimpo(command: str = "Rscript") -> Peer | None:
    """Give R's relaimpo, or None where R or the package is not here. R tells its own seconds, without its start."""
    found = shutil.which(command)
    if found is None:
        return None
    asked = subprocess.run(
        [found, "-e", 'quit(status = !requireNamespace("relaimpo", quietly = TRUE))'],
        capture_output=True,
        check=False,
    )
    if asked.returncode:
        return None

    def by_relaimpo(frame: pd.DataFrame) -> Answer:
        with tempfile.TemporaryDirectory() as folder:
            data, script = Path(folder, "frame.csv"), Path(folder, "relaimpo.R")
            frame.to_csv(data, index=False, float_format="%.17g")
            script.write_text(_RELAIMPO, encoding="utf-8")
            told = subprocess.run(
                [found, str(script), str(data)], capture_output=True, check=True, text=True
            ).stdout
        said: Mapping[str, list[float]] = {
            words[0]: [float(word) for word in words[1:]]
            for words in map(str.split, told.splitlines())
            if words
        }
        return Answer(np.array(said["raw"]), said["seconds"][0])

    return by_relaimpo
