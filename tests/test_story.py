"""The story fits one screen, dates what happened, and gives the armed actor's reasons."""

import numpy as np
import pytest
import real_tables
import toy_tables

from experiments.reasons import reason
from experiments.story import tell
from experiments.turns import turns


@pytest.fixture(scope="module")
def tables():
    return toy_tables.tables()


@pytest.fixture(scope="module")
def told(tables):
    return tell(tables["daily"], tables["incidents"], tables["decisions"], tables["summary"])


def test_a_story_fits_one_screen(told):
    assert len(told.splitlines()) <= 40
    assert max(map(len, told.splitlines())) <= 100


def test_a_story_can_be_printed_on_any_terminal(told):
    assert told.isascii()


def test_every_event_has_its_date_and_day(told):
    assert "10 Dec 2022  day   760  The road is obstructed." in told
    assert "19 Sep 2023  day  1043  The offensive begins." in told


def test_the_reason_names_the_runner_up_and_the_terms(told):
    line = " ".join(told.split("The road is obstructed.")[1].split("day   783")[0].split())
    assert "obstruction +0.31 over open +0.00" in line
    assert "gain +0.50, own cost -0.06" in line
    assert "it gave an answer a chance of" in line


def test_a_story_without_a_ledger_gives_no_reasons(tables):
    assert "why:" not in tell(tables["daily"], tables["incidents"], None, tables["summary"])


def test_a_story_uses_neutral_words(told):
    assert not any(word in told for word in ("Azerbaijan", "Armenia", "Russia", "enemy"))


def test_a_story_ends_with_the_outcome(told):
    assert "99,400 persons displaced" in " ".join(told.split())
    assert "it does not forecast" in told.splitlines()[-1]


def test_the_choice_of_another_capital_is_told(told):
    assert "Sponsor, peacekeepers killed: accept an apology" in told


def test_noise_that_chose_the_lesser_option_is_admitted(tables):
    ledger = {name: values.copy() for name, values in tables["decisions"].items()}
    ledger["utility"][ledger["option"] == "open"] = 9.0
    why = reason(ledger, toy_tables.BLOCKED, "obstruction")
    assert why.utility < why.runner_up_utility
    assert "though more was in open" in tell(tables["daily"], tables["incidents"], ledger, tables["summary"])


def test_a_road_that_opens_and_shuts_all_the_time_still_fits_one_screen(tables):
    flicker = tables["daily"] | {"access_level": np.arange(toy_tables.DAYS) // 7 % 4}
    assert len(tell(flicker, tables["incidents"], tables["decisions"], tables["summary"]).splitlines()) <= 40
    assert any("changes of access in all" in turn.what for turn in turns(flicker, tables["incidents"]))


def test_a_quiet_world_has_a_story_too(tables):
    calm = {name: values[:400] for name, values in tables["daily"].items()}
    none = {name: values[:0] for name, values in tables["incidents"].items()}
    assert "Outcome:" in tell(calm, none, None, {"outcomes": {}})


@pytest.mark.parametrize("seed", range(1, 9))
def test_the_story_of_a_real_run_fits_one_screen_and_tells_nothing_twice(seed):
    tables = real_tables.lived(seed)
    lines = tell(tables["daily"], tables["incidents"], tables["decisions"], tables["summary"]).splitlines()
    assert len(lines) <= 40 and max(map(len, lines)) <= 100 and "".join(lines).isascii()
    events = [line for line in lines if " day " in line and "why" not in line]
    assert len(events) == len(set(events))
    days = [int(line.split(" day ")[1].split()[0]) for line in events]
    assert days == sorted(days)


def test_a_road_that_the_victor_holds_is_no_checkpoint_of_the_ladder(tables):
    days = tables["daily"] | {"access_level": np.where(tables["daily"]["is_capitulated"], 2, 0)}
    told = [turn.what for turn in turns(days, tables["incidents"])]
    assert not any("checkpoint" in what for what in told)
    assert "The defenders lay down their arms; the armed actor holds the road." in told


def test_who_opened_the_road_again_is_told(tables):
    day = toy_tables.BLOCKED + 60
    days = tables["daily"] | {"access_level": np.where(np.arange(toy_tables.DAYS) < day, tables["daily"]["access_level"], 0)}
    acts = {name: values.copy() for name, values in tables["incidents"].items()}
    at = int(np.flatnonzero(acts["rung"] == 3)[0])
    assert "The road is opened again." in [turn.what for turn in turns(days, acts)]
    acts["day"][at], acts["is_answered"][at] = day - 2, True
    assert "The road is opened again: the mission cleared it." in [turn.what for turn in turns(days, acts)]


def test_stocks_that_were_low_before_do_not_fall_with_the_road(tables):
    days = tables["daily"] | {"stock_days": np.full(toy_tables.DAYS, 12.0)}
    assert "Stocks are already under 30 days." in [turn.what for turn in turns(days, tables["incidents"])]


def test_people_who_were_out_before_are_not_the_flight(tables):
    out = np.where(np.arange(toy_tables.DAYS) < 200, 60_000.0, tables["daily"]["persons_out"])
    told = {turn.what: turn.day for turn in turns(tables["daily"] | {"persons_out": out}, tables["incidents"])}
    assert told["Half of the people are out."] >= told["The flight over the road begins."] >= toy_tables.OPENED


def test_where_many_capitals_protest_the_end_is_still_told(tables):
    ledger = {name: np.concatenate([values] * 40) for name, values in tables["decisions"].items()}
    other = np.repeat([f"state {k}" for k in range(40)], len(tables["decisions"]["day"])).astype(object)
    is_sponsor = ledger["capital"] == "sponsor"
    ledger["capital"] = np.where(is_sponsor, other, ledger["capital"])
    told = tell(tables["daily"], tables["incidents"], ledger, tables["summary"])
    assert len(told.splitlines()) <= 40
    assert "95 in 100 people are out." in told and "The offensive begins." in told


def test_an_arm_with_a_long_name_keeps_to_the_width(tables):
    told = tell(tables["daily"], tables["incidents"], None, tables["summary"] | {"arm": "un_chapter_vii_access + " * 5})
    assert max(map(len, told.splitlines())) <= 100
