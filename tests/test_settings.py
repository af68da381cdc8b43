"""A setting is declared once, and the declaration is kept."""

import copy
import pickle
from datetime import date
from typing import Literal

import pytest

from sim.scenario.glossary import describe_settings
from sim.scenario.refusal import ScenarioRefused, judge
from sim.scenario.root import Scenario
from sim.scenario.settings import Settings, as_data, flat_numbers, setting


class Inner(Settings):
    count: int = setting(3, "teams", 0, 10, source="a book", status="sourced", help="How many.")
    share: float = setting(0.5, "share", 0, 1, source="a guess")
    is_open: bool = setting(True, "yes or no", source="a guess")
    lengths: tuple[float, ...] = setting((1.0, 2.0), "km", 0, 5, source="a map")
    kind: Literal["a", "b"] = setting("a", "choice", source="a guess")
    word: str = setting("x", "choice", choices=("x", "y"), source="a guess")
    day: date = setting(date(2020, 1, 1), "date", date(2000, 1, 1), date(2030, 1, 1), source="a calendar")
    maybe: float | None = setting(None, "km", 0, 5, source="a guess")


class Outer(Settings):
    must: int = setting(..., "days", 1, source="the case")
    inner: Inner = Inner()
    many: dict[str, Inner] = {}  # noqa: RUF012  pydantic copies it


def outer(**given):
    return judge(Outer, {"must": 1, **given})


def said(**given):
    with pytest.raises(ScenarioRefused) as refusal:
        outer(**given)
    return str(refusal.value)


def test_a_whole_number_is_taken_for_a_decimal_setting_and_a_list_for_a_tuple():
    made = outer(inner={"share": 1, "lengths": [1, 2.5]})
    assert made.inner.share == 1.0 and type(made.inner.share) is float
    assert made.inner.lengths == (1.0, 2.5)


@pytest.mark.parametrize("given", [date(2020, 11, 10), "2020-11-10"])
def test_a_date_is_taken_as_a_date_or_as_iso_text(given):
    assert outer(inner={"day": given}).inner.day == date(2020, 11, 10)


@pytest.mark.parametrize("field", ["count", "share"])
@pytest.mark.parametrize("value", ["1", True, None, [1], {"a": 1}])
def test_nothing_is_turned_into_a_number(field, value):
    assert f"inner.{field}: " in said(inner={field: value})


@pytest.mark.parametrize("value", [0, 1, "true", "yes", None])
def test_nothing_is_turned_into_a_truth(value):
    assert "inner.is_open: " in said(inner={"is_open": value})


def test_a_list_of_named_entries_is_the_mapping_by_name():
    by_list = outer(many=[{"name": "north", "count": 1}, {"name": "south"}])
    assert by_list == outer(many={"north": {"count": 1}, "south": {}})
    assert list(by_list.many) == ["north", "south"]


def test_settings_are_frozen_down_to_their_mappings():
    made = outer(many={"north": {}})
    with pytest.raises(ValueError, match="frozen"):
        made.inner.count = 4
    for change in (
        lambda m: m.update(x=1),
        lambda m: m.pop("north"),
        lambda m: m.__setitem__("x", 1),
        lambda m: m.clear(),
    ):
        with pytest.raises(TypeError, match="frozen"):
            change(made.many)


def test_settings_can_be_copied_pickled_and_made_again_from_their_data():
    made = outer(many={"north": {"count": 1}}, inner={"lengths": [3]})
    assert copy.deepcopy(made) == pickle.loads(pickle.dumps(made)) == judge(Outer, as_data(made)) == made


@pytest.mark.parametrize(
    ("default", "low", "high"),
    [(5, 0, 4), (-1, 0, None), (float("nan"), None, None), (float("inf"), 0, None), ((1.0, 9.0), 0, 5)],
)
def test_a_default_outside_its_own_range_is_refused_when_declared(default, low, high):
    with pytest.raises(ValueError):
        setting(default, "km", low, high, source="a guess")


def test_a_status_that_is_none_of_three_is_refused_when_declared():
    with pytest.raises(ValueError, match="status"):
        setting(1, "km", source="a guess", status="certain")


def test_numbers_and_truths_are_listed_by_dotted_name():
    flat = flat_numbers(outer(many={"north": {"count": 7}}))
    assert flat["inner.count"] == 3 and flat["many.north.count"] == 7 and flat["inner.is_open"] is True
    assert "inner.kind" not in flat and "inner.day" not in flat


def test_the_glossary_tells_what_was_declared():
    lines = {line.name: line for line in describe_settings(Outer)}
    count = lines["many.<name>.count"]
    assert (count.kind, count.unit, count.default, count.low, count.high) == ("whole number", "teams", 3, 0, 10)
    assert (count.source, count.status, count.help) == ("a book", "sourced", "How many.")
    assert lines["inner.kind"].choices == ("a", "b") and lines["inner.word"].choices == ("x", "y")
    assert lines["must"].is_required and lines["must"].default is None
    assert lines["inner.lengths"].kind == "list of numbers"


def test_every_setting_of_a_scenario_has_unit_source_status_and_meaning():
    for line in describe_settings(Scenario):
        assert line.unit and line.source and line.help, line.name
        assert line.status in ("sourced", "recalled", "assumption"), line.name


def test_every_number_of_a_scenario_has_a_range():
    for line in describe_settings(Scenario):
        is_number = line.kind.startswith(("number", "whole number"))
        is_of_another = line.unit.startswith("the setting's")
        assert not is_number or is_of_another or (line.low is not None and line.high is not None), line.name
