"""The story fits one screen, dates what happened, and gives the armed actor's reasons."""

import numpy as np
import pytest
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
