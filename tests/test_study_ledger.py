"""The ledger: every run exactly once, whatever happens to those who write it."""

import json
import os
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from toy_studies import ARMS, every, keys, lived, plan, runs

from experiments import study
from experiments.folder import NotWritten
from experiments.study import session, supply
from experiments.study.ledger import Ledger
from experiments.study.lock import LedgerBusy, Lock, holder
from experiments.study.schema import OWN
from sim.outcomes import UNITS
from sim.scenario.refusal import ScenarioRefused

SERIES = ["access_level", "stock_days"]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> Path:
    """A small study with daily series, lived without any disturbance."""
    folder = tmp_path_factory.mktemp("undisturbed")
    lived(plan(daily=SERIES).design, folder)
    return folder


@pytest.fixture
def copy(undisturbed, tmp_path) -> Path:
    """The same ledger, to be tampered with."""
    return Path(shutil.copytree(undisturbed, tmp_path / "ledger"))


def daily(folder: Path) -> pa.Table:
    return study.results(folder).daily(SERIES)


class Killed(BaseException):
    """A process that ends here and does nothing more."""


def dying(monkeypatch, at: int, is_before: bool) -> None:
    """The process dies at its nth rename or removal, before or after it; from then on it can do nothing."""
    count = [0]

    def deadly(act):
        def instead(*args, **kwargs):
            count[0] += 1
            if count[0] > at or (count[0] == at and is_before):
                raise Killed
            done = act(*args, **kwargs)
            if count[0] == at:
                raise Killed
            return done

        return instead

    monkeypatch.setattr(os, "replace", deadly(os.replace))
    monkeypatch.setattr(Path, "unlink", deadly(Path.unlink))


@pytest.mark.parametrize("is_before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("at", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 17, 20, 24, 28, 32])
def test_a_process_that_dies_at_any_step_loses_at_most_its_batch_and_the_next_one_goes_on(
    undisturbed, tmp_path, monkeypatch, at, is_before
):
    design, folder = plan(daily=SERIES).design, tmp_path / "ledger"
    monkeypatch.setattr(session, "FOLD_AT", 3)
    with monkeypatch.context() as patched:
        dying(patched, at, is_before)
        try:
            lived(design, folder)
        except Killed:
            pass
    if any((folder / "runs").glob("*")) or any(folder.glob("batches/runs/batch*")):
        there = keys(folder) if (folder / "manifest.json").exists() else []
        assert len(there) == len(set(there)) and set(there) <= set(every(design))
    lived(design, folder)
    assert keys(folder) == every(design)
    assert runs(folder).equals(runs(undisturbed))
    assert daily(folder).equals(daily(undisturbed))
    assert not list(folder.rglob(".unfinished*")) and not list(folder.glob("batches/*/*"))


@pytest.mark.parametrize("is_before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("at", [2, 3, 4, 5, 6, 7, 8, 10, 13])
def test_a_process_that_dies_while_it_makes_room_for_other_arms_loses_nothing(copy, monkeypatch, at, is_before):
    arms = {**ARMS, "strong": {"mandate": "un_chapter_vi"}, "many_posts": {"settings": {"resources.posts": 60}}}
    design = plan(arms=arms, daily=SERIES).design
    plain = [row for row in runs(copy).to_pylist() if row["arm"] == "plain"]
    with monkeypatch.context() as patched:
        dying(patched, at, is_before)
        try:
            lived(design, copy)
        except Killed:
            pass
    assert {("plain", world) for world in range(1, 5)} <= set(keys(copy)) and len(keys(copy)) == len(set(keys(copy)))
    lived(design, copy)
    assert keys(copy) == every(design) and len(pq.read_table(copy / "daily")) == 12 * 20
    found = {row["run_id"]: row for row in runs(copy).to_pylist()}
    assert all(found[row["run_id"]] == {**row, "resources.posts": found[row["run_id"]]["resources.posts"]} | {
        name: found[row["run_id"]][name] for name in found[row["run_id"]] if name not in row} for row in plain)  # fmt: skip
    assert len({one for path in (copy / "aside").glob("runs-*") for one in pq.read_table(path)["run_id"].to_pylist()}) == 4


def test_the_table_has_every_column_with_its_unit_and_is_read_in_one_line(undisturbed):
    import pandas

    polars = pytest.importorskip("polars")
    part = next((undisturbed / "runs").glob("*.parquet"))
    fields = pq.read_schema(part)
    assert set(OWN) | set(UNITS) | {"theory.pi", "mandate"} <= set(fields.names)
    assert all(field.metadata[b"description"] for field in fields)
    assert fields.field("cost_musd").metadata[b"unit"] == b"million US$"
    assert len(pandas.read_parquet(undisturbed / "runs")) == len(polars.read_parquet(undisturbed / "runs/*.parquet")) == 8
    floats = [
        one for one in range(pq.read_metadata(part).num_columns) if pq.read_metadata(part).schema.column(one).physical_type == "DOUBLE"
    ]
    group = pq.read_metadata(part).row_group(0)
    assert all("BYTE_STREAM_SPLIT" in group.column(one).encodings and group.column(one).compression == "ZSTD" for one in floats)


def test_daily_series_are_compact_and_complete(undisturbed):
    found = pq.read_table(undisturbed / "daily")
    assert len(found) == 8 * 20
    assert [found.schema.field(name).type for name in ("day", *SERIES)] == [pa.int32(), pa.int32(), pa.float32()]


def test_inputs_stand_beside_outcomes_as_each_world_drew_them(undisturbed):
    from sim.world.draw import draw_numbers

    found, design = runs(undisturbed).to_pylist(), plan(daily=SERIES).design
    for row in found:
        arm = next(one for one in design.arms if one.name == row["arm"])
        drawn = draw_numbers(design.scenario(arm), row["world"])
        assert row["theory.pi"] == drawn["theory.pi"] and row["seed"] == row["world"]
    assert {(row["arm"], row["mandate.roe"]) for row in found} == {("plain", "self_defence"), ("strong", "enforce_access")}


def test_the_manifest_tells_versions_configuration_command_machine_and_times(undisturbed):
    about = json.loads((undisturbed / "manifest.json").read_text(encoding="utf-8"))
    last = about["sessions"][-1]
    assert about["corridor"] == runs(undisturbed)["version"][0].as_py()
    assert last["how"] == "finished" and last["began"] <= last["ended"] and last["runs"] == 8
    assert last["machine"]["cores"] and last["packages"]["numpy"] and last["command"]
    assert (undisturbed / "designs" / f"{about['design']}.json").exists()


def test_a_truncated_part_is_set_aside_and_its_runs_are_done_again(undisturbed, copy):
    part = next((copy / "runs").glob("*.parquet"))
    part.write_bytes(part.read_bytes()[:-200])
    progress, told = lived(plan(daily=SERIES).design, copy)
    assert progress.n_lived == 8
    assert any("is damaged: moved to" in line and "done again" in line for line in told)
    assert (copy / "aside" / f"{part.name}.broken").exists()
    assert runs(copy).equals(runs(undisturbed)) and daily(copy).equals(daily(undisturbed))


def test_a_flipped_byte_inside_a_part_is_found(undisturbed, copy):
    part = next((copy / "runs").glob("*.parquet"))
    data = bytearray(part.read_bytes())
    data[2000] ^= 0xFF
    part.write_bytes(bytes(data))
    progress, _ = lived(plan(daily=SERIES).design, copy)
    assert progress.n_lived == 8 and runs(copy).equals(runs(undisturbed))


def test_a_reader_is_told_which_files_it_had_to_leave_out(copy):
    part = next((copy / "runs").glob("*.parquet"))
    part.write_bytes(part.read_bytes()[:-200])
    results = study.results(copy)
    assert len(results.table()) == 0
    assert results.strange == [f"runs/{part.name}"]


def test_lost_daily_series_are_lived_again(undisturbed, copy):
    next((copy / "daily").glob("*.parquet")).unlink()
    progress, _ = lived(plan(daily=SERIES).design, copy)
    assert progress.n_lived == 8
    assert keys(copy) == every(plan(daily=SERIES).design) and daily(copy).equals(daily(undisturbed))


def test_a_foreign_file_is_told_not_counted_and_not_touched(copy):
    foreign = copy / "runs" / "mine.parquet"
    pq.write_table(pa.table({"x": [1]}), foreign)
    (copy / "runs" / "notes.txt").write_text("hands off", encoding="utf-8")
    before = foreign.read_bytes()
    progress, told = lived(plan(worlds=5, daily=SERIES).design, copy)
    assert progress.n_lived == 2
    assert sum("was not written by Corridor" in line for line in told) == 2
    assert foreign.read_bytes() == before and len(keys(copy)) == 10


def test_a_foreign_file_under_our_name_is_moved_aside(undisturbed, copy):
    pq.write_table(pa.table({"run_id": ["0" * 16]}), copy / "runs" / "part-00002.parquet")
    _, told = lived(plan(daily=SERIES).design, copy)
    assert any("was not written by Corridor: moved to" in line for line in told)
    assert runs(copy).equals(runs(undisturbed))


def test_more_worlds_and_more_arms_cost_only_the_new_runs(copy):
    first = runs(copy)
    assert lived(plan(worlds=6, daily=SERIES).design, copy)[0].n_lived == 4
    more = {**ARMS, "many_posts": {"settings": {"resources.posts": 60}}}
    progress, _ = lived(plan(worlds=6, arms=more, daily=SERIES).design, copy)
    assert progress.n_lived == 6
    found = runs(copy)
    assert set(found.to_pandas().groupby("arm")["resources.posts"].unique().map(list).map(tuple).items()) >= {("many_posts", (60,))}
    assert found["resources.posts"].null_count == 0  # a new input is filled in for the arms that were there before
    kept = {row["run_id"]: row for row in found.to_pylist()}
    assert all(kept[row["run_id"]][name] == row[name] for row in first.to_pylist() for name in ("arm", "world", *UNITS))


def test_an_arm_under_other_settings_is_other_runs_and_the_old_ones_are_kept_aside(copy):
    other = {**ARMS, "strong": {"mandate": "un_chapter_vi"}}
    progress, told = lived(plan(arms=other, daily=SERIES).design, copy)
    assert progress.n_lived == 4
    assert any("4 runs of another version or of other settings are moved to aside" in line for line in told)
    assert keys(copy) == every(plan(arms=other).design)
    assert len(daily(copy)) == 8 * 20 and len(pq.read_table(copy / "daily")) == 8 * 20
    assert sum(len(pq.read_table(path)) for path in (copy / "aside").glob("runs-*")) == 4


def test_another_version_of_the_model_never_mixes_with_the_first(copy, monkeypatch):
    from experiments.study import design, work

    for module in (design, work):
        monkeypatch.setattr(module, "version", lambda: "9.9.9+other")
    progress, told = lived(plan(daily=SERIES).design, copy)
    assert progress.n_lived == 8 and any("8 runs of another version" in line for line in told)
    assert set(runs(copy)["version"].to_pylist()) == {"9.9.9+other"}


def test_two_writers_on_one_ledger_the_second_is_told_who_holds_it(copy):
    with Lock(copy, "corridor study run first"):
        assert "corridor study run first" in holder(copy)
        with pytest.raises(LedgerBusy, match=rf"process {os.getpid()} .*corridor study run first"):
            lived(plan(worlds=5, daily=SERIES).design, copy)
    assert holder(copy) == ""
    assert lived(plan(worlds=5, daily=SERIES).design, copy)[0].n_lived == 2


def test_a_folder_of_other_things_is_refused_and_nothing_is_written(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ScenarioRefused, match="no study of Corridor's put there"):
        lived(plan().design, tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["thesis.txt"]
    with pytest.raises(ScenarioRefused, match="a file; give a folder"):
        lived(plan().design, tmp_path / "thesis.txt")


def test_a_refused_study_writes_nothing(tmp_path):
    place = {"plain": {"settings": {"codings.distraction": "no_such_series"}}}
    with pytest.raises(ScenarioRefused):
        lived(plan(arms=place).design, tmp_path / "ledger")
    assert not (tmp_path / "ledger").exists()


def test_a_write_that_fails_is_told_and_leaves_the_ledger_whole(undisturbed, tmp_path, monkeypatch):
    design, folder = plan(daily=SERIES).design, tmp_path / "ledger"
    honest, count = os.fsync, [0]

    def full(handle):
        count[0] += 1
        if count[0] > 9:
            raise OSError(28, "No space left on device")
        honest(handle)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        patched.setattr(supply, "LEAST_SECONDS", 0.0)
        with pytest.raises(NotWritten, match="the disk is full; what is in it is whole, and the same command goes on"):
            lived(design, folder)
    there = keys(folder)
    assert 0 < len(there) < 8 and len(set(there)) == len(there)
    assert not list(folder.rglob("*.broken"))
    progress, _ = lived(design, folder)
    assert progress.n_lived == 8 - len(there)
    assert runs(folder).equals(runs(undisturbed))


def test_a_reader_finds_every_run_once_while_batches_wait_to_be_folded(copy, monkeypatch):
    from experiments.study.shelf import Shelf

    with monkeypatch.context() as patched:
        patched.setattr(Shelf, "fold", lambda self: 0)
        lived(plan(worlds=7, daily=SERIES).design, copy)
    assert list((copy / "batches" / "runs").glob("*.parquet"))
    assert keys(copy) == every(plan(worlds=7).design)
    late = next((copy / "batches" / "runs").glob("*.parquet"))
    shutil.copy(late, late.with_name("batch-0123456789abcdef.parquet"))  # a worker given up for dead, that wrote after all
    assert keys(copy) == every(plan(worlds=7).design)
    assert lived(plan(worlds=7, daily=SERIES).design, copy)[0].n_lived == 0
    assert len(runs(copy)) == 14


def test_parts_grow_to_a_size_and_then_a_new_one_begins(tmp_path, monkeypatch):
    from experiments.study import shelf

    monkeypatch.setitem(shelf.FULL, "runs", 5)
    monkeypatch.setattr(session, "FOLD_AT", 2)
    monkeypatch.setattr(supply, "LEAST_SECONDS", 0.0)
    lived(plan().design, tmp_path / "ledger")
    sizes = [pq.read_metadata(path).num_rows for path in Ledger(tmp_path / "ledger").runs.parts()]
    assert sum(sizes) == 8 and max(sizes) <= 5 and len(sizes) > 1
