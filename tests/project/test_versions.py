"""One list of versions: pyproject, requirements and environment tell the same."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

FIXED_BY_THE_USER = {"jupyterlab", "papermill", "pandas", "seaborn", "pingouin", "nbconvert", "pytest"}


def _pins(name: str) -> dict[str, list[Requirement]]:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    found: dict[str, list[Requirement]] = {}
    for line in lines:
        if line and not line.startswith(("#", "-")):
            requirement = Requirement(line)
            found.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return found


def _project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_has_one_exact_version_per_system(name: str) -> None:
    pins = _pins(name)
    assert pins
    for requirements in pins.values():
        for requirement in requirements:
            assert re.fullmatch(r"==[\w.+!]+", str(requirement.specifier)), requirement
        markers = [str(requirement.marker) for requirement in requirements]
        assert len(set(markers)) == len(markers)


def test_the_pins_satisfy_what_the_project_asks() -> None:
    project = _project()
    user = _pins("requirements.txt")
    everything = user | _pins("requirements-dev.txt")
    for text, pins in [
        *((text, user) for text in project["dependencies"]),
        *((text, everything) for text in project["optional-dependencies"]["dev"]),
    ]:
        asked = Requirement(text)
        for pin in pins[canonicalize_name(asked.name)]:
            (version,) = (specifier.version for specifier in pin.specifier)
            assert asked.specifier.contains(version), f"{pin} against {asked}"


def test_the_packages_fixed_by_the_user_are_there() -> None:
    assert set(_pins("requirements.txt")) >= FIXED_BY_THE_USER


def test_requirements_install_the_toolkit_itself() -> None:
    assert "-e ." in (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    assert "-r requirements.txt" in (ROOT / "requirements-dev.txt").read_text("utf-8").splitlines()


def test_conda_takes_the_same_list_and_a_supported_python() -> None:
    text = (ROOT / "environment.yml").read_text("utf-8")
    assert re.search(r"^ {6}- -r requirements\.txt$", text, re.M)
    python = re.search(r"^ {2}- python=(\d+\.\d+)$", text, re.M)
    assert python is not None
    from packaging.specifiers import SpecifierSet

    assert SpecifierSet(_project()["requires-python"]).contains(python[1])


def test_no_list_of_versions_names_a_registry() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "environment.yml", "pyproject.toml"):
        text = (ROOT / name).read_text("utf-8")
        assert not re.search(r"index-url|find-links|https?://", text), name
