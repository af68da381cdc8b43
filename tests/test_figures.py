"""Every figure says its finding, names its units, stands in words too, and is the same bytes each time."""

import csv
import re

import numpy as np
import pytest
import real_tables
import toy_tables
from matplotlib.figure import Figure
from matplotlib.text import Text

from experiments import figures
from experiments.figures import style
from experiments.figures.flight import flight_hours, is_flight
from experiments.figures.labels import spread
from experiments.figures.windows import in_words, onset_of_distraction, patrol_window
from experiments.record import exodus_of
from experiments.turns import access, spells
from sim.scenario.paths import configs_dir

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
        "over_time": figures.arms_over_time(toy_tables.worlds(), start=np.datetime64("2020-11-10").astype(object)),
        "onsets": figures.onsets(t["outcomes"], "baseline", start=np.datetime64("2020-11-10").astype(object), horizon_days=1060),
    }


NAMES = ("map", "patrols", "escorts", "ladder", "supply", "people", "exodus", "arms", "paired", "bands", "onsets", "over_time")


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


def test_all_figures_are_the_same_bytes_each_time(tables, tmp_path, monkeypatch):
    monkeypatch.setattr(style, "DPI", 40)
    first = figures.save_all(tables, tmp_path / "a")
    second = figures.save_all(tables, tmp_path / "b")
    assert [p.path.name for p in first] == [p.path.name for p in second]
    assert len(first) == 10
    for one, other in zip(first, second, strict=True):
        assert one.path.read_bytes() == other.path.read_bytes()
        assert one.alt == other.alt


def test_only_what_the_tables_hold_is_drawn(tables, tmp_path, monkeypatch):
    monkeypatch.setattr(style, "DPI", 40)
    found = figures.save_all({"daily": tables["daily"]}, tmp_path)
    assert {picture.path.stem for picture in found} == {"escorts", "supply", "people"}


def test_the_window_is_the_last_farming_season_before_the_road_was_obstructed(tables):
    assert in_words(patrol_window(tables["segments"])) == "March to August 2022"


def test_the_sponsor_is_drawn_elsewhere_once_its_distraction_passes_one_half(tables):
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


@pytest.mark.parametrize("seed", [real_tables.CALM, real_tables.FLIGHT])
def test_whatever_a_real_run_leaves_can_be_drawn_and_stays_on_the_paper(seed, tmp_path, monkeypatch):
    monkeypatch.setattr(style, "DPI", 40)
    tables = real_tables.lived(seed)
    found = {picture.path.stem for picture in figures.save_all(tables, tmp_path)}
    assert found - {"exodus"} == {"map", "patrols", "escorts", "ladder", "supply", "people"}
    assert ("exodus" in found) == is_flight(tables["exits"])
    for figure in (
        figures.ladder_timeline(tables["daily"], tables["incidents"], tables["decisions"]),
        figures.map_of_patrols_and_incidents(tables["segments"], tables["settlements"], tables["incidents"]),
    ):
        figure.draw_without_rendering()
        for text in figure.texts:
            box = text.get_window_extent()
            assert box.x0 >= 0 and box.x1 <= figure.bbox.x1 + 1 and box.y0 >= 0 and box.y1 <= figure.bbox.y1 + 1


def test_nobody_fled_so_there_is_no_figure_of_it(tables, tmp_path, monkeypatch):
    monkeypatch.setattr(style, "DPI", 40)
    none = {name: values[:0] for name, values in tables["exits"].items()}
    assert figures.save_all({"exits": none}, tmp_path) == []


def test_a_road_held_for_months_is_one_bar_and_not_a_mark_a_week(tables):
    days = tables["daily"]
    figure = figures.ladder_timeline(days, tables["incidents"])
    bars = [bar for bar in figure.axes[0].patches if bar.get_y() > 2.5]
    assert len(bars) == sum(len(spells(access(days) == level)) for level in (1, 2, 3)) == 3
    assert f"{toy_tables.CHECKED - toy_tables.BLOCKED} d" in [text.get_text() for text in figure.axes[0].texts]


def test_escorts_are_compared_with_the_same_months_while_the_road_was_open(tables):
    axes = figures.escorts_by_month(tables["daily"]).axes[0]
    before, after = (line.get_xdata() for line in axes.lines[-2:])
    assert after[1] <= toy_tables.START + toy_tables.BLOCKED
    assert before[0].astype("datetime64[M]") + 12 == after[0].astype("datetime64[M]")


def test_the_record_belongs_to_the_place_it_was_reported_from():
    with open(configs_dir() / "places" / "nagorno_karabakh" / "settlements.csv", encoding="utf-8", newline="") as file:
        ids = [row["id"] for row in csv.DictReader(file)]
    record = exodus_of({"settlement": ids[:40]})
    assert record["cumulative_persons"][0] == 30 and np.isnan(record["cumulative_vehicles"][0])
    assert np.all(np.diff(record["cumulative_persons"]) > 0)
    assert exodus_of({"settlement": ["nowhere"]}) is None
    assert exodus_of(real_tables.lived(real_tables.CALM)["settlements"]) is None


def test_a_flight_is_counted_from_its_first_arrival():
    hours = {"hour": np.arange(10, 200), "vehicles": np.zeros(190), "queue_vehicles": np.zeros(190)}
    hours["persons"] = np.where(hours["hour"] < 20, 0.0, np.where(hours["hour"] < 40, 1.0, 1000.0))
    assert flight_hours(hours)["persons"][0] == 1.0
    assert flight_hours(hours)["persons"].sum() == 160_020.0
