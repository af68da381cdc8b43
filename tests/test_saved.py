"""A run put by in a file goes on as if it had never stopped; what is no such file is refused and never executed."""

import pickle

import numpy as np
import pytest
from toy_worlds import DISTRACTED, WAR, differences, live

from sim import resume, save
from sim.capitals.host_state import HostState
from sim.scenario.refusal import ScenarioRefused


class Patient(HostState):
    """A host of one's own."""


@pytest.mark.parametrize("day", [0, 30, 91, 200, 500])
@pytest.mark.parametrize("scenario", [WAR, DISTRACTED], ids=["war", "distracted"])
def test_a_run_goes_on_as_if_it_had_never_stopped(scenario, day, tmp_path):
    model = live(scenario, 1, day, ledger=True)
    save(model, tmp_path / "run.npz")
    again = resume(tmp_path / "run.npz")
    for one in (model, again):
        one.advance(10_000)
    assert differences(model, again) == [] and model.ledger == again.ledger
    assert list(tmp_path.iterdir()) == [tmp_path / "run.npz"]


def test_an_amended_run_goes_on_under_what_holds(tmp_path):
    scenario = WAR.with_(
        settings={"amendments": [{"day": 50, "guarantees": "coalition_tripwire"}, {"day": 200, "mandate": "un_chapter_vi"}]}
    )
    straight, model = live(scenario, 2), live(scenario, 2, 100)
    save(model, tmp_path / "run.npz")
    again = resume(tmp_path / "run.npz")
    assert len(again.guarantors) == 1
    again.advance(10_000)
    assert differences(straight, again) == []


def test_capitals_of_ones_own_must_be_passed_again(tmp_path):
    save(live(WAR, 1, 30, capitals=[Patient]), tmp_path / "run.npz")
    with pytest.raises(ScenarioRefused, match="pass the same classes"):
        resume(tmp_path / "run.npz")
    assert resume(tmp_path / "run.npz", capitals=[Patient]).day == 30


class Hostile:
    def __reduce__(self):
        return (pytest.fail, ("executed",))


def changed(path, **arrays):
    with np.load(path, allow_pickle=False) as found:
        content = {name: found[name] for name in found.files} | arrays
    np.savez(path, **{name: value for name, value in content.items() if value is not None})


def test_what_is_no_saved_run_is_refused(tmp_path):
    path = tmp_path / "run.npz"
    save(live(WAR, 1, 30), path)
    whole = path.read_bytes()
    cases = {
        "there is no such file": lambda: path.unlink(),
        "or was cut short": lambda: path.write_bytes(whole[: len(whole) // 2]),
        "is not a saved run": lambda: path.write_bytes(b"GIF89a"),
        "not a saved run, or": lambda: path.write_bytes(pickle.dumps(Hostile())),
        "saved run, or was": lambda: changed(path, about=np.array([Hostile()], dtype=object)),
        "does not hold the arrays": lambda: changed(path, zone=None),
        "in another form": lambda: changed(path, units=np.zeros(3)),
        "for another world": lambda: changed(path, wanting=np.zeros(3, np.int32)),
        "another version of the model": lambda: changed(path, about=np.array(text(whole, tmp_path).replace('"model": "', '"model": "0'))),
    }
    for said, harm in cases.items():
        path.write_bytes(whole)
        harm()
        with pytest.raises(ScenarioRefused, match=said):
            resume(path)


def text(whole, folder):
    (folder / "whole.npz").write_bytes(whole)
    with np.load(folder / "whole.npz", allow_pickle=False) as found:
        return str(found["about"])


def test_a_full_disk_leaves_the_file_that_was_there(tmp_path, monkeypatch):
    path = tmp_path / "run.npz"
    path.write_text("before")
    monkeypatch.setattr("sim.saved.os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space"):
        save(live(WAR, 1, 1), path)
    assert [one.name for one in tmp_path.iterdir()] == ["run.npz"] and path.read_text() == "before"
