"""Small cases for the tests of contrast cases: invented missions of a month, told by a few fields."""

from typing import Any

import pytest

from experiments.evidence.missions import Case, place
from sim.scenario.refusal import judge

BASICS = {
    "begins": "2001-01-01",
    "ends": "2001-02-05",
    "lead": "organisation",
    "contributors": 2,
    "troops": 800,
    "population": 9000,
    "area_km2": 900.0,
    "line_km": 90.0,
    "lifeline": "several_roads",
    "legal_basis": "unsc_chapter_vi",
    "host_consent": "formal",
    "other_consent": "formal",
    "armed_actor_is_host": False,
    "armed_side_decides": False,
    "roe": "self_defence",
    "coalition_score": 0.5,
    "reinforcement": "treaty",
    "deployment": "on_the_line",
}


def fact(value: Any) -> dict[str, Any]:
    """A fact with a source, as plain data."""
    return {"value": value, "strength": "assumption", "source": "invented"}


def data_of(**changes: Any) -> dict[str, Any]:
    """The plain data of a toy case; a change to None leaves a field out."""
    fields = {name: value for name, value in {**BASICS, **changes}.items() if value is not None}
    return {"title": "A toy", **{name: fact(value) for name, value in fields.items()}}


def case_of(**changes: Any) -> Case:
    """A toy case."""
    return judge(Case, data_of(**changes))


@pytest.fixture
def own_cache(tmp_path, monkeypatch):
    """Abstract places go to a folder of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    place.home.cache_clear()
    yield tmp_path
    place.home.cache_clear()
