"""A scenario is loaded by presets, paths and changes, and judged as one."""

from pathlib import Path

import numpy as np
import pytest
import yaml

from sim.scenario.load import load, written_out
from sim.scenario.presets import GROUPS, preset_names, read_preset
from sim.scenario.refusal import ScenarioRefused
from tests.toy_configs import toy

__all__ = ["toy"]


def told(*given, **changes) -> str:
    with pytest.raises(ScenarioRefused) as caught:
        load(*given, **changes)
    return str(caught.value)


def test_a_scenario_starts_from_its_presets(toy):
    made = load()
    assert made.name == "enclave" and made.armed_actor.aims == 0.9
    assert made.mandate.roe == "observer" and list(made.resources.contributors) == ["sponsor", "helper"]
    assert made.presets.resources == "lean" and "mandate.consent.quality" in made.uncertainty.priors


def test_a_scenario_without_presets_starts_from_the_usual_ones(toy):
    made = load("plain")
    assert made.mandate.title == "usual" and made.presets.mandate == "skeletal_2020"


def test_another_preset_replaces_a_group_whole(toy):
    made = load(mandate="strong")
    assert (made.mandate.roe, made.mandate.term_days, made.presets.mandate) == ("enforce_access", 365, "strong")
    assert made.mandate.title == "" and made.mandate.consent.quality == 0.6


@pytest.mark.parametrize("kind", [str, Path])
def test_a_users_file_is_taken_wherever_a_preset_is(toy, kind):
    Path("mine.yaml").write_text("roe: protect_civilians\n")
    made = load(mandate=kind("mine.yaml"))
    assert made.mandate.roe == "protect_civilians" and made.presets.mandate == "mine.yaml"


def test_a_users_scenario_finds_its_files_beside_it(toy):
    Path("sub/place").mkdir(parents=True)
    Path("sub/case.yaml").write_text("name: mine\nplace: ./place\npresets: {mandate: ./m.yaml, resources: lean}\n")
    Path("sub/m.yaml").write_text("term_days: 90\n")
    made = load("sub/case.yaml")
    assert made.mandate.term_days == 90 and Path(made.place).is_dir() and made.presets.resources == "lean"


def test_a_list_of_guarantors_is_a_guarantees_file(toy):
    Path("list.yaml").write_text("- {name: north, capability: 2}\n- {name: south}\n")
    assert (
        load(guarantees="list.yaml").guarantees
        == load(guarantees={"guarantors": {"north": {"capability": 2}, "south": {}}}).guarantees
    )
    assert "the file holds a list" in told(mandate="list.yaml")


def test_settings_are_changed_by_dotted_name_or_by_underscores(toy):
    made = load(
        resources__posts=40, horizon_days=30, settings={"theory.pi": 1, "resources.contributors.helper.troops": 5}
    )
    assert (made.resources.posts, made.horizon_days, made.theory.pi) == (40, 30, 1.0)
    assert (
        made.resources.contributors["helper"].troops == 5
        and made.resources.contributors["helper"].ties == "ties_steady"
    )


def test_a_prior_is_changed_under_its_dotted_name(toy):
    made = load(settings={"uncertainty.priors.mandate.consent.quality.high": 0.9})
    assert made.uncertainty.priors["mandate.consent.quality"].high == 0.9


def test_numbers_of_numpy_are_numbers(toy):
    assert load(horizon_days=np.int64(30), settings={"theory.pi": np.float64(0.5)}).horizon_days == 30


def test_a_change_makes_a_new_scenario(toy):
    base = load()
    arm = base.with_(mandate="strong", resources__posts=3, settings={"resources.contributors.helper.troops": 7})
    assert base.mandate.roe == "observer" and base.resources.posts == 27
    assert arm.mandate.roe == "enforce_access" and arm.presets.mandate == "strong" and arm.resources.posts == 3
    assert arm.resources.contributors["sponsor"].troops == 900
    assert (
        arm.with_(mandate="skeletal", settings={"resources.posts": 27, "resources.contributors.helper.troops": 100})
        == base
    )


def test_a_scenario_written_out_loads_again_without_its_presets(toy):
    made = load(mandate="strong", theory__pi=0.9)
    again = load(written_out(made))
    assert again.model_copy(update={"presets": made.presets}) == made
    Path("whole.yaml").write_text(yaml.safe_dump(_lists(written_out(made))))
    assert load("whole.yaml") == again


def _lists(data):
    if isinstance(data, dict):
        return {key: _lists(value) for key, value in data.items()}
    return [_lists(value) for value in data] if isinstance(data, tuple) else data


def test_unknown_presets_are_refused_with_the_nearest_and_the_known(toy):
    said = told("enclav", mandate="strng", guarantees="coalitio")
    assert "scenario: no preset is named 'enclav' (known: enclave, plain); did you mean enclave?" in said
    assert "mandate: no preset is named 'strng' (known: skeletal, skeletal_2020, strong); did you mean strong?" in said
    assert "did you mean coalition?" in said


@pytest.mark.parametrize("name", ["../mandate/strong", "..", ".", "", "strong\0", "/etc/passwd", "~", "*"])
def test_no_name_leads_out_of_the_presets(toy, name):
    assert "refused" in told(mandate=name)


def test_faults_of_files_names_and_values_are_told_together(toy):
    Path("bad.yaml").write_text("a: &x 1\n")
    said = told(
        mandate="strng",
        guarantees="bad.yaml",
        resources__posts=-1,
        observrs="x",
        settings={"theory.pie": 1, "_target_": 1},
    )
    assert said.startswith("scenario refused, 6 problems:")
    for words in (
        "did you mean strong?",
        "bad.yaml, line 1, column 4: an anchor",
        "resources.posts: -1 is outside 0 to 500 (posts)",
        "observrs: no such setting; did you mean observers?",
        "theory.pie: no such setting; did you mean pi?",
        "_target_: the key '_target_' is reserved",
    ):
        assert words in said


def test_a_group_given_twice_is_refused(toy):
    Path("twice.yaml").write_text("name: a\npresets: {mandate: strong}\nmandate: {term_days: 90}\n")
    assert "mandate: given twice, by presets.mandate and in full" in told("twice.yaml")


def test_a_wrong_list_of_presets_is_refused(toy):
    Path("wrong.yaml").write_text("name: a\npresets: {mandat: strong, resources: 3}\n")
    said = told("wrong.yaml")
    assert (
        "presets.mandat: no such setting; did you mean mandate?" in said and "presets.resources: 3 is not text" in said
    )


def test_a_setting_below_a_number_is_refused(toy):
    assert "resources.posts.north: north cannot be set: above it stands 27" in told(
        resources__posts=27, settings={"resources.posts.north": 1}
    )


OWN = [(group, name) for group in ("scenario", *GROUPS) for name in preset_names(group)]


@pytest.mark.parametrize(("group", "name"), OWN)
def test_every_preset_that_comes_with_corridor_passes_the_door(group, name):
    made = load(name) if group == "scenario" else load(**{group: name})
    assert getattr(made.presets, group, name) == name
    assert read_preset(group, name).get("title"), "a preset says in one line what it is"
