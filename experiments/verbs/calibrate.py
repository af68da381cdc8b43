"""The verb `calibrate`: from priors and the record of a case to joint parameter sets that every study can use."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.overrides import Word
from experiments.verbs.words import SETTINGS_HELP, asked, command_line, is_help
from sim.scenario.problem import printable
from sim.scenario.refusal import refuse

if TYPE_CHECKING:
    from experiments.evidence.calibration.calibrate import Calibration

CASE, FOLDER = "nagorno_karabakh", "results/calibration"
LEDGER = "ledger"
WORDS = {
    "record": Word(None, str),
    "runs": Word(20_000, int, 100),
    "keep": Word(500, int, 50),
    "sets": Word(500, int, 50),
    "first_seed": Word(1_000_001, int, 0),
    "workers": Word(0, int, 0),
    "out": Word(FOLDER, str),
}
HELP = f"""corridor calibrate: which numbers fit the record; joint parameter sets that every study can use.

  corridor calibrate [scenario={CASE}] [runs=N] [keep=N] [out=DIR] [any.setting=VALUE ...]

Words:
  record=NAME|FILE         what is compared: events, targets with tolerances (default: configs/calibration, by the scenario's name)
  runs=N                   how many worlds are drawn from the priors (default: 20,000)
  keep=N                   how many of those that had the record's events are kept (default: 500, the nearest)
  sets=N                   how many joint sets are written (default: 500)
  first_seed=N             the seed of the first world (default: 1,000,001: no study's worlds)
  workers=N                how many processes (default: one a core; the results do not depend on it)
  out=DIR                  a folder for the ledger and the results (default: {FOLDER}); the same command goes on after a stop
  --json                   what was found, as JSON
{SETTINGS_HELP}

What it writes to DIR:
  SCENARIO_calibrated.yaml, .csv   an uncertainty file and its table: corridor compare uncertainty=DIR/SCENARIO_calibrated.yaml
  calibration.json                 everything that was found
  report.html, *.png               the same for people: priors against posteriors, ranks of known truths
  ledger/                          every world that was lived

It needs the extra `calibration` (pip install "corridor-lab[calibration]"). docs/calibration.md tells the method and its limits.

Exit status: 0 done; 1 too few worlds had the record's events; 2 refused; 130 stopped.

Examples:
  corridor calibrate runs=2000 out=results/trial
  corridor calibrate
  corridor compare scenario={CASE} uncertainty={FOLDER}/{CASE}_calibrated.yaml"""


def main(argv: Sequence[str]) -> int:
    """Lives what the ledger lacks, calibrates, prints and writes."""
    if is_help(argv):
        print(HELP)
        return 0
    is_json = "--json" in argv
    words = [word for word in argv if word != "--json"]
    scenario, own, _, _ = asked(words if any(word.startswith("scenario=") for word in words) else [f"scenario={CASE}", *words], WORDS)
    from experiments.evidence.calibration.record import before_the_record, read_record

    record = read_record(own["record"] or scenario.name)
    fresh = before_the_record(scenario, record)
    _needs_extra()
    from experiments.evidence.calibration.calibrate import calibrate, facts
    from experiments.evidence.calibration.table import live_table

    folder = Path(own["out"]).expanduser()
    _claim(own["out"], folder)
    seeds = range(own["first_seed"], own["first_seed"] + own["runs"])
    table = live_table(fresh, record, seeds, folder / LEDGER, workers=own["workers"], tell=_aside)
    _aside("Learning summaries and ranking known truths ...")
    with _one_thread():
        found = calibrate(fresh, record, table, own["keep"])
    about = {**facts(found), "command": command_line("calibrate", argv), "version": _version(), "sets": own["sets"]}
    _write(own["out"], found, about, own["sets"])
    _say(about, is_json, own["out"], scenario.name)
    return 0


def _needs_extra() -> None:
    """Refuses before anything is lived where the library is missing."""
    from importlib.util import find_spec

    if find_spec("sklearn") is None:
        raise refuse("", None, 'calibration needs the extra: pip install "corridor-lab[calibration]"')


def _one_thread() -> Any:
    """Many small regressions are faster, and the same everywhere, on one thread of linear algebra."""
    from threadpoolctl import threadpool_limits

    return threadpool_limits(1)


def _claim(out: str, folder: Path) -> None:
    """Marks the folder as a result's, so that the same command goes on with it."""
    from experiments.folder import MARK, result_folder

    if not (folder / MARK).is_file():
        with result_folder(out, "calibrate"):
            pass


def _write(out: str, found: Calibration, about: dict[str, Any], sets: int) -> None:
    import json

    from experiments.evidence.calibration import written
    from experiments.evidence.calibration.page import page
    from experiments.figures import calibration as pictures
    from experiments.folder import result_folder

    name = f"{found.scenario.name}_calibrated"
    with result_folder(out, "calibrate") as aside:
        written.write_calibration(aside, name, found, about, sets)
        (aside / "calibration.json").write_text(json.dumps(about, indent=1, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")
        drawn = pictures.draw(found, aside)
        (aside / "report.html").write_text(page(about, drawn), encoding="utf-8", newline="\n")


def _say(about: dict[str, Any], is_json: bool, out: str, name: str) -> None:
    from experiments.evidence.calibration.told import told

    if is_json:
        import json

        print(json.dumps(about, ensure_ascii=False, allow_nan=False))
        return
    print("\n".join(told(about)))
    there = printable(out, 300)
    print(f"\nResults: {there} (begin with report.html); use them with uncertainty={there}/{name}_calibrated.yaml")


def _version() -> str:
    from experiments.version import version

    return version()


def _aside(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
