"""The moving map shows each day as it was, the same each time, and a figure of any run is drawn by its name."""

import numpy as np
import pytest
import toy_worlds
from matplotlib.text import Text
from PIL import Image

from experiments.__main__ import main
from experiments.figures import MovingMap, alt_text, animate, still
from experiments.figures.animation import FADES, ROAD_COLOUR, _daily
from experiments.page.frames import history

SHORT = toy_worlds.DISTRACTED.with_(settings={"horizon_days": 60})


@pytest.fixture(scope="module")
def lived():
    return history(SHORT, 1, "A toy world")


@pytest.fixture(scope="module")
def moving(lived):
    return MovingMap(lived)


def test_a_frame_depends_on_its_day_and_on_nothing_drawn_before(moving):
    first, other, again = (moving.frame(day).copy() for day in (40, 5, 40))
    assert first.dtype == np.uint8 and first.shape == other.shape == (640, 640, 3)
    assert np.array_equal(first, again) and not np.array_equal(first, other)


def test_the_road_has_the_colour_of_its_access_that_day(moving, lived):
    levels = np.array(lived["series"]["access_level"])
    held = int(np.argmax(levels > 0))
    assert 0 < held < 59
    for day in (held - 1, held):
        moving.frame(day)
        shown = {tuple(colour) for colour in np.round(255 * moving.roads.get_colors()[:, :3]).astype(int)}
        colour = ROAD_COLOUR[1].lstrip("#")
        assert (tuple(int(colour[k : k + 2], 16) for k in (0, 2, 4)) in shown) == (levels[day] == 1)


def test_acts_are_shown_on_their_day_and_fade(moving, lived):
    day, _, _, place, *_ = next(act for act in lived["acts"] if act[1] > 0)
    moving.frame(day)
    at = moving.marks.get_offsets().tolist()
    assert [lived["places"][place]["x"], -lived["places"][place]["y"]] in at
    for later in (day, day + FADES - 1):
        moving.frame(min(later, 59))
        shown = [act for act in lived["acts"] if act[1] > 0 and min(later, 59) - FADES < act[0] <= min(later, 59)]
        assert len(moving.marks.get_offsets()) == len(shown)


def test_people_by_place_are_those_of_the_history(moving, lived):
    day = 30
    inside = (moving.people * moving.present[day]).sum()
    assert inside == pytest.approx(lived["series"]["persons_inside"][day], rel=0.02)


def test_values_hold_until_the_next_change():
    assert _daily([0, 5, 2, 7], 4).tolist() == [5, 5, 7, 7]


def test_an_animation_has_a_frame_for_every_day_and_the_last(lived, tmp_path):
    path = animate(lived, tmp_path / "all.gif", every=7)
    with Image.open(path) as picture:
        assert picture.n_frames == 10 and picture.size == (640, 640)
    assert [one.name for one in tmp_path.iterdir()] == ["all.gif"]


def test_the_same_history_makes_the_same_animation(lived, tmp_path):
    one, other = (animate(lived, tmp_path / f"{name}.gif", every=20).read_bytes() for name in "ab")
    assert one == other


def test_one_day_stands_alone_with_words(lived):
    figure = still(lived, 45)
    figure.draw_without_rendering()
    assert "day 45: the road is" in alt_text(figure)
    assert min(text.get_fontsize() for text in figure.findobj(Text) if text.get_text().strip()) >= 8


@pytest.mark.parametrize("name, out", [("supply", "supply.png"), ("day", "day.png"), ("animation", "all.gif")])
def test_a_figure_of_a_run_is_drawn_by_its_name(name, out, tmp_path, capsys):
    words = [f"name={name}", f"out={tmp_path / out}", "every=20", "on=3"]
    assert main(["figure", "seed=2", "horizon_days=40", *words]) == 0
    assert out in capsys.readouterr().out and (tmp_path / out).stat().st_size > 2_000


@pytest.mark.parametrize(
    "words, said",
    [
        (["name=maps", "out=x.png"], "no figure of a run is named 'maps'"),
        (["name=map", "out=x.jpg"], "give out=FILE.png"),
        (["name=animation"], "give out=FILE.gif"),
        (["name=map", "out=nowhere/x.png"], "no file can be put there"),
        (["name=day", "out=x.png", "horizon_days=10", "on=10"], "give on=DAY, from 0 to 9"),
        (["name=exodus", "out=x.png", "horizon_days=10"], "there is no flight to draw"),
    ],
)
def test_what_cannot_be_drawn_is_refused(words, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["figure", "seed=2", *words]) == 2
    assert said in capsys.readouterr().err and not list(tmp_path.iterdir())
