from pathlib import Path

import pytest

from toolkit import house
from toolkit.errors import WorkspaceError


def test_in_a_checkout_the_house_stands_around_the_package() -> None:
    assert (house.house_folder() / "templates" / "report" / "fonts").is_dir()


def test_in_a_wheel_it_lies_inside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "toolkit"
    for name in ("notebooks", "templates"):
        (package / "_house" / name).mkdir(parents=True)
    monkeypatch.setattr(house, "__file__", str(package / "house.py"))
    assert house.house_folder() == package / "_house"


def test_an_installation_that_is_not_whole_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "toolkit").mkdir()
    monkeypatch.setattr(house, "__file__", str(tmp_path / "toolkit" / "house.py"))
    with pytest.raises(WorkspaceError, match="Install loyalty-toolkit again"):
        house.house_folder()
