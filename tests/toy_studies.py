"""Small studies to make promises about: two arms of the enclave, a few worlds of three weeks, and how to read what is left."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from experiments import study
from experiments.study.design import Design
from experiments.study.file import Engine
from experiments.study.layout import Laid
from experiments.study.session import Progress, live

DAYS = 20
ARMS = {"plain": {}, "strong": {"mandate": "un_chapter_vii_access"}}


def plan(worlds: int = 4, arms: dict | None = None, **more) -> Laid:
    """A study of so many worlds, laid out."""
    return study.read({"arms": ARMS if arms is None else arms, "settings": {"horizon_days": DAYS}, **more}, worlds=worlds)


def lived(design: Design, folder: Path, kind: str = "inline", workers: int = 1, **options) -> tuple[Progress, list[str]]:
    """A study lived into a folder, and what was told on the way."""
    told: list[str] = []
    return live(design, folder, Engine(kind=kind, workers=workers), tell=told.append, **options), told


def runs(folder: Path) -> pa.Table:
    """What the one documented line reads, in order: every run of the table, none of those that still wait."""
    return pq.read_table(folder / "runs").sort_by([("arm", "ascending"), ("world", "ascending")])


def keys(folder: Path) -> list[tuple[str, int]]:
    """The runs that any reader finds, waiting or folded in, each as often as it finds them."""
    found = study.results(folder).sql("select arm, world from runs order by arm, world")
    return list(zip(found["arm"].to_pylist(), found["world"].to_pylist(), strict=True))


def every(design: Design) -> list[tuple[str, int]]:
    """The runs of a design, each once."""
    return sorted((arm.name, world) for arm in design.arms for world in design.worlds)
