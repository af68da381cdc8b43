"""The door tells everything that is wrong at once: dotted name, value, range, nearest known name."""

import json
import re
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import model_validator

from sim.scenario.glossary import describe_settings
from sim.scenario.problem import Problem
from sim.scenario.refusal import ScenarioRefused, judge
from sim.scenario.root import Scenario
from sim.scenario.settings import Settings, setting

NAN, INF = float("nan"), float("inf")
TROOPS = "resources.contributors.sponsor.troops"


def tree(name: str, value: Any) -> dict[str, Any]:
    """A whole scenario in which one dotted setting has this value."""
    data: dict[str, Any] = {"name": "a case"}
    here, parts = data, name.split(".")
    for part in parts[:-1]:
        here = here.setdefault(part, {})
    here[parts[-1]] = value
    return data


def told(data: Any) -> str:
    with pytest.raises(ScenarioRefused) as caught:
        judge(Scenario, data)
    return str(caught.value)


REFUSED = [
    # Misspelt names: the nearest beside them, else the same name elsewhere in the tree.
    ("resources.troop", 5, f"no such setting; did you mean {TROOPS.replace('sponsor', '<name>')}?"),
    ("mandate.monitoring.detecton", 0.5, "no such setting; did you mean detection?"),
    ("mandate.monitorin", {}, "no such setting; did you mean monitoring?"),
    ("mandat", {}, "no such setting; did you mean mandate?"),
    ("horizon", 3, "no such setting; did you mean horizon_days?"),
    ("Horizon_Days", 3, "no such setting; did you mean horizon_days?"),
    ("mandate.pi", 3, "no such setting; did you mean theory.pi?"),
    ("rules.consent", {}, "no such setting; did you mean mandate.consent?"),
    ("resources.contributors.sponsor.capabilty", 1.0, "no such setting; did you mean capability?"),
    ("guarantees.guarantors.north.capabilty", 1.0, "no such setting; did you mean capability?"),
    ("qqqqqqq", 1, "no such setting"),
    # Numbers outside their range.
    ("mandate.monitoring.detection", 3, "3 is outside 0 to 1 (probability)"),
    ("mandate.monitoring.detection", -0.1, "-0.1 is outside 0 to 1 (probability)"),
    ("mandate.monitoring.detection", 1.0000001, "1.0000001 is outside 0 to 1 (probability)"),
    ("mandate.monitoring.detection", 1e300, "1e+300 is outside 0 to 1 (probability)"),
    ("horizon_days", 0, "0 is outside 1 to 10,000 (days)"),
    ("horizon_days", 10**30, "a number of more than 15 digits is outside 1 to 10,000 (days)"),
    (TROOPS, -1, "-1 is outside 0 to 100,000 (persons)"),
    (TROOPS, 10**6, "1000000 is outside 0 to 100,000 (persons)"),
    ("population", -5, "-5 is outside 0 to 50,000,000 (persons)"),
    ("guarantees.guarantors.north.honour", 2, "2 is outside 0 to 1 (probability)"),
    ("resources.contributors.sponsor.distraction", 1.5, "1.5 is outside 0 to 1 (series name or 0-1)"),
    ("start", date(1700, 1, 1), "1700-01-01 is outside 1900-01-01 to 2200-01-01 (date)"),
    ("uncertainty.priors", {"theory.pi": {"kind": "normal", "mean": 0.5, "sd": -1}}, "theory.pi.sd: -1 is below 0"),
    # No finite numbers.
    ("mandate.monitoring.detection", NAN, "nan is not a finite number (probability)"),
    ("mandate.monitoring.detection", INF, "inf is not a finite number (probability)"),
    ("mandate.monitoring.detection", -INF, "-inf is not a finite number (probability)"),
    ("resources.contributors.sponsor.ties", NAN, "nan is not a finite number (series name or 0-1)"),
    ("horizon_days", NAN, "nan is not a whole number of days"),
    ("horizon_days", INF, "inf is not a whole number of days"),
    # Other types than the setting's.
    ("horizon_days", "long", "'long' is not a whole number of days"),
    ("horizon_days", "30", "'30' is not a whole number of days; write it without quotes"),
    ("horizon_days", 30.0, "30.0 is not a whole number of days"),
    ("horizon_days", 30.5, "30.5 is not a whole number of days"),
    ("horizon_days", True, "true is not a whole number of days"),
    ("horizon_days", None, "(empty) is not a whole number of days"),
    ("horizon_days", [30], "a list of 1 is not a whole number of days"),
    ("horizon_days", {"days": 30}, "a group of settings is not a whole number of days"),
    ("mandate.monitoring.detection", "0.5", "'0.5' is not a number (probability); write it without quotes"),
    ("mandate.monitoring.detection", "half", "'half' is not a number (probability)"),
    ("mandate.monitoring.detection", True, "true is not a number (probability)"),
    ("mandate.monitoring.publish", "no", "'no' is not true or false; write true or false"),
    ("mandate.monitoring.publish", 1, "1 is not true or false"),
    ("mandate.authorised.grab", "most", "'most' is not a number (share)"),
    ("title", 2020, "2020 is not text"),
    ("title", ["a"], "a list of 1 is not text"),
    ("start", "10.11.2020", "'10.11.2020' is not a date such as 2020-11-10"),
    ("start", "2020-02-30", "'2020-02-30' is not a date such as 2020-11-10"),
    ("start", "20201110", "'20201110' is not a date such as 2020-11-10"),
    ("start", 2020, "2020 is not a date such as 2020-11-10"),
    ("start", datetime(2020, 11, 10, 5), "is not a date such as 2020-11-10"),
    ("mandate", None, "(empty) is not a group of settings"),
    ("mandate", "un_chapter_vi", "'un_chapter_vi' is not a group of settings"),
    ("mandate", [1, 2], "a list of 2 is not a group of settings"),
    ("mandate.consent", 0.5, "0.5 is not a group of settings"),
    ("guarantees.guarantors", 5, "5 is not a group of settings"),
    ("guarantees.guarantors.north", None, "(empty) is not a group of settings"),
    ("mandate.tasks", "line", "'line' is not a list of choices"),
    # Choices.
    ("mandate.roe", "protect_civilian", "'protect_civilian' is not one of observer, self_defence, protect_civilians, "
     "enforce_access; did you mean protect_civilians?"),
    ("mandate.roe", 3, "3 is not one of observer, self_defence"),
    ("mandate.roe", None, "(empty) is not one of observer, self_defence"),
    ("mandate.tasks", ["line", "corridr"], "'corridr' (entry 2) is not one of corridor, line"),
    ("mandate.tasks", [3], "3 (entry 1) is not one of corridor, line"),
    ("guarantees.guarantors.north.trigger", "checkpoints", "did you mean checkpoint?"),
    # Entries by name.
    ("guarantees.guarantors", [{"name": "north"}, {"name": "north"}], "two entries are named north"),
    ("guarantees.guarantors", [{"capability": 1.0}], "every entry of the list needs a name"),
    ("guarantees.guarantors", ["north"], "every entry of the list needs a name"),
    ("guarantees.guarantors", [{"name": 3}], "every entry of the list needs a name"),
    ("guarantees.guarantors", {"the north": {}}, "'the north': a name is letters, digits"),
    ("guarantees.guarantors", {"": {}}, "a name is letters, digits"),
    ("guarantees.guarantors", {3: {}}, "a name is letters, digits"),
    # Texts.
    ("title", "\x1b[31mred", "a character that cannot be printed"),
    ("title", "left\u202eright", "a character that cannot be printed"),
    ("title", "\ud800", "not"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "words"), REFUSED, ids=lambda part: part if isinstance(part, str) else "")
def test_a_wrong_setting_is_refused_by_name_value_and_range(name, value, words):
    said = told(tree(name, value))
    assert re.search(rf"^  {re.escape(name)}(\.[a-z_.]+)?: ", said, re.MULTILINE), said
    assert words in said


def test_a_refusal_reads_as_the_house_style_says():
    data = {"name": "a", "mandate": {"monitoring": {"detection": 3, "detecton": 1}}, "horizon_days": "long"}
    assert told(data) == (
        "scenario refused, 3 problems:\n"
        "  horizon_days: 'long' is not a whole number of days\n"
        "  mandate.monitoring.detection: 3 is outside 0 to 1 (probability)\n"
        "  mandate.monitoring.detecton: no such setting; did you mean detection?"
    )


def test_one_problem_is_one_problem():
    assert told({"name": "a", "horizon_days": 0}).startswith("scenario refused, 1 problem:\n")


def test_a_missing_name_is_told():
    assert "  name: missing; give text" in told({})


@pytest.mark.parametrize("root", [None, 3, "text", [1], True])
def test_a_scenario_that_is_no_mapping_is_refused(root):
    assert "is not a group of settings (name: value)" in told(root)


def test_all_faults_are_told_at_once_and_each_once():
    names = [info.name.replace("<name>", "north") for info in describe_settings(Scenario)]
    numbers = [info for info in describe_settings(Scenario) if info.high is not None and "priors" not in info.name]
    data: dict[str, Any] = {"name": "a"}
    for info in numbers:
        wrong = {"misspelt": 1} if info.kind == "date" else 10**12
        here, parts = data, info.name.replace("<name>", "north").split(".")
        for part in parts[:-1]:
            here = here.setdefault(part, {})
        here[parts[-1]] = wrong
    with pytest.raises(ScenarioRefused) as caught:
        judge(Scenario, data)
    found = [problem.name for problem in caught.value.problems]
    assert sorted(found) == sorted(info.name.replace("<name>", "north") for info in numbers)
    assert set(found) <= set(names) and len(found) > 100


def test_a_suggestion_from_elsewhere_names_the_only_entry_there_is():
    data = {"name": "a", "resources": {"contributors": {"helper": {}}, "troops": 5}}
    assert "did you mean resources.contributors.helper.troops?" in told(data)


def test_a_huge_value_does_not_flood_the_terminal():
    for name in ("title", "mandate.roe", "horizon_days", "start", "mandate"):
        assert len(told(tree(name, "x\x1b" * 1_000_000))) < 400
    assert len(told({"name": "a", "y" * 100_000: 1})) < 400
    many = told({"name": "a", **{f"zz{n}": n for n in range(5000)}})
    assert many.startswith("scenario refused, 5000 problems:") and many.endswith("and 4900 more")


def test_a_validators_own_words_are_shown_as_they_are():
    class Dates(Settings):
        first: int = setting(1, "days", source="a guess")
        last: int = setting(2, "days", source="a guess")

        @model_validator(mode="after")
        def _in_order(self) -> "Dates":
            if self.last < self.first:
                raise ValueError("last comes before first")
            return self

    class Case(Settings):
        dates: Dates = Dates()

    with pytest.raises(ScenarioRefused, match=r"\n  dates: last comes before first$"):
        judge(Case, {"dates": {"first": 3, "last": 2}})


def test_a_validator_may_refuse_several_things_by_name():
    class Inner(Settings):
        @model_validator(mode="after")
        def _never(self) -> "Inner":
            raise ScenarioRefused([Problem("a", 1, "wrong"), Problem("b.c", 2, "worse", "b.d")])

    class Case(Settings):
        inner: Inner

    with pytest.raises(ScenarioRefused) as caught:
        judge(Case, {"inner": {}})
    assert str(caught.value).splitlines()[1:] == ["  inner.a: wrong", "  inner.b.c: worse; did you mean b.d?"]


def test_a_prior_that_makes_no_sense_is_refused():
    name = "uncertainty.priors"
    assert "must be below high" in told(tree(name, {"theory.pi": {"kind": "uniform", "low": 1, "high": 0}}))
    assert "did you mean normal?" in told(tree(name, {"theory.pi": {"kind": "norml"}}))
    assert "outside 0 to 1" in told(tree(name, {"theory.pi": {"kind": "uniform", "low": 0, "high": 3}}))
    assert "did you mean theory.pi?" in told(tree(name, {"theory.pie": {"kind": "uniform", "low": 0, "high": 1}}))


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates() | st.binary(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10) | st.integers(), inner, max_size=3)
    ),
    max_leaves=10,
)
NAMES = st.sampled_from([info.name.replace("<name>", "north") for info in describe_settings(Scenario)])
GROUPS = NAMES.map(lambda name: name.rsplit(".", 1)[0])


@settings(max_examples=300, deadline=None)
@given(name=NAMES | GROUPS, value=ANY)
def test_whatever_stands_in_a_settings_place_is_taken_or_refused_in_printable_words(name, value):
    try:
        judge(Scenario, tree(name, value))
    except ScenarioRefused as refusal:
        assert refusal.problems
        for line in str(refusal).splitlines():
            assert line.isprintable() and len(line) < 600
        json.dumps(str(refusal)).encode("ascii")
