"""The verb `compare`: meets the same worlds with every arm of a study, and says what each arm changes."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

from experiments.overrides import Word
from experiments.verbs.words import SETTINGS_HELP, asked, command_line, is_help
from sim.scenario.presets import preset_names
from sim.scenario.problem import Problem, printable
from sim.scenario.refusal import ScenarioRefused

if TYPE_CHECKING:
    from experiments.analysis import Comparison
    from experiments.arms import Study
    from experiments.execute import Row
    from experiments.plan import Plan

MOST_TOLD, WIDTH = 4, 100
WORDS = {
    "worlds": Word(200, int, 1),
    "first_seed": Word(1, int, 0),
    "study": Word(None, str),
    "workers": Word(0, int, 0),
    "out": Word(None, str),
}
HELP = f"""corridor compare: meets the same worlds with every arm of a study, and says what each arm changes.

  corridor compare [scenario=NAME] [worlds=N] [study=NAME|FILE] [out=DIR] [any.setting=VALUE ...]

Words:
  worlds=N                 how many worlds meet every arm (default: 200)
  first_seed=N             the seed of the first world (default: 1)
  study=NAME|FILE          which arms (default: the study named after the scenario, else `default`)
  lesson=NAME              a study of configs/lessons, with the scenario that it asks for
  workers=N                how many processes (default: one a core; the results do not depend on it)
  out=DIR                  a folder for the results; without it the answer is printed and nothing is written
{SETTINGS_HELP}
  What you set here holds in every arm, before an arm's own settings.

A study is a YAML file:
  title: ..., question: ..., baseline: NAME
  arms: {{NAME: {{title: ..., words: ..., mandate: ..., resources: ..., guarantees: ..., observers: ...,
               settings: {{any.setting: VALUE}}, times: {{any.number: FACTOR}}}}}}

What it writes to DIR:
  outcomes.parquet         one row a world and arm: run_id, world, arm, seed, status, why, outcomes (with units)
  report.html, *.png       the answer with intervals, figures, arms in words, assumptions
  arms.yaml, arms/*.yaml   the arms in words, and each in full: corridor run scenario=DIR/arms/NAME.yaml seed=N
  examples/*               tables and figures of one world, under the baseline and under the most favourable arm

Exit status: 0 done; 1 some runs failed (they are rows with status=failed and a reason); 2 refused; 130 stopped.

Examples:
  corridor compare worlds=50
  corridor compare scenario=nagorno_karabakh worlds=200 out=results/six
  corridor compare scenario=nagorno_karabakh study=my/study.yaml worlds=1000 out=results/mine"""


def main(argv: Sequence[str]) -> int:
    """Compares the arms; prints the answer, and writes it where `out` is given. 1 where runs failed."""
    if is_help(argv):
        print(HELP)
        return 0
    plan, out = planned(argv)
    if out is None:
        status = _compare(plan, None, argv)
        print("\nNothing was written; out=DIR keeps outcomes, figures and a report.")
        return status
    from experiments.folder import result_folder

    with result_folder(out, "compare") as aside:
        status = _compare(plan, aside, argv)
    print(f"\nResults: {printable(out, 300)} (begin with report.html)")
    return status


def planned(argv: Sequence[str]) -> tuple[Plan, str | None]:
    """Everything judged before anything is run: the words, the study, each arm."""
    from experiments.lessons import with_lesson

    scenario, words, choices, changed = asked(with_lesson(argv), WORDS)
    from experiments.arms import read_study, scenarios_of
    from experiments.execute import cores
    from experiments.plan import Plan

    study, beside = read_study(words["study"] or _usual_study(scenario.name))
    problems = _without_effect(choices, study)
    if problems:
        raise ScenarioRefused(problems, "command")
    arms = scenarios_of(study, scenario, changed, beside)
    worlds = range(words["first_seed"], words["first_seed"] + words["worlds"])
    return Plan(study, arms, worlds, words["workers"] or cores()), words["out"]


def _usual_study(scenario: str) -> str:
    return scenario if scenario in preset_names("study") else "default"


def _without_effect(choices: Mapping[str, str], study: Study) -> list[Problem]:
    """Presets chosen for all arms where every arm brings its own: refused rather than passed over."""
    said = "every arm of this study brings its own; choose it in a study file, or leave it out here"
    return [
        Problem(group, choice, said)
        for group, choice in choices.items()
        if all(getattr(arm, group, None) is not None for arm in study.arms.values())
    ]


def _compare(plan: Plan, folder: Path | None, argv: Sequence[str]) -> int:
    """Lives the plan, prints the answer, and fills the folder. 1 where runs failed."""
    from experiments import analysis
    from experiments.comparison import arms_in_words, outcome_columns
    from experiments.plan import lived

    words = arms_in_words(plan.study, plan.arms)
    print("\n".join(_heading(plan, words)), flush=True)
    found = lived(plan)
    outcomes = outcome_columns(found, plan.arms)
    failed = [row for row in found if not row.is_ok]
    compared = analysis.compare(outcomes, plan.study.baseline) if len(failed) < len(found) else []
    is_whole = True
    if folder:
        from experiments.comparison_files import write

        is_whole = write(folder, plan, outcomes, words, compared, command_line("compare", argv))
    print("\n".join(_answer(words, compared)))
    if failed:
        print(_failures(failed, len(found)), file=sys.stderr)
    return 0 if is_whole and not failed else 1


def _heading(plan: Plan, words: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """What is asked, and who is compared."""
    base = plan.arms[plan.study.baseline]
    yield fill(f"{base.title or base.name}. {plan.study.question}".strip(), WIDTH)
    yield f"{len(plan.arms)} arms meet the same {len(plan.worlds):,} worlds (seeds {plan.worlds_in_words}).\n"
    for arm in words.values():
        yield fill(f"{arm['title']}: {_told(arm)}", WIDTH, initial_indent="  ", subsequent_indent="    ")


def _answer(words: Mapping[str, Mapping[str, Any]], compared: Sequence[Comparison]) -> Iterator[str]:
    """The numbers, and what they say."""
    from experiments.answer import three_sentences
    from experiments.terminal import comparison_table

    titles = {name: arm["title"] for name, arm in words.items()}
    if compared:
        yield "\n" + comparison_table(compared, titles, WIDTH) + "\n"
        yield from (fill(sentence, WIDTH) for sentence in three_sentences(compared, titles))


def _told(arm: Mapping[str, Any]) -> str:
    """An arm's own words, else the first of its differences."""
    if arm["words"]:
        return arm["words"]
    told = "; ".join(arm["differences"][:MOST_TOLD])
    return told + (" ..." if len(arm["differences"]) > MOST_TOLD else "") if told else "the same as the baseline."


def _failures(failed: Sequence[Row], n_runs: int) -> str:
    """How many runs failed, why, and how to see one of them again."""
    first = min(failed, key=lambda row: row.task)
    return (
        f"\n{len(failed):,} of {n_runs:,} runs failed and are left out. The first: arm {first.task.arm}, world"
        f" {first.task.world}: {first.why}"
    )
