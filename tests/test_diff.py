"""Two histories of one world are held against each other fairly: the first difference is the first, and strangers are no pair."""

import json

import numpy as np
import pytest
import toy_worlds

from experiments.__main__ import main
from experiments.columns import numbers
from experiments.explain import Life, part
from experiments.explain.choices import choices_of
from experiments.explain.words import told_outcomes, told_parting
from experiments.verbs.diff import as_data, not_paired

WEAK = toy_worlds.DISTRACTED.with_(settings={"horizon_days": 500})
STRONG = WEAK.with_(mandate="un_chapter_vii_access", guarantees="coalition_monitored")


@pytest.fixture(scope="module")
def lives():
    return Life(WEAK, 1, "weak"), Life(STRONG, 1, "strong")


@pytest.fixture(scope="module")
def found(lives):
    return part(lives[0].tables, lives[1].tables)


def test_a_history_does_not_part_from_itself(lives):
    same = part(lives[0].tables, Life(WEAK, 1, "again").tables)
    assert same.is_same
    assert (same.act, same.choice, same.command, same.chain) == (None, None, None, ())
    assert list(told_parting(same, ("A", "B"), WEAK.start)) == ["The two histories are the same, day by day."]


def test_a_label_parts_no_histories(lives):
    labelled = Life(WEAK.with_(settings={"mandate.legal_basis": "unsc_chapter_vii"}), 1, "labelled")
    assert not_paired(lives[0], labelled) == ""
    assert part(lives[0].tables, labelled.tables).is_same


def test_nothing_differs_before_the_first_difference(lives, found):
    a, b = (life.tables["daily"] for life in lives)
    day, _, names = found.first_difference
    apart = {name for name in a if not np.array_equal(a[name][: day + 1], b[name][: day + 1])}
    assert apart == set(names)
    assert all(np.array_equal(a[name][:day], b[name][:day]) for name in a)


def test_acts_are_the_same_until_the_first_that_differs(lives, found):
    tables = [life.tables["incidents"] for life in lives]
    keys = ("day", "name", "rung", "is_detected", "is_answered", "is_reversed")
    before = [sorted(row for row in zip(*(t[key].tolist() for key in keys), strict=True) if row[0] < found.act.day) for t in tables]
    that_day = [sorted(row for row in zip(*(t[key].tolist() for key in keys), strict=True) if row[0] == found.act.day) for t in tables]
    assert before[0] == before[1]
    assert that_day[0] != that_day[1]
    assert found.act.a != found.act.b


def test_choices_are_the_same_until_the_first_that_differs(lives, found):
    told = [choices_of(life.tables["decisions"]) for life in lives]
    day = next(one.day for one in found.choice if one)
    before = [[(one.day, one.capital, one.decision, one.chosen) for one in choices if one.day < day] for choices in told]
    assert sorted(before[0]) == sorted(before[1])
    a, b = found.choice
    assert a is None or b is None or a.chosen != b.chosen


def test_the_armed_actors_first_other_choice_has_its_terms_on_both_sides(found):
    a, b = found.command
    assert a.day == b.day and a.capital == b.capital == "armed actor"
    assert a.options[1].terms["guarantors"] > b.options[1].terms["guarantors"]


def test_every_link_of_the_chain_differs_on_its_day_and_they_stand_in_order(lives, found):
    days = [link.day for link in found.chain]
    assert days == sorted(days) and len(days) >= 5
    a, b = (life.tables["daily"] for life in lives)
    link = next(one for one in found.chain if one.what == "the road")
    assert (numbers(a["access_level"]) == numbers(b["access_level"]))[: link.day].all()
    assert a["access_level"][link.day] != b["access_level"][link.day]
    assert all(one.a != one.b for one in found.chain)


def test_runs_of_different_worlds_are_not_paired(lives):
    other = Life(WEAK, 2, "other")
    assert not_paired(lives[0], other) == "they are worlds 1 and 2"
    assert "horizon days is 500 and 400" in not_paired(lives[0], Life(WEAK.with_(settings={"horizon_days": 400}), 1, ""))


def test_runs_that_no_policy_makes_different_are_not_paired(lives):
    other = Life(WEAK.with_(settings={"theory.pi": 0.9, "armed_actor.aims": 0.5}), 1, "other")
    assert not_paired(lives[0], other) == "no policy controls armed_actor.aims, theory.pi, which differ"


def test_the_parting_is_told_in_plain_lines(lives, found):
    text = "\n".join([*told_parting(found, ("weak", "strong"), WEAK.start), *told_outcomes(lives[0].outcomes, lives[1].outcomes)])
    assert "The first act that differs" in text and "Terms that differ: " in text and "the road: " in text
    assert text.isascii() and max(map(len, text.splitlines())) <= 100


def test_the_parting_survives_json(lives):
    told = json.loads(json.dumps(as_data(*lives), default=str, allow_nan=False))
    assert told["is_paired"] and told["parting"]["command"][0]["options"][0]["terms"] is not None
    assert told["outcomes"]["blockade_days"][0] > told["outcomes"]["blockade_days"][1]


def test_two_scenario_files_of_one_world_are_compared(tmp_path, capsys):
    from experiments.scenario_file import write_scenario

    paths = [str(write_scenario(tmp_path / f"{name}.yaml", one)) for name, one in (("weak", WEAK), ("strong", STRONG))]
    assert main(["diff", *paths, "seed=1"]) == 0
    told = capsys.readouterr().out
    assert "lived twice" in told and "In the end:" in told and "with guarantor" in told
    assert main(["diff", *paths]) == 2
    assert "seed=N says which of its worlds" in capsys.readouterr().err


def test_unpaired_runs_end_with_a_status_of_their_own(tmp_path, capsys):
    from experiments.scenario_file import write_scenario

    longer = WEAK.with_(settings={"horizon_days": 501})
    paths = [str(write_scenario(tmp_path / f"{name}.yaml", one)) for name, one in (("a", WEAK), ("b", longer))]
    assert main(["diff", *paths, "seed=1"]) == 1
    assert "not paired: horizon days is 500 and 501" in capsys.readouterr().out


def test_a_diff_takes_two_runs(capsys):
    assert main(["diff", "one"]) == 2
    assert "two runs are compared, not 1" in capsys.readouterr().err
