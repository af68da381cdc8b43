"""Every number that says how somebody behaves is a setting; what else stands in a rule has a name in `sim/constants.py`."""

import ast
import re

import pytest
from constants import ROOT, all_numbers, numbers_in

from sim.scenario.root import Rules, Scenario
from sim.scenario.settings import declared, flat_numbers
from sim.world.tables import rule_fields

# Numbers without a name, by file and function, each with the reason why it is neither a setting nor a constant.
EXEMPT = {
    "sim/capitals/commitments.py:<module>": "room for rows",
    "sim/capitals/contest.py:capitulate": "a code: the level of a checkpoint",
    "sim/capitals/log.py:<module>": "room for rows",
    "sim/capitals/log.py:percent": "arithmetic: percent",
    "sim/ground/answer.py:<module>": "arithmetic: the golden section",
    "sim/roads/mobilise.py:packing_hours": "arithmetic: the median of a Weibull distribution",
    "sim/roads/mobilise.py:fill_packing_hours": "arithmetic: the same",
    "sim/roads/mobilise.py:fuelled_share": "arithmetic: half-life",
    "sim/roads/mobilise.py:fillings_by": "arithmetic: the area of a triangle",
    "sim/roads/mobilise.py:hour_of_filling": "arithmetic: its inverse",
    "sim/roads/network.py:lay_out": "a code: two links a segment",
    "sim/roads/queues.py:route": "a code: two links a segment",
    "sim/world/build.py:<module>": "lengths of the lists of rules and capitals, and room for rows",
    "sim/world/build.py:_state": "shapes of arrays, and room for rows",
    "sim/world/build.py:_records": "room for rows",
    "sim/world/inhabit.py:draw_lengths": "arithmetic: the two halves of a uniform draw",
    "sim/world/build.py:grow": "room for rows",
    "sim/world/build.py:with_road": "room for rows: an hour each",
    "sim/world/people.py:ascending": "arithmetic: sorting by 11 bits at a time",
    "sim/world/plan.py:_plan": "how many plans are kept in memory",
    "sim/world/plan.py:post_order": "how many orders are kept in memory",
    "sim/world/tables.py:daily_series": "how many series are kept in memory",
    "sim/calendar.py:has_room": "room for rows: three acts a unit and four of the zone a day",
}
RULE = "from sim.compiled import rule\n\n@rule\ndef press(world, day):\n    world.zone[0].fear = {}\n"


def unnamed(found):
    """Those of some numbers that no exemption covers."""
    return [f"{one.file}:{one.line} {one.within}: {one.value:g} in `{one.text}`" for one in found if one.place not in EXEMPT]


def test_no_number_stands_in_a_rule_that_is_neither_a_setting_nor_exempt():
    assert unnamed(all_numbers()) == [], "declare a setting in sim/scenario/rules, or a unit or guard in sim/constants.py"


def test_every_exemption_is_of_use():
    assert set(EXEMPT) <= {one.place for one in all_numbers()}


@pytest.mark.parametrize(
    "code",
    [
        "0.37 * day",
        "-0.5",
        "min(day, 3)",
        "math.exp(-day / 12.0)",
        "1.0 if day < 180 else 0.0",
        "world.weeks > 2",
        "world.fear**2",
        "(0.2 if day else 1.0)",
        "3 * w.fear",
    ],
)
def test_a_number_added_to_a_rule_is_found(code):
    assert unnamed(numbers_in(RULE.format(code), "sim/ground/leave.py"))


@pytest.mark.parametrize(
    "code",
    [
        "rules.leaving_fear * (1.0 - w.fear)",
        "world.tally[6, 3]",
        "sum(w.fear for rung in range(1, 7))",
        "1.0 if w.rung == 5 else 0.0",
        "max(0.0, HALF ** (DAYS_A_WEEK / days))",
    ],
)
def test_settings_names_rows_and_codes_are_no_numbers(code):
    assert numbers_in(RULE.format(code)) == []


def test_a_number_is_named_by_its_file_function_and_line():
    (one,) = numbers_in(RULE.format("0.37 * day"), "sim/ground/leave.py")
    assert (one.place, one.line, one.value) == ("sim/ground/leave.py:press", 5, 0.37)


def test_every_constant_has_a_name_that_says_so_and_a_line_on_its_unit_or_meaning():
    body = ast.parse((ROOT / "sim" / "constants.py").read_text(encoding="utf-8")).body[1:]
    for assigned, told in zip(body[::2], body[1::2], strict=True):
        assert isinstance(assigned, ast.Assign) and assigned.targets[0].id.isupper()
        assert isinstance(told, ast.Expr) and isinstance(told.value.value, str), assigned.targets[0].id


def test_every_constant_is_of_use():
    names = [node.targets[0].id for node in ast.parse((ROOT / "sim" / "constants.py").read_text()).body if isinstance(node, ast.Assign)]
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "sim").rglob("*.py") if path.name != "constants.py")
    assert [name for name in names if not re.search(rf"\b{name}\b", code)] == []


def test_every_number_of_the_rules_is_a_column_of_the_compiled_rules():
    columns = {dotted for _, dotted in rule_fields()}
    assert columns == {f"rules.{name}" for name in flat_numbers(Rules())}


def test_numbers_by_month_are_twelve_and_not_all_nothing():
    from sim.scenario.refusal import ScenarioRefused, judge

    for group, name in (("patrol", "farm_season"), ("supply", "harvest_season")):
        assert len(getattr(getattr(Rules(), group), name)) == 12
        assert declared(type(getattr(Rules(), group)), name)["low"] == 0
        for wrong in ([1.0] * 11, [0.0] * 12, [1.0] * 11 + [-1.0]):
            with pytest.raises(ScenarioRefused, match=f"{name}: (must be 12 numbers|a list of 12 is outside)"):
                judge(Scenario, {"name": "a", "rules": {group: {name: wrong}}})


def test_the_seasons_of_a_scenario_reach_its_worlds():
    from sim.model import MandateModel
    from sim.scenario.load import load

    flat = load("enclave", settings={"rules.patrol.farm_season": [1.0] * 12})
    assert (MandateModel(flat, 1).world.season[:, 0] == 1.0).all()
    assert (MandateModel(load("enclave"), 1).world.season[:, 0] != 1.0).any()
