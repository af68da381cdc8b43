"""The verb `study`: describes a study, runs it (on), says how far it is, compacts its ledger."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.overrides import Word
from experiments.verbs.words import SETTINGS_HELP, asked, command_line, is_help
from sim.scenario.problem import nearest, printable
from sim.scenario.refusal import refuse

if TYPE_CHECKING:
    from experiments.study.layout import Laid
    from experiments.study.session import Progress

ACTS = ("describe", "run", "status", "compact", "columns")
FOLDER = "results"
WORDS = {
    "ledger": Word(None, str),
    "worlds": Word(None, int, 1),
    "first_seed": Word(None, int, 0),
    "engine": Word(None, str),
    "workers": Word(None, int, 0),
    "address": Word(None, str),
    "retry": Word(False, bool),
}
HELP = f"""corridor study: worlds x arms from one YAML file, stopped and resumed at will, in a ledger that is never damaged.

  corridor study describe STUDY [ledger=DIR] [words]   what will be run, how arms differ, time and disk; writes nothing
  corridor study run STUDY [ledger=DIR] [words]        lives the runs that the ledger lacks; the same command goes on
  corridor study status [STUDY] [ledger=DIR]           how far it is, and what it says so far
  corridor study compact [STUDY] [ledger=DIR]          folds waiting files into the tables
  corridor study columns [STUDY] [ledger=DIR]          what every column means, its type and unit

STUDY is a name in configs/study or a YAML file of your own:
  title, question, scenario, baseline, settings: {{any.setting: VALUE}}
  worlds: {{count: 1000, first_seed: 1, uncertainty: NAME|FILE}}
  arms: {{NAME: {{title, words, mandate, resources, guarantees, observers, settings: {{...}}, times: {{...}}}}}}
  grid: {{mandate: [NAME, NAME], resources.posts: [10, 27, 40]}}       every combination is an arm
  sample: {{method: latin_hypercube|sobol, points: 200, over: {{any.setting: {{low: 0, high: 1}}}}}}
  rows: FILE.csv                                                     one arm a row; columns are levers and settings
  outcomes: [NAME, ...], daily: [COLUMN, ...]                        what to report; daily series to keep
  until: {{outcome: NAME, arm: NAME, half_width: NUMBER}}              stop when the difference is known that well
  engine: {{kind: inline|local|dask|slurm, workers: N, address: ...}}

Words:
  ledger=DIR               the folder of the results (default: {FOLDER}/STUDY)
  worlds=N first_seed=N    instead of what the file says; more worlds later cost only the new runs
  engine=KIND workers=N    where, and in how many processes (default: local, one a core); results do not depend on it
  retry=true               runs that failed are tried again
  --json                   progress and result as lines of JSON
{SETTINGS_HELP}

What is in DIR: runs/*.parquet (one row a run: the table), daily/*.parquet, manifest.json; docs/ledger.md tells the columns.
  pandas.read_parquet("DIR/runs")      polars.read_parquet("DIR/runs/*.parquet")      arrow::open_dataset("DIR/runs")

Exit status: 0 done; 1 some runs failed (they are rows; the count is told), or the disk failed; 2 refused; 130 stopped.

Examples:
  corridor study describe levers_grid
  corridor study run levers_grid worlds=100 ledger=results/grid
  corridor study status ledger=results/grid"""


def main(argv: Sequence[str]) -> int:
    """Does one of the acts of a study."""
    if not argv or is_help(argv):
        print(HELP)
        return 0 if argv else 2
    act, *words = argv
    if act not in ACTS:
        near = nearest(act, ACTS)
        print(
            f"corridor study: no act is named {printable(act)!r}{f'; did you mean {near}?' if near else ''} ({', '.join(ACTS)})",
            file=sys.stderr,
        )
        return 2
    is_json = "--json" in words
    words = [word for word in words if word != "--json"]
    return {"describe": _describe, "run": _run, "status": _status, "compact": _compact, "columns": _columns}[act](words, is_json, argv)


def _describe(words: list[str], is_json: bool, argv: Sequence[str]) -> int:
    laid, own = _laid(words)
    from experiments.execute import cores
    from experiments.study.words import described, done_in, forecast

    folder = _folder(own, laid.file.name)
    n_left = laid.design.n_runs - (done_in(laid.design, folder) if folder.is_dir() else 0)
    workers = 1 if laid.engine.kind == "inline" else laid.engine.workers or cores()
    timed = forecast(laid.design, n_left, workers)
    if is_json:
        from experiments.study.screen import say

        say(
            "described",
            runs=laid.design.n_runs,
            left=n_left,
            arms=[arm.name for arm in laid.design.arms],
            worlds=laid.design.count,
            seconds=timed.seconds,
            bytes=timed.size,
        )
    else:
        print(described(laid, folder, workers, timed))
    return 0


def _run(words: list[str], is_json: bool, argv: Sequence[str]) -> int:
    if not any(word.startswith("engine=") for word in words):
        from experiments.crew import start_server

        start_server("experiments.study.work")
    laid, own = _laid(words)
    from experiments.study.screen import screen
    from experiments.study.session import live

    folder = _folder(own, laid.file.name)
    with screen(is_json) as show:
        progress = live(
            laid.design,
            folder,
            laid.engine,
            command=command_line("study", argv),
            retry=own["retry"],
            tell=lambda line: print(line, file=sys.stderr, flush=True),
            show=show,
        )
    _tell(progress, folder, command_line("study", argv), is_json)
    if progress.stopped_by and progress.how == "stopped":
        return 143 if progress.stopped_by == signal.SIGTERM else 130
    return 1 if progress.board.n_failed(progress.worlds) else 0


def _status(words: list[str], is_json: bool, argv: Sequence[str]) -> int:
    from experiments.study import manifest
    from experiments.study.lock import holder
    from experiments.study.reading import Results
    from experiments.study.status import status, told

    folder = _known_folder(words)
    found = status(Results(folder), manifest.read(folder) or {}, holder(folder))
    if is_json:
        from experiments.study.screen import say

        say("status", **found.facts)
    else:
        print("\n".join(told(found)))
    return 1 if found.facts["failed"] else 0


def _compact(words: list[str], is_json: bool, argv: Sequence[str]) -> int:
    from experiments.study.heal import heal
    from experiments.study.ledger import Ledger, written_to

    folder = _known_folder(words)
    design = Ledger(folder).design()
    with written_to(folder, command_line("study", argv)) as ledger:
        for line in heal(ledger, design):
            print(line, file=sys.stderr)
        parts = ledger.runs.parts()
    print(f"{printable(str(folder), 200)}: the runs are in {len(parts):,} file{'s' * (len(parts) != 1)}, and nothing waits")
    return 0


def _columns(words: list[str], is_json: bool, argv: Sequence[str]) -> int:
    from experiments.study.glossary import columns
    from experiments.study.ledger import Ledger

    print("\n".join(columns(Ledger(_known_folder(words)) if words else None)))
    return 0


def _laid(words: list[str]) -> tuple[Laid, dict[str, Any]]:
    """The study that the words ask for, judged before anything is written."""
    from experiments.study.layout import laid_out, read_file, with_settings, words_of

    names = [word for word in words if "=" not in word]
    if len(names) != 1:
        said = "a study's name or file is missing, e.g. corridor study run levers_grid" if not names else f"one study, not {len(names)}"
        raise refuse("", None, said)
    file = read_file(names[0])
    given = [word for word in words if "=" in word]
    usual = [f"{group}={choice}" for group, choice in words_of(file).items() if not any(word.startswith(f"{group}=") for word in given)]
    scenario, own, _, changed = asked([*usual, *given], WORDS)
    base = with_settings(file, scenario, changed)
    replaced = {name: own[name] for name in ("worlds", "first_seed", "engine", "workers", "address")}
    return laid_out(file, base, changed, **replaced), own


def _folder(own: dict[str, Any], name: str) -> Path:
    return Path(own["ledger"]).expanduser() if own["ledger"] else Path(FOLDER) / name


def _known_folder(words: list[str]) -> Path:
    """The folder of a ledger that is there: by ledger=DIR, or by the study's name."""
    from experiments.study import manifest

    given = [word.removeprefix("ledger=") for word in words if word.startswith("ledger=")]
    names = [Path(FOLDER) / Path(word).stem for word in words if "=" not in word]
    if len(given) + len(names) == 0 or len(words) > len(given) + len(names):
        raise refuse("", None, "give a study's name or ledger=DIR, and nothing else")
    folder = Path(given[0]).expanduser() if given else names[0]
    if manifest.read(folder) is None:
        raise refuse("ledger", str(folder), f"{printable(str(folder), 120)}: no ledger of a study")
    return folder


def _tell(progress: Progress, folder: Path, command: str, is_json: bool) -> None:
    from experiments.study.ending import facts, told

    if is_json:
        from experiments.study.screen import say

        say("end", **facts(progress, folder))
    else:
        print("\n".join(told(progress, folder, command)))
