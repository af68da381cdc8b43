"""Promises about exogenous series, and what is refused of them."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from sim.geography import find_series, read_series, series_names
from sim.scenario.refusal import ScenarioRefused

PLACES = Path(__file__).parents[1] / "configs" / "places"
SPANS = {"nagorno_karabakh": (date(2020, 11, 10), 1_310), "enclave": (date(2000, 1, 3), 1_060)}
FILES = sorted(PLACES.glob("*/series/*.yaml"))
HEAD = "title: t\nvariable: distraction\nshape: {}\nstatus: assumption\nreasoning: r\nsource: s\npoints:\n"


def point(day: str, value: object) -> str:
    return f"  - {{date: {day}, value: {value}, why: w}}\n"


def written(folder: Path, *points: str, shape: str = "steps") -> Path:
    path = folder / "d.yaml"
    path.write_text(HEAD.format(shape) + "".join(points))
    return path


@pytest.mark.parametrize("place", SPANS)
@pytest.mark.parametrize("variable", ["distraction", "ties"])
def test_a_place_has_three_different_codings_of_each_variable_over_its_whole_span(place, variable):
    start, days = SPANS[place]
    every = [read_series(path) for path in FILES if path.parent.parent.name == place]
    dailies = [series.daily(start, days) for series in every if series.variable == variable]
    assert len({daily.tobytes() for daily in dailies}) >= 3
    assert all(daily.dtype == np.float64 and (0 <= daily).all() and (daily <= 1).all() for daily in dailies)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_every_coding_gives_its_reasons(path):
    series = read_series(path)
    assert series.name == path.stem
    assert series.variable == path.stem.partition("_")[0]
    assert len(series.reasoning) > 40 and series.source
    assert all(len(why) > 5 for why in series.whys)
    assert set(series.statuses) <= {"sourced", "recalled", "assumption"}


def test_the_flat_test_is_flat():
    for place, (start, days) in SPANS.items():
        assert not find_series(PLACES / place, "distraction_flat", "distraction").daily(start, days).any()


def test_steps_hold_from_their_day_on(tmp_path):
    points = [point("2001-01-01", 0.1), point("2001-01-04", 0.5), point("2001-01-06", 0.9)]
    series = read_series(written(tmp_path, *points))
    assert series.daily(date(2001, 1, 1), 6).tolist() == [0.1, 0.1, 0.1, 0.5, 0.5, 0.9]
    assert series.daily(date(2001, 1, 3), 2).tolist() == [0.1, 0.5]


def test_lines_run_straight_between_their_days(tmp_path):
    points = [point("2001-01-01", 0), point("2001-01-05", 1), point("2001-01-07", 0.5)]
    series = read_series(written(tmp_path, *points, shape="linear"))
    assert series.daily(date(2001, 1, 1), 7).tolist() == [0, 0.25, 0.5, 0.75, 1, 0.75, 0.5]


@pytest.mark.parametrize(("start", "days"), [(date(2000, 12, 31), 2), (date(2001, 1, 1), 7), (date(2001, 2, 1), 1)])
def test_a_series_too_short_for_the_scenario_is_refused(tmp_path, start, days):
    series = read_series(written(tmp_path, point("2001-01-01", 0.1), point("2001-01-06", 0.9)))
    last = start + timedelta(days - 1)
    words = f"series d, points: covers 2001-01-01 to 2001-01-06, but the scenario needs {start} to {last}"
    with pytest.raises(ScenarioRefused, match=words):
        series.daily(start, days)


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ([("2001-01-02", 0), ("2001-01-01", 0)], "points.2.date: 2001-01-01 is earlier than 2001-01-02"),
        ([("2001-01-01", 0), ("2001-01-01", 0)], "points.2.date: 2001-01-01 is given twice"),
        ([("2001-01-01", 0), ("2001-01-02", 1.5)], "1.5 is outside 0 to 1"),
        ([("2001-01-01", 0), ("2001-01-02", -0.1)], "-0.1 is outside 0 to 1"),
        ([("2001-01-01", 0), ("2001-01-02", ".nan")], "points"),
        ([("2001-01-01", 0), ("2001-01-02", ".inf")], "points"),
        ([("2001-01-01", 0), ("2001-01-02", "high")], "points"),
        ([("2001-01-01", 0), ("2001-02-30", 0)], "2001-02-30"),
        ([("2001-01-01", 0)], "points: needs at least two points"),
    ],
)
def test_points_that_make_no_sense_are_refused(tmp_path, points, words):
    with pytest.raises(ScenarioRefused) as refused:
        read_series(written(tmp_path, *(point(*each) for each in points)))
    assert words in str(refused.value)


def test_a_misspelt_key_and_a_missing_reason_are_both_named(tmp_path):
    path = written(tmp_path, point("2001-01-01", 0), point("2001-01-02", 0))
    path.write_text(path.read_text().replace("reasoning", "reasonning").replace("source: s\n", ""))
    with pytest.raises(ScenarioRefused) as refused:
        read_series(path)
    assert {"reasonning", "source"} <= {problem.name for problem in refused.value.problems}


def test_ties_cannot_stand_in_for_distraction():
    with pytest.raises(ScenarioRefused, match="measures ties; distraction is needed here"):
        find_series(PLACES / "enclave", "ties_steady", "distraction")


def test_a_misspelt_series_is_refused_with_the_nearest_name():
    words = "has no series named 'distraction_rizing'; did you mean distraction_rising"
    with pytest.raises(ScenarioRefused, match=words):
        find_series(PLACES / "enclave", "distraction_rizing")


def test_a_series_name_cannot_climb_out_of_its_place():
    with pytest.raises(ScenarioRefused, match="has no series named"):
        find_series(PLACES / "enclave", "../../nagorno_karabakh/series/ties_trade")


def test_a_file_of_ones_own_is_taken_where_a_name_is(tmp_path):
    path = written(tmp_path, point("2001-01-01", 0.1), point("2001-01-06", 0.9))
    assert find_series(PLACES / "enclave", str(path), "distraction").title == "t"
    assert "d" not in series_names(PLACES / "enclave")
