"""What the model promises: the same luck in every arm, levers that act through channels alone, telling extremes."""

import ast
import os
import shutil
import subprocess
import sys
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest
from toy_worlds import DISTRACTED, ENCLAVE, EVEN_ODDS, KARABAKH, SPONSOR, WAR, differences, digest, live, lived

import sim.world.inhabit
from sim.capitals.armed_command import ArmedCommand
from sim.capitals.contest import retaliates
from sim.capitals.headquarters import Headquarters
from sim.model import MandateModel
from sim.scenario.load import load
from sim.scenario.paths import configs_dir
from sim.scenario.policy import RUNGS
from sim.scenario.refusal import ScenarioRefused
from sim.world import columns

TESTS = Path(__file__).parent
SIM = TESTS.parent / "sim"


# Same luck


def test_another_seed_is_another_world():
    assert differences(lived("WAR", 1), lived("WAR", 2)) != []


@pytest.mark.parametrize("arm", ["ENCLAVE", "WAR", "DISTRACTED"])
def test_a_world_lived_twice_is_the_same_bit_for_bit(arm):
    assert differences(lived(arm), live(globals()[arm])) == []


class Drawing(Headquarters):
    """A headquarters with one rule more, which draws at an address of its own, and from Mesa's generators."""

    def step(self):
        for k in range(10):
            self.chance(900, k)
        self.model.random.random()
        self.model.rng.random()
        super().step()


def test_adding_a_rule_that_draws_leaves_history_as_it_was():
    assert differences(lived("WAR"), live(WAR, capitals=[Drawing])) == []


def other_order(settle):
    """`settle`, then the households of the last place first in the table."""

    def settle_in_other_order(households, states, settlements, *others):
        return_order, return_clock = settle(households, states, settlements, *others)
        blocks = [np.arange(s["first"], s["last"]) for s in settlements[::-1]]
        old = np.concatenate(blocks)  # the row where each row's household was
        new = np.argsort(old)  # the row where each household goes
        first = {s: new[row] if row < len(new) else len(new) for s, row in enumerate(settlements["first"])}
        size = settlements["last"] - settlements["first"]
        settlements["first"] = settlements["next"] = settlements["next_return"] = [
            first[s] if size[s] else 0 for s in range(len(settlements))
        ]
        settlements["last"] = settlements["first"] + size
        households[:], states[:] = households[old], states[old]
        return_clock[:] = return_clock[old]
        return_order[:] = new[return_order[old]]
        return return_order, return_clock

    return settle_in_other_order


@pytest.mark.parametrize("scenario", [WAR, DISTRACTED], ids=["war", "distracted"])
def test_the_order_of_the_households_in_the_table_does_not_matter(scenario, monkeypatch):
    usual = live(scenario)
    monkeypatch.setattr(sim.world.inhabit, "_kept", OrderedDict())  # or another arm's people would be taken from memory
    monkeypatch.setattr(sim.world.inhabit, "settle", other_order(sim.world.inhabit.settle))
    other = live(scenario)
    assert (usual.world.households["key"] != other.world.households["key"]).any()
    assert by_key(usual) == by_key(other)
    assert [
        one
        for one in differences(usual, other, without=("households", "household_states", "return_order", "return_clock", "wanting"))
        if one not in ROWS
    ] == []


ROWS = [("settlements", name) for name in ("first", "last", "next", "next_return")]
ROWS += [("pending", "household"), ("leavers.rows", "household")]


def by_key(model):
    """The households' tables in the order of their addresses of luck."""
    order = np.argsort(model.world.households["key"])
    tables = (model.world.households, model.world.household_states)
    return {name: table[name][order].tobytes() for table in tables for name in table.dtype.names}


def test_a_household_is_the_same_whoever_else_lives_there():
    few, many = MandateModel(ENCLAVE), MandateModel(ENCLAVE.with_(population=24_000))
    known = {row["key"]: row for row in many.world.households}
    same = [row for row in few.world.households if row["key"] in known]
    differing = [
        row
        for row in same
        if any(
            row[name] != known[row["key"]][name] for name in ("home", "persons", "clock", "has_vehicle", "has_kin", "farms", "attachment")
        )
    ]
    assert len(same) == len(few.world.households)
    assert len(differing) <= len(few.world.settlements)  # the last household of a place takes what persons are left
    assert all(row["persons"] < known[row["key"]]["persons"] for row in differing)


def test_no_two_households_share_their_luck():
    keys = MandateModel(KARABAKH).world.households["key"]
    assert len(np.unique(keys)) == len(keys)


def test_without_its_observer_a_world_takes_the_same_course():
    alone, watched = MandateModel(WAR, 2), lived("WAR", 2)
    alone.world.is_observed[0] = 0
    alone.advance(10_000)
    assert alone.world.daily["persons_home"].sum() == 0
    assert watched.first_offensive and watched.has_flight
    assert differences(watched, alone, without=("daily", "month_settlement", "month_days", "is_observed")) == []


RECORDS = ("daily", "incidents", "month_segment", "month_settlement")


def test_wiping_what_was_written_down_changes_nothing_that_follows():
    written, wiped = live(WAR, 1, 0), live(WAR, 1, 0)
    while wiped.day < wiped.horizon_days:
        wiped.advance(1)
        for name in RECORDS:
            getattr(wiped.world, name)[:] = np.zeros(1, getattr(wiped.world, name).dtype)
    written.advance(10_000)
    assert written.first_offensive and differences(written, wiped, without=RECORDS) == []


COLUMNS = {name for table in (columns.DAILY, columns.INCIDENT, columns.MONTH_SEGMENT, columns.MONTH_SETTLEMENT) for name, *_ in table}


def reads_and_writes(function):
    """Columns of what is written down that a rule reads, and those that it writes (adding to one is writing)."""
    aliases, read, written = {"today"}, set(), set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            pairs = (
                zip(node.targets[0].elts, node.value.elts, strict=True)
                if isinstance(node.targets[0], ast.Tuple) and isinstance(node.value, ast.Tuple)
                else [(node.targets[0], node.value)]
            )
            aliases |= {target.id for target, value in pairs if isinstance(target, ast.Name) and is_record(value, aliases)}
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and node.attr in COLUMNS and is_record(node.value, aliases):
            (read if isinstance(node.ctx, ast.Load) else written).add(node.attr)
    return read, written


def is_record(node, aliases):
    """Whether an expression is a row of a table that is written for people."""
    while isinstance(node, ast.Subscript):
        node = node.value
    return (isinstance(node, ast.Attribute) and node.attr in RECORDS) or (isinstance(node, ast.Name) and node.id in aliases)


def test_rules_read_nothing_that_is_written_for_people_but_what_they_wrote_themselves_a_moment_ago():
    for path in [*(path for folder in ("ground", "roads", "capitals") for path in (SIM / folder).glob("*.py")), SIM / "observe.py"]:
        functions = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]
        found = [reads_and_writes(function) for function in functions]
        own = {column for _, written in found for column in written}
        assert path == SIM / "observe.py" or {column for read, _ in found for column in read} <= own, path


def test_what_is_written_at_the_end_of_a_day_goes_to_records_alone():
    tree, aliases = ast.parse((SIM / "observe.py").read_text()), {"today", "row"}  # rows of world.daily and of world.month_settlement
    stores = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)]
    assert len(stores) > 20 and all(is_record(node.value, aliases) for node in stores)


@pytest.mark.parametrize("scenario", [WAR, DISTRACTED], ids=["war", "distracted"])
def test_keeping_a_ledger_changes_nothing(scenario):
    kept = live(scenario, ledger=True)
    assert len(kept.ledger) > 500
    assert [one for one in differences(live(scenario), kept, without=("decisions",)) if one != ("zone", "n_decisions")] == []


@pytest.mark.parametrize("stride", ["a day", "a week", "any number"])
def test_a_world_takes_the_same_course_in_whatever_strides_it_is_lived(stride):
    strides = {"a day": [1], "a week": [7], "any number": [3, 1, 26, 5, 40, 2, 13]}[stride]
    model = live(WAR, 1, 0)
    while model.day < model.horizon_days:
        model.advance(strides[model.day % len(strides)])
    assert differences(lived("WAR"), model) == []


def test_another_process_with_other_hashes_lives_the_same_world():
    program = "from toy_worlds import WAR, digest, live; print(digest(live(WAR)))"
    hashes = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    paths = os.pathsep.join((str(TESTS), str(TESTS.parent)))
    found = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONHASHSEED": hashes, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == digest(lived("WAR"))


# Labels


LABELS = {
    "legal basis": {"mandate.legal_basis": "unsc_chapter_vii"},
    "host's consent": {"mandate.consent.host": "formal"},
    "words": {
        "mandate.title": "A robust mandate",
        "mandate.note": "robust",
        "resources.title": "Strong",
        "title": "Another",
        "name": "other",
    },
    "rules of engagement beside a full row": {"mandate.roe": "enforce_access"},
}


@pytest.mark.parametrize("label", LABELS)
def test_a_label_without_a_channel_changes_nothing(label):
    row = {f"mandate.authorised.{rung}": share for rung, share in zip(RUNGS[1:], WAR.mandate.answer_row(), strict=True)}
    row |= {f"mandate.authorised.{act}": share for act, share in zip(("raid", "battle"), WAR.mandate.raid_and_battle(), strict=True)}
    written_out = WAR.with_(settings=row)
    assert differences(lived("WAR"), live(written_out.with_(settings=LABELS[label]))) == []


def test_a_channel_changes_something():
    assert differences(lived("WAR"), live(WAR.with_(settings={"mandate.consent.quality": 0.9}))) != []


# Extremes


@pytest.mark.parametrize("scenario", [ENCLAVE, WAR, DISTRACTED], ids=["calm", "war", "distracted"])
def test_without_troops_nobody_patrols_answers_or_dies_in_a_blue_helmet(scenario):
    model = live(scenario.with_(settings={f"{SPONSOR}.troops": 0}))
    daily = model.world.daily
    assert len(model.teams) == 0 and not model.world.settlements["has_post"].any()
    for column in ("troops", "patrol_days", "escorts", "answered", "peacekeeper_deaths", "posts", "availability"):
        assert not daily[column].any(), column
    assert not model.world.month_settlement["presence"].any()
    assert daily["harassments"].sum() > 0


def outcome(scenario, worlds):
    """(worlds, 2) in each world: days on which the road was not open, and whether there was an offensive."""
    models = (live(scenario, seed) for seed in range(worlds))
    return np.array([((model.world.daily["access_level"] > 0).sum(), model.first_offensive is not None) for model in models])


def test_an_actor_that_wants_nothing_takes_neither_the_road_nor_the_territory():
    days_blocked, offensives = outcome(ENCLAVE.with_(settings={"armed_actor.aims": 0.0, "horizon_days": 730}), 200).T
    assert (days_blocked > 0).mean() < 0.02
    assert offensives.sum() == 0


class Closing(ArmedCommand):
    """An armed actor that keeps the road closed, come what may."""

    def step(self):
        super().step()
        self.model.zone["access"] = 3


def test_nothing_comes_in_over_a_road_that_is_always_closed():
    alone = ENCLAVE.with_(settings={f"{SPONSOR}.troops": 0, "armed_actor.gains.offensive": 0.0})
    daily = live(alone, days=700, capitals=[Closing]).world.daily[:700]
    assert not daily["imports_t"].any() and not daily["convoy_t"].any()
    assert daily["stock_t"][-1] < 0.01 and daily["ration"][-1] < 0.36
    assert daily["defender_supply"][-1] < 0.4


def test_a_place_without_a_road_out_is_refused(tmp_path):
    place = shutil.copytree(configs_dir() / "places" / "enclave", tmp_path / "enclave")
    roads = (place / "roads.csv").read_text().splitlines(keepends=True)
    (place / "roads.csv").write_text("".join(line for line in roads if not line.startswith("ford,haven")))
    with pytest.raises(ScenarioRefused, match="no road ever links the capital"):
        MandateModel(ENCLAVE.with_(place=str(place)))


def test_a_second_road_out_of_reach_carries_goods_past_a_closed_one():
    second = {f"{SPONSOR}.troops": 0, "resources.second_road.length_km": 60.0}
    assert (live(ENCLAVE.with_(settings=second), days=700, capitals=[Closing]).world.daily["ration"][:700] == 1.0).all()


@pytest.mark.parametrize("seed", range(3))
def test_with_stock_for_years_nobody_goes_short(seed):
    daily = live(DISTRACTED.with_(settings={"resources.reserve_stock_days": 3650.0}), seed).world.daily
    assert (daily["access_level"] > 0).sum() > 60
    assert (daily["ration"] == 1.0).all()


def test_a_sponsor_that_is_not_distracted_never_has_the_weaker_will():
    arms = [ENCLAVE.with_(settings={f"{SPONSOR}.distraction": d}) for d in (0.0, 0.5, 1.0)]
    for seed in range(5):
        runs = [live(arm, seed) for arm in arms]
        end = min((run.first_offensive or {"day": run.horizon_days})["day"] for run in runs)
        free, half, busy = (run.world.daily["availability"][:end] for run in runs)
        assert end > 60 and (free > half).all() and (half > busy).all()


def test_without_distraction_the_road_is_lost_less_often():
    free, busy = (outcome(arm, 30)[:, 0] > 30 for arm in (ENCLAVE, DISTRACTED))
    assert free.mean() < 0.4 < 0.8 < busy.mean()


CERTAIN = {
    "capability": 20.0,
    "honour": 1.0,
    "delay_days": 0.0,
    "interest": 1.0,
    "distraction": 0.0,
    "ties": 0.0,
    "sees_for_itself": 1.0,
}


@pytest.mark.parametrize("trigger", ["harassment", "obstruction"])
def test_before_a_certain_guarantor_the_road_stays_open(trigger):
    guarded = DISTRACTED.with_(settings={"guarantees.guarantors": {"certain": {**CERTAIN, "trigger": trigger}}})
    days_blocked, offensives = outcome(guarded, 30).T
    assert not days_blocked.any() and not offensives.any()


WAR_OF_2008 = {"interest": 0.95, "distraction": 0.0, "ties": 0.0, "contiguous": True}
APOLOGY_OF_2023 = {"interest": 0.6, "distraction": 1.0, "ties": 1.0, "contiguous": False}


@pytest.mark.parametrize(("sponsor", "low", "high"), [(WAR_OF_2008, 0.7, 1.0), (APOLOGY_OF_2023, 0.0, 0.2)], ids=["2008", "2023"])
def test_the_same_will_retaliates_for_killed_peacekeepers_or_accepts_an_apology(sponsor, low, high):
    scenario = ENCLAVE.with_(settings={f"{SPONSOR}.{name}": value for name, value in sponsor.items()})
    share = np.mean([retaliates(MandateModel(scenario, seed).world, 0, 0) for seed in range(200)])
    assert low <= share <= high


# Paired worlds


@pytest.mark.parametrize("scenario", [load("enclave"), EVEN_ODDS], ids=["enclave", "even odds"])
def test_neighbouring_arms_of_the_same_worlds_differ_by_a_fifth_of_the_chance_between_worlds(scenario):
    more = scenario.with_(settings={f"{SPONSOR}.troops": round(1.1 * scenario.resources.contributors["sponsor"].troops)})
    here, there = (np.array([live(arm, seed).world.daily["persons_out"][-1] for seed in range(60)]) for arm in (scenario, more))
    assert here.std() > 1000
    assert (there - here).var() <= (here.var() + there.var()) / 5
