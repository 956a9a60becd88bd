"""Reports that are put back in a workspace elsewhere: whole, once, and nothing of a lost attempt is left."""

import json
import uuid
from dataclasses import replace
from pathlib import Path

import pytest

from tests.small_client import ENGAGEMENT, WAVE
from toolkit.errors import ReportError, WorkspaceError
from toolkit.report.batch.jobs import MADE, Job, Result
from toolkit.report.batch.places import (
    Place,
    as_address,
    clients_at,
    create,
    names_under,
    place_at,
    read,
    write,
)
from toolkit.report.batch.upload import SESSION, fetched, finish_all, finished, put_back

REPORTS = "clients/acme/reports"
OLD = {"baseline.pdf": b"old pdf", "baseline.run.json": b"old run", "forecast.json": b"gone soon"}
NEW = {"baseline.pdf": b"new pdf", "baseline.run.json": b"new run", "history/baseline-1/run.json": b"new run"}


@pytest.fixture(params=["memory", "file"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A workspace in a store and one on a shared disk, each with a client that has reports."""
    if request.param == "memory":
        pytest.importorskip("fsspec")
    (tmp_path / "shared disk").mkdir()
    address = (
        f"memory://{uuid.uuid4().hex}" if request.param == "memory" else as_address(tmp_path / "shared disk")
    )
    found = place_at(address)
    for name, content in OLD.items():
        write(found, f"{REPORTS}/{name}", content)
    for name in ("engagement.toml", "data/a.csv", ".salt", ".lock", "reports/.new-lost/baseline.pdf"):
        write(found, f"clients/acme/{name}", b"x")
    write(found, SESSION, b"one")
    return found


@pytest.fixture
def job(place: Place) -> Job:
    return Job("acme", place.address, "one", "code")


def remade(place: Place, folder: Path) -> tuple[Path, dict[str, str]]:
    """Copy the client, and change its reports as a run would."""
    before = fetched(place, "acme", folder)
    reports = folder / REPORTS
    (reports / "forecast.json").unlink()
    for name, content in NEW.items():
        (reports / name).parent.mkdir(parents=True, exist_ok=True)
        (reports / name).write_bytes(content)
    return folder / "clients" / "acme", before


def standing(place: Place) -> dict[str, bytes | None]:
    return {name: read(place, f"{REPORTS}/{name}") for name in names_under(place, REPORTS)}


def result(run: str) -> Result:
    return Result("acme", MADE, {"baseline": run}, warnings=3)


def test_what_is_copied_leaves_the_salt_the_lock_and_lost_attempts(place: Place, tmp_path: Path) -> None:
    before = fetched(place, "acme", tmp_path / "here")
    found = names_under(place_at(str(tmp_path / "here")), "clients/acme")
    assert found == ["data/a.csv", "engagement.toml", *(f"reports/{name}" for name in OLD)]
    assert sorted(before) == sorted(OLD)
    assert clients_at(place) == ("acme",)


@pytest.mark.parametrize("there", [False, True])
def test_data_outside_the_folder_are_told_before_anything_else_is_copied(
    place: Place, tmp_path: Path, there: bool
) -> None:
    """A whole path is the same file for a worker, where it has one there."""
    whole = tmp_path / "whole.csv"
    (tmp_path / "shared.csv").write_text("of somebody else", "utf-8")
    if there:
        whole.touch()
    names = [whole.as_posix()] if there else ["../shared.csv", whole.as_posix()]
    waves = "".join(
        WAVE.format(name=str(n), year=2025).replace(f"data/{n}.csv", name) for n, name in enumerate(names)
    )
    settings = f"{ENGAGEMENT}{waves}\n[privacy]\noutside_data = true\n"
    write(place, "clients/acme/engagement.toml", settings.encode())
    if there:
        assert fetched(place, "acme", tmp_path / "here")
        return
    with pytest.raises(
        ReportError, match=rf"outside the client's folder.*: \.\./shared\.csv, {whole.as_posix()}\. Copy"
    ):
        fetched(place, "acme", tmp_path / "here")
    assert [path.name for path in tmp_path.rglob("here/**/*") if path.is_file()] == ["engagement.toml"]


def test_reports_are_put_back_whole_and_what_was_lost_goes(place: Place, job: Job, tmp_path: Path) -> None:
    folder, before = remade(place, tmp_path / "here")
    assert put_back(place, job, folder, before, result("11")) == result("11")
    assert standing(place) == NEW
    assert read(place, "clients/acme/.salt") == b"x"


def test_of_two_attempts_of_a_batch_the_first_alone_is_put_back(
    place: Place, job: Job, tmp_path: Path
) -> None:
    folder, before = remade(place, tmp_path / "first")
    late, found = remade(place, tmp_path / "late")
    (late / "reports" / "baseline.pdf").write_bytes(b"late pdf")
    put_back(place, job, folder, before, result("11"))
    assert put_back(place, job, late, found, result("22")) == result("11")
    assert standing(place) == NEW
    assert finished(place, "one", "acme") == result("11")


def test_an_attempt_of_a_batch_that_is_over_puts_nothing_back(place: Place, job: Job, tmp_path: Path) -> None:
    folder, before = remade(place, tmp_path / "here")
    write(place, SESSION, b"two")
    with pytest.raises(ReportError, match="Another batch has begun"):
        put_back(place, job, folder, before, result("11"))
    left = standing(place)
    assert left.pop(".new-lost/baseline.pdf") == b"x"
    assert left == OLD


@pytest.mark.parametrize("moved", range(len(NEW) + 1))
def test_an_attempt_lost_after_its_claim_is_finished_by_whoever_comes(
    place: Place, job: Job, tmp_path: Path, moved: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from toolkit.report.batch import upload

    folder, before = remade(place, tmp_path / "here")
    moves = []

    def dying(where: Place, source: str, target: str) -> None:
        if len(moves) == moved:
            raise KeyboardInterrupt
        moves.append(target)
        move(where, source, target)

    move = upload.move
    with monkeypatch.context() as patched:
        patched.setattr(upload, "move", dying)
        if moved < len(NEW):
            with pytest.raises(KeyboardInterrupt):
                put_back(place, job, folder, before, result("11"))
            # The record stands for the whole: it comes last.
            assert read(place, f"{REPORTS}/baseline.run.json") == OLD["baseline.run.json"]
        else:
            put_back(place, job, folder, before, result("11"))
    assert finished(place, "one", "acme") == result("11")
    assert standing(place) == NEW


def test_a_claim_that_was_never_written_whole_decided_nothing(place: Place, job: Job, tmp_path: Path) -> None:
    create(place, ".batch/claims/one/acme.json", b'{"staged": ')
    folder, before = remade(place, tmp_path / "here")
    with pytest.raises(ReportError, match="--resume"):
        put_back(place, job, folder, before, result("11"))
    finish_all(place)
    write(place, SESSION, b"two")
    put_back(place, replace(job, session="two"), folder, before, result("22"))
    assert standing(place) == NEW


def test_a_file_is_created_once(place: Place) -> None:
    assert create(place, ".batch/x.json", b"first")
    assert not create(place, ".batch/x.json", b"second")
    assert read(place, ".batch/x.json") == b"first"
    assert names_under(place, ".batch") == ["session", "x.json"]


def test_a_name_that_leads_out_of_the_client_is_not_copied(tmp_path: Path) -> None:
    pytest.importorskip("fsspec")
    place = place_at(f"memory://{uuid.uuid4().hex}")
    for name in ("engagement.toml", "data/..\\..\\evil.txt"):
        write(place, f"clients/acme/{name}", b"x")
    fetched(place, "acme", tmp_path)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["engagement.toml"]


def test_a_place_that_cannot_be_reached_is_told_in_words(tmp_path: Path) -> None:
    pytest.importorskip("fsspec")
    with pytest.raises(WorkspaceError, match="nowhere://x cannot be reached"):
        place_at("nowhere://x")
    with pytest.raises(WorkspaceError, match="no folder 'clients'"):
        clients_at(place_at(f"memory://{uuid.uuid4().hex}"))
    with pytest.raises(WorkspaceError, match="no folder 'clients'"):
        clients_at(place_at(f"file://{tmp_path.as_posix()}/absent"))
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(WorkspaceError, match="cannot be used"):
        write(place_at(as_address(tmp_path / "file")), "x/y.json", json.dumps({}).encode())
