"""TRACE notes (Grimm et al. 2014) and answers of RAT-RS (Achter et al. 2022): why the model may be trusted, and how far."""

from __future__ import annotations

from typing import Literal

from experiments.protocol import not_for, parameters
from experiments.protocol.code import module_says
from experiments.protocol.data import tables_of
from experiments.protocol.odd import TEXTS, filled, made
from experiments.protocol.table import code
from sim.scenario.reader import read_yaml
from sim.scenario.refusal import judge
from sim.scenario.settings import Settings, setting

HERE = "the TRACE notes"
VERIFICATION = (
    "test_luck.py",
    "test_conservation.py",
    "test_promises.py",
    "test_luck_addresses.py",
    "test_uncompiled.py",
    "test_golden.py",
    "test_roads_reference.py",
    "test_roads_queues.py",
    "test_settings.py",
    "test_door_refusals.py",
    "test_layers.py",
    "test_mesa.py",
    "test_intervals.py",
    "test_study_ledger.py",
    "test_study_session.py",
    "test_rivals_sweeps.py",
    "test_docs.py",
)


class DataSet(Settings):
    """One set of data and the answers of RAT-RS on it."""

    name: str = setting(..., "text", source=HERE, help="What it is called.")
    files: tuple[str, ...] = setting(..., "patterns", source=HERE, help="Its files below configs; none where only numbers were taken over.")
    what: str = setting(..., "text", source=HERE, help="What it holds.")
    why: str = setting(..., "text", source=HERE, help="Why it and no other.")
    used: tuple[Literal["specification", "calibration", "validation"], ...] = setting(..., "list", source=HERE, help="What it served for.")
    how: str = setting(..., "text", source=HERE, help="How it entered the model.")
    weak: str = setting(..., "text", source=HERE, help="What is weak about it.")


class DataSets(Settings):
    """All sets of data."""

    data: tuple[DataSet, ...] = ()


def trace() -> str:
    """The whole of the notes as Markdown."""
    return filled(
        "trace",
        made=made("trace"),
        not_for=not_for.in_markdown(),
        tables=tables_of(),
        strengths=parameters.strengths(),
        data=[one.model_copy(update={"files": tuple(map(code, one.files))}) for one in data_sets()],
        verification=VERIFICATION,
        promise=promise,
    )


def data_sets() -> tuple[DataSet, ...]:
    """Every set of data that went into the model."""
    path = TEXTS / "data.yaml"
    return judge(DataSets, {"data": read_yaml(path, may_be_list=True)}, where=str(path)).data


def promise(name: str) -> str:
    """A file of tests with what it promises, e.g. test_conservation.py."""
    return f"`tests/{name}`: {module_says(f'tests/{name}')}."
