"""The calibrated uncertainty that comes with Corridor: joint sets inside their priors, everything else as it was, told on its page."""

from pathlib import Path

import pytest

from experiments.check import check_files
from experiments.evidence.calibration.record import before_the_record, read_record
from sim.scenario.load import load
from sim.scenario.paths import configs_dir
from sim.world.draw import draw_numbers

CASE, NAME = "nagorno_karabakh", "nagorno_karabakh_calibrated"
PAGE = Path(__file__).parents[1] / "docs" / "calibration.md"


@pytest.fixture(scope="module")
def calibrated():
    return load(CASE, uncertainty=NAME)


def test_every_joint_set_lies_inside_the_priors_that_it_came_from(calibrated):
    priors = before_the_record(load(CASE), read_record(CASE)).uncertainty.priors
    columns = calibrated.uncertainty.joint()
    assert len(columns) >= 6 and {len(column.values) for column in columns.values()} == {500}
    for name, column in columns.items():
        ends = priors[name].extremes()
        if isinstance(ends[0] if ends else 0.0, str):
            assert set(column.values) <= set(ends)
        elif len(ends) == 2:
            assert ends[0] <= min(column.values) and max(column.values) <= ends[1]
        assert len(set(column.values)) > 1


def test_what_the_record_does_not_tell_of_keeps_its_prior(calibrated):
    before = load(CASE).uncertainty.priors
    left = calibrated.uncertainty.priors
    assert set(left) | set(calibrated.uncertainty.joint()) == set(before)
    assert {name: prior for name, prior in left.items() if prior != before[name]} == {}


def test_a_prior_that_had_seen_the_record_stands_in_the_joint_sets_only(calibrated):
    assert set(read_record(CASE).priors) <= set(calibrated.uncertainty.joint())


def test_worlds_draw_from_the_joint_sets(calibrated):
    whole = {name for name, value in calibrated.numbers().items() if type(value) is int}
    joint = calibrated.uncertainty.joint()
    columns = {name: tuple(map(round, one.values)) if name in whole else one.values for name, one in joint.items()}
    rows = set(zip(*columns.values(), strict=True))
    drawn = [tuple(draw_numbers(calibrated, seed)[name] for name in columns) for seed in range(50)]
    assert set(drawn) <= rows and len(set(drawn)) > 40


def test_the_files_are_fine_by_themselves():
    path = configs_dir() / "uncertainty" / f"{NAME}.yaml"
    assert check_files([path]) == [(path, [])]


def test_the_page_tells_every_column(calibrated):
    told = PAGE.read_text(encoding="utf-8")
    assert [name for name in calibrated.uncertainty.joint() if f"`{name}`" not in told] == []
