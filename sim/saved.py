"""A run put by: everything that it has come to, in one file, to go on from on another day. Nothing in such a file is ever executed."""

from __future__ import annotations

import io
import json
import os
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from sim.capitals.capital import Capital
from sim.digest import model_digest
from sim.model import MandateModel
from sim.scenario.load import load, written_out
from sim.scenario.refusal import ScenarioRefused, refuse
from sim.world.arrays import GIVEN, World, arrays_of, with_attributes

FORMAT = "corridor run 1"


def save(model: MandateModel, path: str | os.PathLike[str]) -> None:
    """Write a run as it stands to a file (npz), whole or not at all; `resume` goes on from there."""
    about = {
        "format": FORMAT,
        "model": model_digest(),
        "seed": model.seed,
        "scenario": written_out(model.case),
        "own_notes": model.own_notes,
        "own_kinds": sorted(kind.__name__ for kind in model.own_kinds),
    }
    content = io.BytesIO()
    text = np.array(json.dumps(about, default=str))
    np.savez_compressed(content, allow_pickle=False, about=text, **_kept(model.world))
    target = Path(path)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.getvalue())
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def resume(path: str | os.PathLike[str], *, capitals: Iterable[type[Capital]] = ()) -> MandateModel:
    """The model of a saved run, to go on from where it was; ScenarioRefused says why a file cannot be one.

    capitals: a user's own classes, where the run had any; what they keep in attributes of their own is not in the file.
    """
    arrays, about = _read(Path(path))
    model = MandateModel(load(about["scenario"]), about["seed"], ledger=len(arrays.get("decisions", ())) > 0, capitals=capitals)
    if sorted(kind.__name__ for kind in model.own_kinds) != about["own_kinds"]:
        raise refuse("capitals", None, f"the run had its own {', '.join(about['own_kinds']) or 'none'}; pass the same classes")
    if set(_kept(model.world)) != set(arrays):
        raise refuse("", str(path), "does not hold the arrays of a run")
    phase = int(arrays["zone"]["phase"][0])
    for _, scenario in model.case.phases()[1 : phase + 1]:
        model.amend(scenario)
    model.world = _filled(model.world, arrays, path)
    model.own_notes = [tuple(note) for note in about["own_notes"]]
    model.views.follow()
    return model


def _kept(world: World) -> dict[str, np.ndarray]:
    """State and records by name."""
    return {name: np.asarray(table) for name, table in arrays_of(world).items() if name.split(".")[0] not in GIVEN}


def _read(path: Path) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """The arrays of a file and what it says of itself, judged."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as found:
            arrays = {name: found[name] for name in found.files}
        about = json.loads(str(arrays.pop("about")))
        is_ours = about["format"] == FORMAT
        about = {name: about[name] for name in ("format", "model", "seed", "scenario", "own_notes", "own_kinds")}
    except FileNotFoundError:
        raise refuse("", str(path), "there is no such file") from None
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        raise refuse("", str(path), "is not a saved run, or was cut short") from None
    if not is_ours:
        raise refuse("", str(path), "is not a saved run of this kind")
    if about["model"] != model_digest():
        raise refuse("", str(path), "was saved by another version of the model, which would not go on alike; run it again from the start")
    return arrays, about


def _filled(world: World, arrays: dict[str, np.ndarray], path: str | os.PathLike[str]) -> World:
    """The world with the arrays of a file in the place of its own; growing tables may be longer."""
    own = _kept(world)
    for name, table in own.items():
        if arrays[name].dtype != table.dtype or arrays[name].ndim != table.ndim:
            raise refuse("", str(path), f"holds {name} in another form")
    found = {}
    for name, value in world._asdict().items():
        if name in GIVEN:
            found[name] = value
        elif isinstance(value, tuple):
            found[name] = type(value)(*(with_attributes(arrays[f"{name}.{part}"]) for part in value._fields))
        else:
            found[name] = with_attributes(arrays[name])
    _check_lengths(world, found, path)
    return World(**found)


def _check_lengths(world: World, found: dict[str, Any], path: str | os.PathLike[str]) -> None:
    """Tables of fixed length have that of this world: rules trust it."""
    growing = {"incidents", "decisions", "teams", "traffic", "leavers", "exits"}
    for name, value in world._asdict().items():
        if name not in growing and not isinstance(value, tuple) and found[name].shape != value.shape:
            raise refuse("", str(path), f"holds {name} for another world")
    n = len(world.households)
    for rows in (found["leavers"].rows, found["traffic"].vehicles):
        if 0 < len(rows) < n:
            raise refuse("", str(path), "holds a road for another world")


__all__ = ["ScenarioRefused", "resume", "save"]
