"""The animated map's data: what is drawn is what was lived, in little room, and nothing in it can break the page."""

import json
import re
from itertools import pairwise

import numpy as np
import pytest

from experiments.page import page_assets, paired_history, player_html
from experiments.page.frames import SIGNS, history, paired
from sim.model import run
from sim.scenario.load import load

SHORT = 120
WAR = {"horizon_days": 400, "armed_actor.gains.offensive": 2.0, "armed_actor.build_up_weeks": 3.0, "armed_actor.friction": 0.1}


@pytest.fixture(scope="module")
def arms():
    return {"As it was": load("enclave", settings=WAR), "Access": load("enclave", mandate="un_chapter_vii_access", settings=WAR)}


@pytest.fixture(scope="module")
def pair(arms):
    return paired_history(arms, 7)


def unfolded(changes, days):
    """(days,) the value on every day of a list of changes."""
    found = np.zeros(days)
    for day, value in zip(changes[::2], changes[1::2], strict=True):
        found[day:] = value
    return found


def test_what_is_played_is_the_run_itself(arms, pair):
    for arm, scenario in zip(pair["arms"], arms.values(), strict=True):
        tables = run(scenario, 7).tables()
        daily = tables["daily"]
        assert arm["series"]["access_level"] == daily["access_level"].tolist()
        assert arm["series"]["persons_inside"] == pytest.approx(
            daily["persons_home"] + daily["persons_want_to_leave"] + daily["persons_sheltering"], rel=0.01
        )
        assert [act[:2] for act in arm["acts"]] == np.column_stack([tables["incidents"]["day"], tables["incidents"]["rung"]]).tolist()


def test_people_on_the_map_add_up_to_the_people_inside(pair):
    for arm in pair["arms"]:
        people = np.array([place["people"] for place in arm["places"]])
        shown = sum(n * unfolded(changes, arm["days"]) / 100 for n, changes in zip(people, arm["present"], strict=True))
        assert np.abs(shown - arm["series"]["persons_inside"]).max() <= 0.011 * people.sum()


def test_patrols_on_the_map_are_those_of_the_segments_table(pair, arms):
    arm = pair["arms"][0]
    table = run(next(iter(arms.values())), 7).tables()["segments"]
    for road, text in enumerate(arm["patrols"]):
        drawn = sum(map(SIGNS.index, text)) / 4
        counted = table["patrol_days"][table["segment"] == road].sum()
        assert len(text) == arm["days"]
        assert counted <= drawn + 1e-9
        assert (drawn > 0) == (counted > 0)


def test_every_change_is_written_once(pair):
    for arm in pair["arms"]:
        for changes in (*arm["present"], *arm["control"], *arm["access"]):
            days, values = changes[::2], changes[1::2]
            assert days[0] == 0
            assert days == sorted(set(days))
            assert all(one != other for one, other in pairwise(values))


def test_two_histories_part_on_the_first_day_that_differs(pair):
    first, second = pair["arms"]
    day = pair["parting"]["day"]

    def before(arm, end):
        return [act for act in arm["acts"] if act[0] < end], arm["series"]["access_level"][:end]

    assert before(first, day) == before(second, day)
    assert before(first, day + 1) != before(second, day + 1)
    assert pair["parting"]["what"].endswith(".")


def test_an_arm_does_not_part_from_itself(pair):
    assert paired("x", 7, pair["arms"][0], pair["arms"][0])["parting"] is None


def test_a_pair_is_two_arms(arms):
    with pytest.raises(ValueError, match="two arms, not 1"):
        paired_history(dict(list(arms.items())[:1]), 7)


def test_a_whole_history_of_the_large_place_stays_small():
    one = history(load("nagorno_karabakh"), 3)
    assert one["days"] == 1060
    assert 2 * len(json.dumps(one, separators=(",", ":"))) < 1_500_000


def test_no_title_can_end_the_script_that_holds_the_data(pair):
    evil = {**pair, "case": "</script><script>alert(1)</script> \u2028 <!--", "arms": [{**arm, "title": "<b>&"} for arm in pair["arms"]]}
    html = player_html(evil)
    assert html.count("</script>") == 1
    assert html.count("<script") == 1
    data = re.search(r'<script type="application/json">(.*?)</script>', html, re.S)[1]
    assert json.loads(data) == evil
    assert "<b>" not in html


def test_nothing_of_the_player_comes_from_outside():
    text = "".join(page_assets().values())
    assert set(re.findall(r"https?://[^\"'\s)]+", text)) == {"http://www.w3.org/2000/svg"}, "a name of XML, never fetched"
    assert "@import" not in text
    assert "url(" not in text
    assert not re.search(r"\b(eval|Function|fetch|XMLHttpRequest|WebSocket|importScripts)\b\s*\(", text)
