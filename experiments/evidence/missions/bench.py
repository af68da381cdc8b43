"""`corridor bench missions`: predicts the outcome class of each case, and scores it against what happened and against simple rivals."""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from experiments.evidence.missions.case import CLASSES, Case, read_cases, value_of
from experiments.evidence.missions.outcome import OUTCOMES, Prediction, classes_of, prediction
from experiments.evidence.missions.scenario import BEHAVIOUR, scenarios_of
from experiments.evidence.missions.shape import shape_of
from experiments.folder import folder_fault
from experiments.overrides import Word, taken_apart
from sim.scenario.problem import Problem
from sim.scenario.refusal import ScenarioRefused

WORDS = {
    "worlds": Word(200, int, 10),
    "first_seed": Word(1, int, 0),
    "workers": Word(0, int, 0),
    "cases": Word(None, str),
    "ledger": Word(None, str),
}
SET_ON = "nagorno_karabakh"  # the case on which the behavioural numbers were set by hand
EVEN = tuple(1.0 / len(CLASSES) for _ in CLASSES)
HELP = f"""corridor bench missions: other missions, by their documented fields alone, predicted and scored.

  corridor bench missions [worlds=N] [uncertainty=NAME|FILE] [cases=FOLDER|FILE] [ledger=DIR] [workers=N] [--json]

Words:
  worlds=N                 worlds a case (default: {WORDS["worlds"].default})
  uncertainty=NAME|FILE    the priors on behaviour that every case shares (default: {BEHAVIOUR})
  cases=FOLDER|FILE        case files of your own (default: configs/missions)
  ledger=DIR               keeps the runs, so that the same command goes on after a stop (default: a folder gone afterwards)
  first_seed=N             the seed of the first world (default: 1)
  workers=N                how many processes (default: one a core)
  --json                   JSON instead of the tables

Each case is lived on an abstract place of its size, with the model and the behaviour of Karabakh; docs/missions.md tells what each field
becomes. A world ends held, mixed or failed by one rule. The shares are scored by the Brier score (0 best, 2 worst) beside three
rivals: the base rate, troop density alone, mandate class alone, each taught by the other cases only. Cases without an outcome are
predicted and not scored.

Not for: forecasting. So few cases prove little, and a score says nothing about any mission to come.

Exit status: 0 done; 1 runs failed; 2 refused; 130 stopped.

Examples:
  corridor bench missions worlds=50
  corridor check configs/missions
  corridor run scenario=configs/missions/eastern_slavonia.yaml seed=7"""


class Scored(NamedTuple):
    """What became of all cases: predictions, the rivals' probabilities, what happened."""

    cases: Mapping[str, Case]
    predictions: Mapping[str, Prediction]
    why: Mapping[str, Mapping[str, float]]
    rivals: Mapping[str, Mapping[str, tuple[float, ...]]]
    happened: Mapping[str, str]
    uncertainty: str
    worlds: int


def main(argv: Sequence[str]) -> int:
    """Lives, scores and prints."""
    if any(word in ("-h", "--help", "help") for word in argv):
        print(HELP)
        return 0
    is_json = "--json" in argv
    words, uncertainty = _asked([word for word in argv if word != "--json"])
    from experiments.evidence.missions import rivals

    rivals.judge_packages()
    cases = read_cases(Path(words["cases"]).expanduser() if words["cases"] else None)
    found = scored(cases, uncertainty, range(words["first_seed"], words["first_seed"] + words["worlds"]), words["ledger"], words["workers"])
    if is_json:
        print(json.dumps(_finite(facts(found)), indent=1, allow_nan=False))
    else:
        print("\n".join(told(found)))
    return 0


def _asked(argv: Sequence[str]) -> tuple[dict[str, Any], str]:
    """The words, and the uncertainty file; one refusal tells everything wrong."""
    line = taken_apart(argv, WORDS)
    problems = [*line.problems, *folder_fault(None)]
    twice = [name for name, n in Counter(word.split("=", 1)[0] for word in argv).items() if n > 1]
    problems += [Problem(name, None, "given twice") for name in twice]
    problems += [Problem(name, choice, "a case file says this itself") for name, choice in line.choices.items() if name != "uncertainty"]
    problems += [Problem(one.name, one.written, "a case is told by its documented fields alone") for one in line.settings]
    if problems:
        raise ScenarioRefused(problems, "command")
    return line.words, line.choices.get("uncertainty", BEHAVIOUR)


def scored(
    cases: Mapping[str, Case], uncertainty: str = BEHAVIOUR, seeds: range = range(1, 201), ledger: str | None = None, workers: int = 0
) -> Scored:
    """Lives every case in these worlds and lets the rivals predict those that have an outcome."""
    from experiments.evidence.lives import lived
    from experiments.evidence.missions.rivals import RIVALS, leave_one_out

    arms = {name: scenarios_of(case, uncertainty, name) for name, case in cases.items()}
    every = {arm: scenario for variants in arms.values() for arm, scenario in variants.items()}
    table = lived(every, seeds, Path(ledger).expanduser() if ledger else None, workers=workers, tell=_say)
    runs = table.filter([status == "ok" for status in table["status"].to_pylist()])
    classes, why = {}, {}
    for name, variants in arms.items():
        own = runs.filter([arm in variants for arm in runs["arm"].to_pylist()])
        columns = {column: own[column].to_numpy() for column in OUTCOMES}
        classes[name] = classes_of(columns, shape_of(cases[name]).sector_km)
        why[name] = {column: float(values.mean()) for column, values in columns.items()}
    happened = {name: value_of(case.outcome) for name, case in cases.items() if case.outcome}
    return Scored(
        cases,
        {name: prediction(found) for name, found in classes.items()},
        why,
        {rival: leave_one_out(rival, cases) for rival in RIVALS} if happened else {},
        happened,
        uncertainty,
        len(seeds),
    )


def facts(found: Scored) -> dict[str, Any]:
    """Everything that was found, as plain data."""
    from experiments.evidence.missions import score
    from experiments.version import version

    ours = {name: one.shares for name, one in found.predictions.items()}
    held_out = {name: what for name, what in found.happened.items() if name != SET_ON}
    rivals = {**found.rivals, "even odds": {name: EVEN for name in found.happened}}
    return {
        "version": version(),
        "uncertainty": found.uncertainty,
        "worlds": found.worlds,
        "classes": CLASSES,
        "cases": {
            name: {
                "title": found.cases[name].title,
                "happened": found.happened.get(name),
                "predicted": {what: one._asdict() for what, one in one._asdict().items()},
                "means": found.why[name],
                "brier": score.brier(ours[name], found.happened[name]) if name in found.happened else None,
                "rivals": {rival: dict(zip(CLASSES, shares[name], strict=True)) for rival, shares in rivals.items() if name in shares},
            }
            for name, one in found.predictions.items()
        },
        "brier": {
            "model": _brier(ours, None, found.happened, held_out),
            **{rival: _brier(shares, ours, found.happened, held_out) for rival, shares in rivals.items()},
        }
        if found.happened
        else {},
        "calibration": [
            {**one._asdict(), "happened": one.happened._asdict()} for one in score.calibration(ours, found.happened)
        ]
        if found.happened
        else [],
    }


def _brier(shares: Any, ours: Any, happened: Mapping[str, str], held_out: Mapping[str, str]) -> dict[str, Any]:
    """Mean Brier score over all scored cases and without the case that set the behaviour; and the model's less this one's."""
    from experiments.evidence.missions import score

    told: dict[str, Any] = {"all": score.mean_brier(shares, happened)._asdict()}
    told |= {"held_out": score.mean_brier(shares, held_out)._asdict()} if held_out else {}
    return told | ({"model_less_this": score.difference(ours, shares, happened)._asdict()} if ours else {})


def told(found: Scored) -> list[str]:
    """The tables on the screen."""
    data, n = facts(found), len(found.happened)
    about = f"{found.worlds:,} worlds a case; behaviour: {found.uncertainty}; {n} cases with an outcome, {len(found.cases) - n} without"
    lines = [about, "", *_case_lines(found, data)]
    return [*lines, "", *_brier_lines(data), "", *_calibration_lines(data), "", *_verdict(data, n)] if n else lines


def _case_lines(found: Scored, data: Mapping[str, Any]) -> list[str]:
    """A line a case: probabilities with 95 % intervals, what happened, and everybody's Brier score."""
    heads = "".join(f"{what:>18}" for what in CLASSES) + f"  {'happened':<10}{'Brier':>6}" + "".join(f"{name:>15}" for name in found.rivals)
    lines = [f"{'case':<22}{heads}"]
    for name, one in data["cases"].items():
        cells = "".join(f"{_number(one['predicted'][what]):>18}" for what in CLASSES)
        brier = "-" if one["brier"] is None else f"{one['brier']:.2f}"
        theirs = "".join(f"{_rival_brier(found, rival, name):>15}" for rival in found.rivals)
        lines.append(f"{name[:21]:<22}{cells}  {one['happened'] or 'not yet':<10}{brier:>6}{theirs}")
    return lines


def _brier_lines(data: Mapping[str, Any]) -> list[str]:
    """Mean scores of the model and its rivals."""
    lines = [f"{'Brier score, mean over cases':<32}{'all':>20}{'without Karabakh':>22}{'model less this':>24}"]
    for name, one in data["brier"].items():
        cells = [_number(one.get(key)) for key in ("all", "held_out", "model_less_this")]
        lines.append(f"  {name:<30}{cells[0]:>20}{cells[1]:>22}{cells[2]:>24}".rstrip())
    return lines


def _calibration_lines(data: Mapping[str, Any]) -> list[str]:
    """What was said with which probability, and how often it was so."""
    lines = ["Calibration: statements 'this case ends so with probability p', three a case"]
    for one in data["calibration"]:
        so = one["happened"]
        lines.append(f"  p {one['low']:.1f}-{one['high']:.1f}: said {one['said']:.2f} on average, was so in {_number(so)} of {so['n']}")
    return lines


def _verdict(data: Mapping[str, Any], n: int) -> list[str]:
    """What the scores say in words, rivals that do better named first."""
    briers = {name: one["all"]["value"] for name, one in data["brier"].items()}
    ours = briers.pop("model")
    better = [f"{name} ({value:.2f})" for name, value in briers.items() if value < ours]
    sure = [name for name, one in data["brier"].items() if name != "model" and _is_sure(one["model_less_this"])]
    first = f"Better than the model ({ours:.2f}): {', '.join(better)}." if better else f"No rival does better than the model ({ours:.2f})."
    second = f"The difference is sure for: {', '.join(sure)}." if sure else "None of the differences is sure: every interval holds nought."
    return [first, second, f"{n} cases prove little, whoever wins: one case more or less can turn the order."]


def _is_sure(one: Mapping[str, float]) -> bool:
    return one["low"] > 0 or one["high"] < 0


def _finite(data: Any) -> Any:
    """Plain data in which what is not a number is null: the interval of a single case."""
    if isinstance(data, Mapping):
        return {key: _finite(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_finite(one) for one in data]
    return None if isinstance(data, float) and not math.isfinite(data) else data


def _rival_brier(found: Scored, rival: str, name: str) -> str:
    from experiments.evidence.missions.score import brier

    return f"{brier(found.rivals[rival][name], found.happened[name]):.2f}" if name in found.happened else "-"


def _number(one: Mapping[str, float] | None) -> str:
    return f"{one['value']:.2f} [{one['low']:.2f}, {one['high']:.2f}]" if one else ""


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
