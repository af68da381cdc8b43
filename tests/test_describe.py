"""`corridor describe` says what a setting means, its unit, range, default and source."""

import pytest

from experiments.describe import main
from sim.scenario.glossary import describe_settings
from sim.scenario.root import Scenario
from tests.toy_configs import toy

__all__ = ["toy"]


def said(capsys, *names: str, status: int = 0) -> str:
    assert main(list(names)) == status
    return capsys.readouterr().out


def test_a_setting_is_described_in_full(toy, capsys):
    told = said(capsys, "mandate.monitoring.detection")
    for words in (
        "mandate.monitoring.detection\n",
        "meaning  That an act",
        "0 to 1 (probability)",
        "default  0.25",
        "source",
        "assumption",
    ):
        assert words in told


def test_a_setting_of_an_entry_is_found_by_any_name(toy, capsys):
    assert "resources.contributors.<name>.troops" in said(capsys, "resources.contributors.russia.troops")


def test_a_setting_is_found_by_its_last_name_alone(toy, capsys):
    assert said(capsys, "detection").count("detection") == 2 and "theory.pi" in said(capsys, "pi")


def test_a_group_lists_its_presets_and_settings(toy, capsys):
    told = said(capsys, "mandate")
    assert "skeletal " in told and "On paper" in told and "mandate.roe" in told and "resources.posts" not in told


def test_a_preset_is_described_by_what_it_sets(toy, capsys):
    told = said(capsys, "mandate=skeletal")
    assert "mandate.consent.quality" in told and "0.5 share" in told and "line, escorts" in told


def test_without_a_name_every_preset_and_setting_is_listed(toy, capsys):
    told = said(capsys)
    assert all(info.name in told for info in describe_settings(Scenario))
    assert all(name in told for name in ("enclave", "strong", "coalition", "narrow"))


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("mandate.monitoring.detecton", "mandate.monitoring.detection"),
        ("detecton", "detection"),
        ("rules.suply", "rules.supply"),
        ("mandat=strong", "mandate"),
        ("mandate=strng", "strong"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(toy, capsys, asked, near):
    assert f"did you mean {near}" in said(capsys, asked, status=2).replace("mandate.monitoring.detection", near)


def test_help_is_given(capsys):
    with pytest.raises(SystemExit) as done:
        main(["--help"])
    assert done.value.code == 0 and "corridor describe" in capsys.readouterr().out
