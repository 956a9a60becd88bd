import os
import shutil
import stat
from pathlib import Path

import pandas as pd
import pytest

from tests.intake.conftest import Client, as_csv, as_xlsx, people
from toolkit.errors import WorkspaceError
from toolkit.intake.personal.keys import client_salt, hashed_keys, plain_keys


def keyed(keys: list[object]) -> list[list[object]]:
    table = people({}, ("nr", "a", "b"), n=len(keys))
    return [table[0], *([key, *cells[1:]] for key, cells in zip(keys, table[1:], strict=True))]


def test_the_salt_is_made_once_and_kept_private(tmp_path: Path) -> None:
    salt = client_salt(tmp_path)
    assert len(salt) == 32
    assert client_salt(tmp_path) == salt
    assert (tmp_path / ".salt").read_text("ascii") == salt.hex() + "\n"
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / ".salt").stat().st_mode) == 0o600


def test_a_copied_folder_under_another_name_has_other_keys(client: Client) -> None:
    table = as_csv(keyed([*range(100, 112)]))
    before = client.survey(table, 'key = "nr"').key
    copy = shutil.copytree(client.folder, client.folder.parent / "ander")
    after = Client(copy).survey(table, 'key = "nr"').key
    assert before is not None
    assert after is not None
    assert (copy / ".salt").read_bytes() == (client.folder / ".salt").read_bytes()
    assert not set(before) & set(after)


def test_each_client_has_its_own_salt(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    keys = pd.Series(["123", "456"], dtype="str")
    hashes = [hashed_keys(keys, client_salt(tmp_path / name)) for name in ("a", "b")]
    assert not set(hashes[0]) & set(hashes[1])


def test_an_empty_or_damaged_salt_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / ".salt"
    for content in (b"", b" \n", b"abc", b"zz" * 32, b"\xff" * 64):
        path.write_bytes(content)
        with pytest.raises(
            WorkspaceError, match=r"\.salt cannot be used: .* Put back the original, or delete"
        ):
            client_salt(tmp_path)
        assert path.read_bytes() == content


def test_a_salt_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(
        WorkspaceError, match=r"cannot be written to absent/\.salt .* Make the client's folder"
    ):
        client_salt(tmp_path / "absent")


def test_a_hash_is_what_it_says() -> None:
    # printf 00123 | openssl mac -macopt size:16 -macopt hexkey:K SIPHASH, where K is the first half of what
    # head -c 32 /dev/zero | openssl sha256 prints
    (digest,) = hashed_keys(pd.Series(["00123"], dtype="str"), bytes(32))
    assert digest == EXPECTED
    assert hashed_keys(pd.Series(["e\u0301"], dtype="str"), bytes(32)).equals(
        hashed_keys(pd.Series(["\u00e9"], dtype="str"), bytes(32))
    )


EXPECTED = "da1bd4138b99d85414ba"


def test_keys_are_written_alike() -> None:
    cells = ["00123", " 123 ", "123.0", "123.50", "A-1\u00a0", "Jan@X.NL", "AbC", None]
    keys = plain_keys(pd.Series(cells, dtype="str"))
    assert keys.tolist()[:-1] == ["00123", "123", "123", "123.50", "A-1", "jan@x.nl", "AbC"]
    assert keys.isna().tolist() == [False] * 7 + [True]


def test_one_respondent_has_one_hash_in_every_wave_and_format(client: Client) -> None:
    numbers = [*range(100, 110), "00123", "123"]
    first = client.survey(as_csv(keyed([f" {key} " for key in numbers]), ";"), 'key = "nr"').key
    second = client.survey(as_xlsx(keyed([*map(float, range(100, 110)), "00123", 123])), 'key = "nr"').key
    third = client.survey(as_csv(keyed(list(reversed(numbers)))), 'key = "nr"').key
    assert first is not None
    assert second is not None
    assert third is not None
    assert first.tolist() == second.tolist() == third.tolist()[::-1]
    assert first.nunique() == 12
    assert first.str.fullmatch("[0-9a-f]{20}").all()


def test_neither_key_nor_salt_can_be_read_from_a_survey(client: Client) -> None:
    survey = client.survey(keyed([f"klant-{number}" for number in range(12)]), 'key = "nr"')
    salt = (client.folder / ".salt").read_text("ascii").strip()
    parts = (survey.items, survey.reasons, survey.segments, survey.key, survey.source)
    printed = "\n".join([repr(survey), *map(str, parts)])
    assert "klant-" not in printed
    assert salt not in printed


def test_without_a_key_there_is_no_salt(client: Client) -> None:
    client.survey(people())
    assert not (client.folder / ".salt").exists()
