"""Every figure says its finding, names its units, stands in words too, and is the same bytes each time."""

import re

import numpy as np
import pytest
import toy_tables
from matplotlib.figure import Figure
from matplotlib.text import Text

from experiments import figures
from experiments.figures.flight import flight_hours
from experiments.figures.labels import spread
from experiments.figures.windows import in_words, onset_of_distraction, patrol_window

RECORD = {
    "datetime": ["2023-09-24T16:00", "2023-09-27T20:00", "2023-09-29T20:00"],
    "cumulative_persons": [30, 53_629, 98_625],
    "cumulative_vehicles": [np.nan, 10_985, 20_892],
}


@pytest.fixture(scope="module")
def tables():
    return toy_tables.tables() | {"outcomes": toy_tables.outcomes(), "baseline": "baseline", "record": RECORD}


@pytest.fixture(scope="module")
def drawn(tables):
    t = tables
    bands = {name: np.tile(t["daily"][name][::20], 3) for name in ("day", "persons_out")}
    bands["world"] = np.repeat([0, 1, 2], len(t["daily"]["day"][::20]))
    return {
        "map": figures.map_of_patrols_and_incidents(t["segments"], t["settlements"], t["incidents"]),
        "patrols": figures.patrols_against_incidents(t["segments"]),
        "escorts": figures.escorts_by_month(t["daily"]),
        "ladder": figures.ladder_timeline(t["daily"], t["incidents"], t["decisions"]),
        "supply": figures.supply(t["daily"]),
        "people": figures.people(t["daily"]),
        "exodus": figures.exodus_by_hour(t["exits"], RECORD),
        "arms": figures.arms(t["outcomes"], "baseline"),
        "paired": figures.paired_differences(t["outcomes"], "baseline"),
        "bands": figures.worlds_bands(bands),
    }


NAMES = ("map", "patrols", "escorts", "ladder", "supply", "people", "exodus", "arms", "paired", "bands")


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_says_its_finding_with_a_number(drawn, name):
    assert isinstance(drawn[name], Figure)
    assert re.search(
        r"\d", drawn[name].texts[0].get_text() + " ".join(text.get_text() for text in drawn[name].texts[:3])
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_has_words_for_those_who_cannot_see_it(drawn, name):
    assert len(figures.alt_text(drawn[name])) > 40


@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_smaller_than_eight_points(drawn, name):
    drawn[name].draw_without_rendering()
    sizes = [t.get_fontsize() for t in drawn[name].findobj(Text) if t.get_text().strip() and t.get_visible()]
    assert min(sizes) >= 8


@pytest.mark.parametrize("name", NAMES)
def test_no_text_runs_off_the_paper(drawn, name):
    figure = drawn[name]
    figure.draw_without_rendering()
    for text in figure.texts:
        box = text.get_window_extent()
        assert box.x0 >= 0 and box.x1 <= figure.bbox.x1 + 1 and box.y1 <= figure.bbox.y1 + 1


def test_headlines_follow_the_data(tables, drawn):
    assert "fell" in drawn["escorts"].texts[0].get_text()
    flat = tables["daily"] | {"distraction": np.full(toy_tables.DAYS, 0.2)}
    assert "was not drawn elsewhere" in figures.escorts_by_month(flat).texts[0].get_text()
    calm = tables["daily"] | {"access_level": np.zeros(toy_tables.DAYS)}
    assert "stayed open" in figures.supply(calm).texts[0].get_text()


def test_a_quiet_world_can_be_drawn_too(tables):
    none = {name: values[:0] for name, values in tables["incidents"].items()}
    quiet = tables["segments"] | {
        name: np.zeros(len(tables["segments"]["month"])) for name in ("incidents", "answered")
    }
    still = tables["daily"] | {"persons_out": np.zeros(toy_tables.DAYS)}
    figures.map_of_patrols_and_incidents(quiet, tables["settlements"], none)
    figures.patrols_against_incidents(quiet)
    figures.ladder_timeline(still, none)
    figures.people(still)
    figures.exodus_by_hour({name: values[:0] for name, values in tables["exits"].items()}, RECORD)


def test_all_figures_are_the_same_bytes_each_time(tables, tmp_path):
    first = figures.save_all(tables, tmp_path / "a")
    second = figures.save_all(tables, tmp_path / "b")
    assert [p.path.name for p in first] == [p.path.name for p in second]
    assert len(first) == 9
    for one, other in zip(first, second, strict=True):
        assert one.path.read_bytes() == other.path.read_bytes()
        assert one.alt == other.alt


def test_only_what_the_tables_hold_is_drawn(tables, tmp_path):
    found = figures.save_all({"daily": tables["daily"]}, tmp_path)
    assert {picture.path.stem for picture in found} == {"escorts", "supply", "people"}


def test_the_window_is_the_last_farming_season_before_the_road_was_obstructed(tables):
    assert in_words(patrol_window(tables["segments"])) == "March to August 2022"


def test_the_onset_is_where_distraction_rises_fastest(tables):
    found = onset_of_distraction(tables["daily"])
    assert abs((found - toy_tables.START).astype(int) - toy_tables.ONSET) <= 3


def test_the_flight_is_found_among_everyday_traffic():
    everyday = {
        "hour": np.arange(0, 4800, 12),
        "persons": np.full(400, 3),
        "vehicles": np.full(400, 1),
        "queue_vehicles": np.zeros(400),
    }
    flight = {
        "hour": np.arange(6000, 6100),
        "persons": np.full(100, 1000),
        "vehicles": np.full(100, 200),
        "queue_vehicles": np.zeros(100),
    }
    found = flight_hours({name: np.concatenate([everyday[name], flight[name]]) for name in flight})
    assert found["persons"].sum() == 100_000
    assert found["hour"][0] == 0


def test_labels_are_pushed_apart_and_stay_in_order():
    places = spread([0.1, 0.11, 0.12, 0.9], 0.05)
    assert np.all(np.diff(places) >= 0.05 - 1e-12)
    assert np.mean(places[:3]) == pytest.approx(0.11)
    assert places[3] == 0.9
