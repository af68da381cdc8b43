"""The verb `run`: lives one world under one arm, leaves its tables and figures, and tells its story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from experiments.overrides import Word
from experiments.verbs.words import SETTINGS_HELP, asked, command_line, is_help
from sim.scenario.problem import printable
from sim.scenario.root import Scenario
from sim.scenario.tree import GIVEN

LEVERS = ("mandate", "resources", "guarantees")
WORDS = {"seed": Word(1, int, 0), "out": Word(None, str)}
HELP = f"""corridor run: lives one world under one mandate and tells what happened.

  corridor run [scenario=NAME] [mandate=NAME] [seed=N] [out=DIR] [any.setting=VALUE ...]

Words:
  seed=N                   which world: luck and everything uncertain are drawn from it (default: 1)
  out=DIR                  a folder for the results; without it the story is printed and nothing is written
{SETTINGS_HELP}

What it writes to DIR:
  daily, settlements, segments, exits, incidents, decisions (.parquet; units in the columns' metadata)
  summary.json             every outcome with its unit, the seed, the configuration's hash, the version
  scenario.yaml            every setting as it was used; corridor run scenario=DIR/scenario.yaml seed=N lives it again
  report.html, *.png       the story and the figures

The same seed gives the same tables, byte for byte.

Examples:
  corridor run seed=7
  corridor run scenario=nagorno_karabakh mandate=un_chapter_vii_protect seed=7 out=results/one
  corridor run scenario=nagorno_karabakh resources.contributors.sponsor.troops=4000 guarantees=my/coalition.yaml"""


def main(argv: Sequence[str]) -> int:
    """Lives the world that the words name; prints its story, and writes its results where `out` is given."""
    if is_help(argv):
        print(HELP)
        return 0
    scenario, words, _, changed = asked(argv, WORDS)
    arm = arm_name(scenario, len(changed))
    if words["out"] is None:
        tables, summary = lived(scenario, words["seed"], arm)
        print(_story(tables, summary))
        print("\nNothing was written; out=DIR keeps tables and figures.")
        return 0
    from experiments.folder import result_folder

    with result_folder(words["out"], "run") as aside:
        tables, summary = lived(scenario, words["seed"], arm)
        is_whole = write(aside, scenario, tables, summary, command_line("run", argv))
    print(_story(tables, summary))
    print(f"\nTables, figures and report: {printable(words['out'], 300)}")
    return 0 if is_whole else 1


def lived(scenario: Scenario, seed: int, arm: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """One world with its ledger of choices: its tables, and its summary."""
    from experiments.compiling import compiling_told
    from experiments.identity import configuration_hash, run_id
    from experiments.version import version

    with compiling_told():
        import experiments.lean  # noqa: F401  before the model, so that it takes less memory
        from sim.model import run
        from sim.outcomes import UNITS

        one = run(scenario, seed, ledger=True)
        tables = one.tables()
    configuration = configuration_hash(scenario)
    about = {"run_id": run_id(configuration, seed), "scenario": scenario.name, "world": seed, "arm": arm, "seed": seed}
    about |= {"version": version(), "configuration_hash": configuration}
    return tables, {**about, "outcomes": dict(one.outcomes), "units": {name: UNITS[name] for name in one.outcomes}}


def arm_name(scenario: Scenario, n_changed: int = 0) -> str:
    """The arm by its presets, e.g. skeletal_2020 + as_2020; by its mandate's title where all is given in full."""
    chosen = [str(getattr(scenario.presets, group)) for group in LEVERS]
    if GIVEN in chosen:
        return scenario.mandate.title or "given in full"
    named = " + ".join(name for one in chosen if (name := Path(one).stem) != "none")
    return named + (f" ({n_changed} setting{'s' * (n_changed > 1)} changed)" if n_changed else "")


def write(folder: Path, scenario: Scenario, tables: Mapping[str, Any], summary: Mapping[str, Any], command: str) -> bool:
    """Writes everything that a run leaves behind; false where the figures could not be drawn."""
    from experiments.drawing import drawn
    from experiments.report import write_report
    from experiments.scenario_file import write_scenario
    from experiments.tables import write_json, write_table

    for name, columns in tables.items():
        write_table(folder / f"{name}.parquet", columns)
    write_json(folder / "summary.json", summary)
    write_scenario(folder / "scenario.yaml", scenario, f"Lived as seed {summary['seed']}.")
    pictures = drawn(tables, folder)
    meta = {key: summary[key] for key in ("version", "configuration_hash")} | {"seeds": summary["seed"]}
    meta |= {"title": scenario.title or scenario.name, "question": scenario.question, "command": command}
    write_report(folder, None, {summary["arm"]: ""}, {**meta, "story": _story(tables, summary)}, pictures or ())
    return pictures is not None


def _story(tables: Mapping[str, Any], summary: Mapping[str, Any]) -> str:
    from experiments.story import tell

    return tell(tables["daily"], tables["incidents"], tables["decisions"], summary)
