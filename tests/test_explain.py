"""An explanation is the model's own: the choice as it was made, and changes that truly turn it when the world is lived again."""

import json

import pytest
import toy_studies
import toy_worlds

from experiments.__main__ import main
from experiments.explain import Life, Moment, choice_at, flips, levers_of, turning_choices
from experiments.explain.choices import ROAD, Choice, Option, choice_in
from experiments.explain.flips import ABSENT, CANNOT, FLIPS, asked, under, under_presets
from experiments.explain.levers import with_lever
from experiments.explain.words import told_choice, told_flips
from sim import load
from sim.model import MandateModel, run
from sim.scenario.presets import preset_names
from sim.world.arrays import GIVEN, STATE, arrays_of

BACKED = toy_worlds.DISTRACTED.with_(guarantees="coalition_monitored", settings={"theory.omega": 1.0}, uncertainty="none")


@pytest.fixture(scope="module")
def life():
    return Life(toy_worlds.DISTRACTED, 1, "toy")


@pytest.fixture(scope="module")
def choice(life):
    return next(one for one in turning_choices(life.tables) if one.chosen == "obstruction")


@pytest.fixture(scope="module")
def moment(life, choice):
    return Moment(life.scenario, life.seed, choice.day)


@pytest.fixture(scope="module")
def found(moment, choice):
    moment.restore()
    return flips(moment, choice, levers_of(moment.model))


def test_a_week_lived_again_unchanged_makes_the_same_choices(life, moment, choice):
    assert choice_in(moment.ask(), choice.day, choice.capital, choice.decision) == choice


def test_the_terms_of_an_option_sum_to_its_utility(life):
    for one in (one for day in range(0, 700, 70) if (one := choice_at(life.tables["decisions"], day))):
        assert all(sum(option.terms.values()) == pytest.approx(option.utility) for option in one.options)


def test_asking_leaves_the_morning_as_it_was(life, moment, choice):
    moment.restore()
    before = toy_worlds.digest(moment.model)
    lever = next(one for one in levers_of(moment.model) if one.name.endswith("sponsor.honour"))
    asked(moment, choice, lever, 0.99)
    moment.live_on(*with_lever(moment.scenario, moment.numbers, lever, 0.99))
    moment.restore()
    assert toy_worlds.digest(moment.model) == before
    assert toy_worlds.digest(moment.live_on()) == toy_worlds.digest(toy_worlds.live(life.scenario, life.seed, ledger=True))


def test_a_flip_turns_the_choice_when_the_world_is_lived_anew(life, choice, found):
    turning = [one for one in found if one.verdict == FLIPS]
    assert len(turning) >= 3
    for one in turning:
        anew = Moment(life.scenario, life.seed, choice.day)
        rows = anew.ask(*under(anew, one))
        other = choice_in(rows, choice.day, choice.capital, choice.decision)
        assert (other.chosen if other else "") == one.chosen != choice.chosen


def test_a_flip_is_the_smallest_change_of_its_lever(moment, choice, found):
    for one in (one for one in found if one.verdict == FLIPS and not one.lever.is_whole and "second_road" not in one.lever.name):
        for share in (0.25, 0.5, 0.9, 0.99):
            nearer = one.lever.value + share * (one.value - one.lever.value)
            assert asked(moment, choice, one.lever, nearer).chosen == choice.chosen


def test_a_lever_that_cannot_turn_a_choice_does_not_turn_it_anywhere(moment, choice, found):
    stuck = [one.lever for one in found if one.verdict == CANNOT]
    absent = [one.lever for one in found if one.verdict == ABSENT]
    assert stuck and absent
    for lever in stuck + absent:
        for share in (0.0, 0.13, 0.37, 0.61, 0.88, 1.0):
            other = asked(moment, choice, lever, lever.rounded(lever.low + share * (lever.high - lever.low)))
            assert other == choice if lever in absent else other.chosen == choice.chosen


def test_the_smallest_change_comes_first(found):
    sizes = [one.share_of_range for one in found]
    assert sizes == sorted(sizes)


def test_a_lever_changed_on_the_first_morning_acts_as_in_a_run_under_it():
    moment = Moment(BACKED, 3, 0)
    for lever in levers_of(moment.model):
        for value in (lever.low, lever.rounded(0.3 * lever.low + 0.7 * lever.high)):
            scenario, numbers = with_lever(BACKED, moment.numbers, lever, value)
            rows = moment.ask(scenario, numbers)
            fresh = MandateModel(BACKED.with_(settings={lever.name: int(value) if lever.is_whole else value}), 3, ledger=True)
            fresh.advance(1)
            mine, theirs = ([row for row in ledger if row[2] in (ROAD, "posture on the line", "will")] for ledger in (rows, fresh.ledger))
            assert mine == theirs, lever.name


def test_another_preset_on_the_first_morning_acts_as_in_a_run_under_it():
    moment = Moment(BACKED, 3, 0)
    was = choice_in(moment.ask(), 0, "armed actor", ROAD)
    turned = under_presets(moment, was._replace(options=tuple(one._replace(name=f"not {one.name}") for one in was.options)))
    assert len(turned) == len(preset_names("mandate")) + len(preset_names("guarantees"))
    for name, chosen in turned.items():
        group, preset = name.split("=")
        lived = run(BACKED.with_(**{group: preset}), 3, ledger=True).tables()
        assert choice_at(lived["decisions"], 0).chosen == chosen


def columns_of(world, names):
    """Every column of the arrays of a world, as bytes."""
    found = {}
    for name, table in arrays_of(world).items():
        for column in (table.dtype.names or [""]) if name.split(".")[0] in names else []:
            found[name, column] = (table[column] if column else table).tobytes()
    return found


OTHERWISE = {
    "guarantees": "coalition_tripwire",
    "mandate": "un_chapter_vii_access",
    "settings": {"theory.pi": 0.9, "rules.will.base": 0.4, "armed_actor.gains.closure": 0.9, "resources.posts": 9},
}


def test_whatever_is_given_is_laid_out_anew_and_whatever_is_state_is_kept():
    other = BACKED.with_(**OTHERWISE)
    model, fresh = MandateModel(BACKED, 3), MandateModel(other, 3)
    before = columns_of(model.world, STATE)
    model.amend(other)
    assert columns_of(model.world, GIVEN) == columns_of(fresh.world, GIVEN)
    changed = {name for (name, _), bytes_ in columns_of(model.world, STATE).items() if before[name, _] != bytes_}
    assert changed <= {"commitment_states", "segments", "zone"}  # other guarantors, other patrols, posts to come


def test_the_same_settings_again_change_nothing():
    moment = Moment(toy_worlds.WAR, 2, 100)
    usual = toy_worlds.digest(moment.live_on())
    assert toy_worlds.digest(moment.live_on(moment.scenario, moment.numbers)) == usual


def test_raids_and_battles_are_weighed_anew_and_what_was_learnt_stays():
    moment = Moment(load("sandbox"), 3, 0)
    (lever,) = levers_of(moment.model, ["mandate.authorised.raid"])
    rows = moment.ask(*with_lever(moment.scenario, moment.numbers, lever, 1.0))
    fresh = MandateModel(load("sandbox", settings={"mandate.authorised.raid": 1.0}), 3, ledger=True)
    fresh.advance(1)
    mine, theirs = ([row for row in ledger if row[2] == "campaigns"] for ledger in (rows, fresh.ledger))
    assert mine == theirs != []


def test_every_number_of_the_levers_is_asked_about():
    model = MandateModel(BACKED, 1)
    names = {lever.name for lever in levers_of(model)}
    numbers = {name for name, value in BACKED.numbers().items() if not isinstance(value, (bool, str))}
    asked_for = {name for name in numbers if name.split(".")[0] in ("mandate", "resources", "guarantees")}
    assert asked_for <= names
    assert {f"mandate.authorised.{rung}" for rung in ("harassment", "grab", "obstruction", "offensive")} <= names


def test_the_explanation_names_option_terms_and_draw(choice, life, found):
    text = "\n".join([*told_choice(choice, life.scenario.start, 0.5), *told_flips(found, {})])
    assert "the armed actor chose obstruction" in text
    assert "gain" in text and "The world's draw that week was 0.50" in text
    assert "no value would have turned it" in text and "Without any part in this choice" in text
    assert all(len(line) <= 100 for line in text.splitlines()) and text.isascii()


def test_a_choice_without_a_way_out_is_said_to_have_none(life):
    bare = Choice(0, "armed actor", ROAD, (Option("open", 0.0, 1.0, {}, True),), "")
    assert "No single lever" in "\n".join(told_flips([], {}))
    assert "\n".join(told_choice(bare, life.scenario.start)).endswith("chance 100%.")


def test_a_quiet_history_is_explained_by_its_likeliest_turn():
    quiet = Life(toy_worlds.ENCLAVE.with_(mandate="un_chapter_vii_access", settings={"armed_actor.aims": 0.1}), 2, "toy")
    (one,) = [one for one in turning_choices(quiet.tables) if one.decision == ROAD]
    assert one.chosen == "open"


def test_what_a_rule_decides_by_itself_is_no_turning_point():
    renewed = toy_worlds.ENCLAVE.with_(settings={"mandate.term_days": 30, "horizon_days": 90})
    ledger = Life(renewed, 1, "toy").tables["decisions"]
    assert choice_at(ledger, 35, "sponsor").chosen == "renew"
    assert "renew" not in [one.chosen for one in turning_choices(Life(renewed, 1, "toy").tables)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("run") / "one"
    words = ["horizon_days=500", "resources.contributors.sponsor.distraction=1.0", "seed=1", f"out={out}"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.drawing.drawn", lambda tables, out: [])
        assert main(["run", *words]) == 0
    return out


def test_a_folder_of_a_run_is_explained(folder, capsys):
    assert main(["explain", str(folder), "week=40", "levers=theory.pi", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["is_as_stored"] and told["seed"] == 1
    assert told["choices"][0]["choice"]["week"] == 40
    assert [one["name"] for one in told["choices"][0]["flips"]] == ["theory.pi"]


def test_a_run_of_a_ledger_is_explained_by_its_name(tmp_path, capsys):
    toy_studies.lived(toy_studies.plan(1).design, tmp_path)
    name = toy_studies.runs(tmp_path)["run_id"].to_pylist()[1]
    assert main(["explain", name, f"ledger={tmp_path}", "week=1", "levers=theory.pi", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["run_id"] == name and told["arm"] == "strong" and told["is_as_stored"]
    assert main(["diff", *toy_studies.runs(tmp_path)["run_id"].to_pylist(), f"ledger={tmp_path}"]) == 0
    assert "lived twice" in capsys.readouterr().out


def test_a_run_that_another_version_lived_is_told_apart(folder, tmp_path, capsys):
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    summary["outcomes"]["displaced_persons"] += 1
    (tmp_path / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    (tmp_path / "scenario.yaml").write_bytes((folder / "scenario.yaml").read_bytes())
    assert main(["explain", str(tmp_path), "week=40", "levers=theory.pi"]) == 0
    assert "Other outcomes were stored" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["week=40", "day=3"], "give week=N or day=N, not both"),
        (["week=4000"], "is after the last"),
        (["week=40", "decision=tea"], "no such choice was made in week 40; chosen that week: "),
        (["week=40", "levers=theory.pie"], "no number of this scenario is named 'theory.pie'; did you mean theory.pi?"),
        (["mandate=un_chapter_vi"], "a run that was lived has its settings"),
        (["other"], "one run is explained at a time, not 2"),
    ],
)
def test_what_cannot_be_explained_is_refused_in_words(folder, words, said, capsys):
    assert main(["explain", str(folder), *words]) == 2
    assert said in capsys.readouterr().err


def test_what_names_no_run_is_refused(tmp_path, capsys):
    for name in ("nowhere", str(tmp_path), "0123456789abcdef"):
        assert main(["explain", name]) == 2
    said = capsys.readouterr().err
    assert "no folder of corridor run" in said and "holds no run" in said and "no run is named" in said
