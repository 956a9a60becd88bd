"""The real surveys that the reference values were computed on."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest


@pytest.fixture(scope="session")
def mobi(shared: Path) -> pd.DataFrame:
    """250 customers of mobile providers, 24 items of 1 to 10, complete."""
    return pd.read_csv(shared / "reference" / "data" / "mobi.csv")


@pytest.fixture(scope="session")
def sfo(shared: Path) -> pd.DataFrame:
    """San Francisco airport 2017 and 2018; a blank recommendation (11) is missing."""
    frame = pd.read_csv(shared / "reference" / "data" / "sfo_2014_2018.csv")
    frame["NETPRO"] = frame["NETPRO"].replace(11, np.nan)
    return frame[frame["YEAR"] >= 2017]
