"""The real surveys that the reference values were computed on, and importance by its definition."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

MOBI_SCORES = {
    "expectation": ["CUEX1", "CUEX2", "CUEX3"],
    "satisfaction": ["CUSA1", "CUSA2", "CUSA3"],
    "loyalty_all3": ["CUSL1", "CUSL2", "CUSL3"],
    "loyalty_attitudinal": ["CUSL1", "CUSL3"],
    "image_all5": ["IMAG1", "IMAG2", "IMAG3", "IMAG4", "IMAG5"],
    "image_ex_trust": ["IMAG2", "IMAG3", "IMAG4", "IMAG5"],
    "quality": ["PERQ1", "PERQ2", "PERQ3", "PERQ4", "PERQ5", "PERQ6", "PERQ7"],
    "value": ["PERV1", "PERV2"],
    "trust": ["IMAG1"],
    "complaint": ["CUSCO"],
}


@pytest.fixture(scope="session")
def mobi(shared: Path) -> pd.DataFrame:
    """Scores of 250 customers of mobile providers."""
    items = pd.read_csv(shared / "reference" / "data" / "mobi.csv")
    return pd.DataFrame({name: items[columns].mean(axis=1) for name, columns in MOBI_SCORES.items()})


@pytest.fixture(scope="session")
def sfo(shared: Path) -> pd.DataFrame:
    """San Francisco airport 2018: ratings outside 1 to 5 and a blank recommendation (11) are missing."""
    frame = pd.read_csv(shared / "reference" / "data" / "sfo_2014_2018.csv")
    frame = frame[frame["YEAR"] == 2018]
    ratings = [name for name in frame if name.startswith(("Q7", "Q9", "Q10", "Q14"))]
    frame[ratings] = frame[ratings].where(frame[ratings].isin(range(1, 6)))
    frame["NETPRO"] = frame["NETPRO"].replace(11, np.nan)
    return frame


@pytest.fixture(scope="session")
def swiss(shared: Path) -> pd.DataFrame:
    """47 Swiss provinces in 1888."""
    return pd.read_csv(shared / "reference" / "data" / "swiss.csv")
