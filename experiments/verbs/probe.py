"""The verb `probe`: the checks that catch a scripted or an inert model."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.overrides import Word
from experiments.verbs.words import SETTINGS_HELP, Asked, asked, command_line, is_help
from sim.scenario.problem import Problem, nearest
from sim.scenario.refusal import ScenarioRefused

if TYPE_CHECKING:
    from experiments.evidence.checks.finding import Finding

FOLDER = "results/probe"
CASE = "nagorno_karabakh"
WORDS = {
    "worlds": Word(150, int, 20),
    "first_seed": Word(1, int, 0),
    "workers": Word(0, int, 0),
    "checks": Word(None, str),
    "out": Word(FOLDER, str),
}
HELP = f"""corridor probe: the checks that catch a scripted or an inert model.

  corridor probe [checks=NAME,NAME] [scenario=NAME] [worlds=N] [any.setting=VALUE ...] [--json]

Checks (all of them, if none is named):
  shift        the sponsor's distraction 90 and 180 days earlier and later: how far does the onset of obstruction move?
  recode       each coding of distraction and of ties; and no distraction at all
  placebo      an armed actor without territorial aims must leave the road alone in 98 % of worlds
  ablations    every mechanism off, one at a time: what changes? One that changes nothing is a defect
  numbers      every number of the rules changed by half: one that no outcome follows is a defect
  labels       what a mandate is called changes nothing, bit for bit
  entities     places, roads and units in another order
  orders       the rules of the day and the capitals of the week in another order
  steps        other strides; half weeks; what a day's step leaves out
  scale        the same people in smaller and larger households
  second_road  another road out makes a blockade worth less
  null_model   does the model beat a ladder climbed at random on the patterns of the record?

Words:
  worlds=N                 how many worlds (default: 150; placebo, entities and null_model take five times as many)
  first_seed=N             the seed of the first world (default: 1)
  workers=N                how many processes (default: one a core)
  out=DIR                  where worlds and results are kept (default: {FOLDER}); the same command goes on from there
  --json                   findings as lines of JSON
{SETTINGS_HELP.replace("default: enclave, a small place for teaching", f"default: {CASE}")}

kept: the whole 95 % interval lies in the band. broken: none of it does. undecided: it straddles an edge. shown: there is no band.
DIR holds checks.json (every finding with the numbers behind it) and figures.

Exit status: 0 nothing is broken; 1 something is, or runs failed; 2 refused; 130 stopped.

Examples:
  corridor probe
  corridor probe checks=ablations worlds=400 out=results/ablations"""


def main(argv: Sequence[str]) -> int:
    """Lives what the checks need, prints a table, writes checks.json and figures."""
    if is_help(argv):
        print(HELP)
        return 0
    is_json = "--json" in argv
    given = [word for word in argv if word != "--json"]
    named = given if any(word.startswith("scenario=") for word in given) else [f"scenario={CASE}", *given]
    ask = asked(named, WORDS)
    names = _names(ask.words["checks"])
    from experiments.evidence.checks.session import probe

    folder = _claimed(ask.words["out"])
    worlds = range(ask.words["first_seed"], ask.words["first_seed"] + ask.words["worlds"])
    began = time.perf_counter()
    with _ticking() as tick:
        found = probe(ask.scenario, folder, worlds, names, workers=ask.words["workers"], tell=_tell, tick=tick)
    about = _about(ask, worlds, command_line("probe", argv), time.perf_counter() - began)
    _write(ask.words["out"], found, about)
    if is_json:
        for one in found:
            print(json.dumps({"event": "finding", **one.as_json()}, ensure_ascii=False, allow_nan=False))
    else:
        print("\n".join(told(found, about)))
    return 1 if any(one.verdict == "broken" for one in found) else 0


def told(found: Sequence[Finding], about: dict[str, Any]) -> list[str]:
    """The findings as a table and a sentence each."""
    lines = [f"{about['title']}: {about['worlds']:,} worlds, {about['seconds']:.0f} s.", ""]
    lines.append(f"{'finding':<20}{'verdict':<11}{'value':>9}  {'95 % interval':<22}{'band':<16}statistic")
    for one in found:
        cells = f"[{one.low:.3g}, {one.high:.3g}]"
        lines.append(f"{one.id:<20}{one.verdict:<11}{one.value:>9.3g}  {cells:<22}{_band(one):<16}{one.statistic}")
    for one in found:
        lines += ["", f"{one.id}: {one.statement}", f"  {one.words}"]
    return lines


def _band(one: Finding) -> str:
    if one.band is None:
        return "-"
    low, high = ("" if bound is None else f"{bound:.3g}" for bound in one.band)
    return f"{low} to {high}".strip() if low and high else f"at most {high}" if high else f"at least {low}"


def _names(written: str | None) -> list[str]:
    from experiments.evidence.checks.registry import CHECKS

    names = [name.strip() for name in written.split(",")] if written else list(CHECKS)
    unknown = [Problem("checks", name, f"no check is named {name!r}", nearest(name, CHECKS)) for name in names if name not in CHECKS]
    if unknown:
        raise ScenarioRefused(unknown, "command")
    return names


def _claimed(out: str) -> Path:
    """The folder, marked as ours before anything is lived in it, so that the same command may go on in it."""
    from experiments.folder import MARK, result_folder

    folder = Path(out).expanduser()
    if not (folder / MARK).exists():
        with result_folder(out, "probe") as aside:
            (aside / "README.txt").write_text("Made by corridor probe; the same command goes on from here.\n", encoding="utf-8")
    return folder


def _about(ask: Asked, worlds: range, command: str, seconds: float) -> dict[str, Any]:
    from experiments.identity import configuration_hash
    from experiments.version import version

    return {
        "title": ask.scenario.title or ask.scenario.name,
        "scenario": ask.scenario.name,
        "uncertainty": ask.scenario.presets.uncertainty,
        "configuration": configuration_hash(ask.scenario),
        "version": version(),
        "worlds": len(worlds),
        "first_seed": worlds.start,
        "command": command,
        "seconds": round(seconds, 1),
    }


def _write(out: str, found: Sequence[Finding], about: dict[str, Any]) -> None:
    """checks.json, and the figures that the findings allow."""
    from experiments.figures.checks import save_checks
    from experiments.folder import result_folder

    checks = [one.as_json() for one in found]
    text = json.dumps({"about": about, "checks": checks}, ensure_ascii=False, indent=1, allow_nan=False)
    with result_folder(out, "probe") as aside:
        (aside / "checks.json").write_text(text + "\n", encoding="utf-8")
        save_checks(checks, aside)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


@contextmanager
def _ticking() -> Iterator[Any]:
    """A line now and then on a terminal; silence in a pipe."""
    last = [0.0]

    def tick(done: int, total: int) -> None:
        if sys.stderr.isatty() and (time.monotonic() - last[0] > 0.5 or done == total):
            last[0] = time.monotonic()
            print(f"\r  {done:,} of {total:,} runs", end="\n" if done == total else "", file=sys.stderr, flush=True)

    yield tick
