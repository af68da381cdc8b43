"""Hydra composes Corridor's own presets, a user's files join as plain data, and nothing else happens."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hydra.core.config_store import ConfigStore
from hydra.core.global_hydra import GlobalHydra
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from omegaconf import OmegaConf

from experiments.compose import RESOLVERS, compose, composed_scenario
from experiments.overrides import Word
from sim.scenario.load import load
from sim.scenario.presets import GROUPS, preset_names
from sim.scenario.refusal import ScenarioRefused
from tests.toy_configs import toy

__all__ = ["toy"]
OWN = {"seed": Word(1, int, 0), "out": None, "worlds": Word(200, int, 1), "quiet": False, "share": 0.5}


def scenario(*words):
    return composed_scenario(words, own=OWN)[0]


def told(*words) -> str:
    with pytest.raises(ScenarioRefused) as caught:
        composed_scenario(words, own=OWN)
    return str(caught.value)


def test_a_command_line_is_the_same_as_load(toy):
    Path("mine.yaml").write_text("roe: protect_civilians\ntitle: 2020-11-10 and on\n")
    Path("case.yaml").write_text("name: mine\nstart: 2021-01-01\npresets: {guarantees: coalition}\n")
    Path("list.yaml").write_text("- {name: north}\n")
    for words, choices in [
        ([], {}),
        (["scenario=plain"], {"scenario": "plain"}),
        (["mandate=strong", "guarantees=coalition"], {"mandate": "strong", "guarantees": "coalition"}),
        (["mandate=mine.yaml"], {"mandate": "mine.yaml"}),
        (["scenario=case.yaml", "mandate=mine.yaml"], {"scenario": "case.yaml", "mandate": "mine.yaml"}),
        (["guarantees=list.yaml", "resources.posts=3"], {"guarantees": "list.yaml", "resources__posts": 3}),
    ]:
        assert scenario(*words) == load(**choices)


@pytest.mark.parametrize("name", preset_names("scenario"))
def test_every_scenario_composes_to_what_load_gives(name):
    assert scenario(f"scenario={name}") == load(name)


@pytest.mark.parametrize(("group", "name"), [(group, name) for group in GROUPS for name in preset_names(group)])
def test_every_preset_composes_to_what_load_gives(group, name):
    assert scenario(f"{group}={name}") == load(**{group: name})


def test_settings_are_given_in_hydras_grammar(toy):
    made = scenario(
        "mandate.consent.quality=0.3", "+theory.pi=5e-1", "++horizon_days=1_000", "title='a, b: (c)'",
        "start=2021-01-01", "mandate.tasks=[line,villages]",
        "guarantees.guarantors.north={capability: 2, trigger: closure}",
        "question=", "mandate.monitoring.publish=true", "uncertainty.priors.mandate.consent.quality.high=0.7",
        "mandate.authorised.grab=null",
    )  # fmt: skip
    assert made == load(
        settings={
            "mandate.consent.quality": 0.3, "theory.pi": 0.5, "horizon_days": 1000, "title": "a, b: (c)",
            "start": "2021-01-01", "mandate.tasks": ["line", "villages"],
            "guarantees.guarantors.north": {"capability": 2, "trigger": "closure"},
            "mandate.monitoring.publish": True, "uncertainty.priors.mandate.consent.quality.high": 0.7,
        }
    )  # fmt: skip


def test_a_later_word_wins_and_a_tilde_takes_a_setting_out(toy):
    assert scenario("theory.pi=0.1", "theory.pi=0.2").theory.pi == 0.2
    assert scenario("mandate=strong", "~mandate.term_days").mandate.term_days == 1825
    assert scenario("~resources.contributors.helper").resources.contributors.keys() == {"sponsor"}


def test_a_setting_in_a_list_of_named_entries_is_reached_by_name(toy):
    Path("list.yaml").write_text("- {name: north, capability: 2}\n")
    made = scenario("guarantees=list.yaml", "guarantees.guarantors.north.honour=0.75")
    assert made.guarantees.guarantors["north"].capability == 2 and made.guarantees.guarantors["north"].honour == 0.75


def test_a_verbs_own_words_are_kept_apart_and_typed(toy):
    words = compose(["seed=7", "out=/tmp/a b(1),2", "quiet=true", "share=0.25"], own=OWN).words
    assert words == {"seed": 7, "out": "/tmp/a b(1),2", "worlds": 200, "quiet": True, "share": 0.25}


REFUSED = [
    ("mandate.consent.quaity=0.3", "mandate.consent.quaity: no such setting; did you mean quality?"),
    ("theory.pi=3", "theory.pi: 3 is outside 0 to 1 (share)"),
    ("theory.pi=nan", "theory.pi: nan is not a finite number"),
    ("theory.pi=inf", "theory.pi: inf is not a finite number"),
    ("theory.pi='0.5'", "theory.pi: '0.5' is not a number (share); write it without quotes"),
    ("mandate.monitoring.publish=yes", "mandate.monitoring.publish: 'yes' is not true or false; write true or false"),
    (
        "mandate=strng",
        "mandate: no preset is named 'strng' (known: skeletal, skeletal_2020, strong); did you mean strong?",
    ),
    ("mandate=none.yaml", "none.yaml: no such file"),
    ("mandate=", "mandate: give mandate=NAME or mandate=FILE.yaml"),
    ("mandate={roe: observer}", "mandate: a preset's name or a file is expected"),
    ("mandat=strong", "mandat: no such word or setting; did you mean mandate?"),
    ("scenaro=plain", "scenaro: no such word or setting; did you mean scenario?"),
    ("scenario=plan", "scenario: no preset is named 'plan' (known: enclave, plain); did you mean plain?"),
    ("sed=7", "sed: no such word or setting; did you mean seed?"),
    ("horizon=30", "horizon: no such word or setting; did you mean horizon_days?"),
    ("seed=x", "seed: 'x' is not a whole number"),
    ("seed=1.5", "seed: '1.5' is not a whole number"),
    ("seed=-1", "seed: -1 is below 0"),
    ("worlds=0", "worlds: 0 is below 1"),
    ("quiet=maybe", "quiet: 'maybe' is not true or false"),
    ("out=", "out: give out=VALUE"),
    ("~seed", "seed: give seed=VALUE"),
    ("~mandate", "mandate: a group cannot be taken out"),
    ("~theory.pi", "theory.pi: cannot be taken out"),
    ("presets.mandate=strong", "presets.mandate: presets are chosen by group"),
    # Several values for one run.
    ("seed=1,2", "seed: '1,2' is not a whole number; one value per run"),
    ("mandate=strong,skeletal", "mandate: 'strong,skeletal' stands for several; one value per run"),
    ("mandate=glob(*)", "mandate: 'glob(*)' stands for several; one value per run"),
    ("mandate=choice(strong,skeletal)", "one value per run"),
    ("theory.pi=0.1,0.2", "theory.pi: '0.1,0.2' stands for several; one value per run"),
    ("theory.pi=range(0,1)", "theory.pi: 'range(0,1)' stands for several; one value per run"),
    ("theory.pi=interval(0,1)", "one value per run"),
    ("theory.pi=choice(0,1)", "one value per run"),
    ("theory.pi=shuffle(0,1)", "one value per run"),
    ("mandate.roe=glob(*)", "one value per run"),
    # What would make Hydra or OmegaConf do or tell something.
    ("title=${oc.env:HOME}", "an interpolation (${...}) has no place here"),
    ("title='${oc.env:HOME}'", "an interpolation"),
    ("title=\\${oc.env:HOME}", "an interpolation"),
    ("${oc.env:HOME}=1", "an interpolation"),
    ("mandate=${oc.env:HOME}", "an interpolation"),
    ("out=${oc.env:HOME}", "an interpolation"),
    ("hydra.run.dir=/tmp/x", "hydra's own settings are not available"),
    ("+hydra.callbacks.x={_target_: os.system}", "hydra's own settings are not available"),
    ("hydra={}", "hydra's own settings are not available"),
    ("hydra/launcher=joblib", "hydra's own settings are not available"),
    ("hydra/job_logging=none", "hydra's own settings are not available"),
    ("theory._target_=os.system", "the key '_target_' is reserved"),
    ("_target_=os.system", "the key '_target_' is reserved"),
    ("theory={_target_: os.system}", "theory: the key '_target_' is reserved"),
    ("theory={pi: 1, x: [{_args_: 1}]}", "theory: the key '_args_' is reserved"),
    ("theory.defaults=[x]", "the key 'defaults' is reserved"),
    ("theory={1: 2}", "theory: the key 1 is not a name"),
    ("mandate@resources=strong", "not of the form name=value"),
    ("mandate/sub=strong", "not of the form name=value"),
    ("title=json_str([1])", "cannot be read"),
    ("title=Hello (world)", "title: 'Hello (world)' cannot be read; put a text with special characters in quotes"),
    ("title='open", "cannot be read"),
    # Words of no form.
    ("strong", "'strong': not of the form name=value"),
    ("--mandate=strong", "'--mandate=strong': not of the form name=value"),
    ("--config-dir=/tmp", "not of the form name=value"),
    ("-m", "not of the form name=value"),
    ("", "not of the form name=value"),
    ("=3", "not of the form name=value"),
    ("theory.=3", "not of the form name=value"),
    ("~theory.pi=1", "~ takes a name only"),
    ("a\x1b[31m=1", "'a?[31m=1': not of the form"),
]


@pytest.mark.parametrize(("word", "words"), REFUSED, ids=[word for word, _ in REFUSED])
def test_a_wrong_word_is_refused_plainly(toy, word, words):
    said = told(word)
    assert words in said and said.startswith("scenario refused, 1 problem:")


def test_all_wrong_words_are_told_at_once(toy):
    assert told(*[word for word, _ in REFUSED if "scenario" not in word and "scenaro" not in word]).count("\n") >= 40


USER_FILES = [
    ("a: &x 1\nb: *x\n", "line 2, column 4: an alias"),
    ("roe: ${oc.env:HOME}\n", "an interpolation"),
    ("_target_: os.system\n", "the key '_target_' is reserved"),
    ("defaults: [/resources: lean]\n", "the key 'defaults' is reserved"),
    ("hydra: {run: {dir: /tmp/x}}\n", "the key 'hydra' is reserved"),
    ("roe: !!python/name:os.system\n", "a tag"),
    ("# @package _global_\nname: taken\n", "mandate.name: no such setting"),
    ("roee: observer\n", "mandate.roee: no such setting; did you mean roe?"),
    ("title: '???'\nroee: 1\n", "mandate.roee"),
]


@pytest.mark.parametrize(("text", "words"), USER_FILES, ids=[words for _, words in USER_FILES])
def test_a_users_file_is_plain_data_or_refused(toy, text, words):
    Path("mine.yaml").write_text(text)
    assert words in told("mandate=mine.yaml")


def test_a_text_that_means_something_to_omegaconf_is_only_a_text(toy):
    Path("mine.yaml").write_text("title: '???'\nnote: $x {y}\n")
    made = scenario("mandate=mine.yaml", "question='???'")
    assert (made.mandate.title, made.mandate.note, made.question) == ("???", "$x {y}", "???")


def test_composing_leaves_nothing_behind(toy, tmp_path, capsys):
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    folder, level, handlers = os.getcwd(), logging.root.level, list(logging.root.handlers)
    stored = list(ConfigStore.instance().repo)
    for _ in range(2):
        scenario("mandate=strong")
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
    assert (os.getcwd(), logging.root.level, list(logging.root.handlers)) == (folder, level, handlers)
    assert not GlobalHydra.instance().is_initialized() and list(ConfigStore.instance().repo) == stored
    assert not any(OmegaConf.has_resolver(name) for name in RESOLVERS)
    assert capsys.readouterr() == ("", "")


def test_no_preset_that_comes_with_corridor_speaks_to_hydra():
    from sim.scenario.paths import configs_dir

    for path in configs_dir().rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        assert "@package" not in text and "${" not in text, path


def test_compose_can_be_imported_without_the_model():
    heavy = ("mesa", "matplotlib", "pyarrow", "networkx")
    code = f"import sys, experiments.compose; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


PIECES = st.sampled_from(
    ["mandate", "theory.pi", "seed", "title", "=", ".", ",", "~", "+", "++", "{", "}", "[", "]", "(", ")", "'", '"',
     "\\", "$", "${", "range(", "1", "0.5", "a", "/", ".yaml", ":", " ", "\n", "\x00", "_target_", "hydra", "é", "@",
     "*", "null", "nan", "-"]
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.lists(PIECES, max_size=6).map("".join), max_size=3))
def test_any_command_line_is_taken_or_refused_in_printable_words(toy, words):
    try:
        scenario(*words)
    except ScenarioRefused as refusal:
        assert all(line.isprintable() and len(line) < 600 for line in str(refusal).splitlines())
