"""The verb `explain`: why a capital chose what it chose in a week, and what would have had to be different."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from experiments.overrides import Word, taken_apart
from experiments.verbs.words import SETTINGS_HELP, asked, is_help
from sim.scenario.refusal import ScenarioRefused, refuse

if TYPE_CHECKING:
    from experiments.explain.choices import Choice
    from experiments.explain.life import Life
    from experiments.explain.turning import Explained

JSON = "--json"
ALL = "all"
WORDS = {
    "seed": Word(None, int, 0),
    "ledger": Word(None, str),
    "week": Word(None, int, 0),
    "day": Word(None, int, 0),
    "capital": Word(None, str),
    "decision": Word(None, str),
    "levers": Word(None, str),
}
HELP = f"""corridor explain: why a choice was made, and what would have had to be different.

  corridor explain RUN [week=N] [capital=NAME] [decision=NAME] [levers=all|NAME,NAME] [--json]
  corridor explain [scenario=NAME] [mandate=NAME] seed=N [any.setting=VALUE ...] [week=N]

RUN is a folder of corridor run, the name of a run in a ledger (16 digits), or a scenario file with seed=N.

Words:
  week=N, day=N            when; weeks count from 0, a week is the days 7N to 7N + 6 (default: the turning points of that history)
  capital=NAME             whose choice (default: the armed actor's; at turning points anybody's)
  decision=NAME            which of its choices that week
  levers=NAME,NAME         ask about these numbers, of whatever group; `all` shows every lever that was asked
  seed=N                   which world, with a scenario file or with words that live a run (then default 1)
  ledger=DIR               where the run's ledger is (default: any in results/, or where you stand)
  --json                   the same as JSON
{SETTINGS_HELP}

How it answers "what would have had to be different": the world is lived again to the morning of that week. From there the model
lives the week once for each value that is tried, one lever at a time, with the same history before and the same luck. So the
value it gives is one that turns the choice, not an estimate. A lever changed that week holds from then on.

Exit status: 0 told; 2 refused, or no such choice.

Examples:
  corridor explain results/one
  corridor explain results/one week=108
  corridor explain scenario=nagorno_karabakh seed=3 week=113
  corridor explain results/one week=108 levers=theory.pi,armed_actor.patience_weeks"""


def main(argv: Sequence[str]) -> int:
    """Explains the choices asked for."""
    if is_help(argv):
        print(HELP)
        return 0
    life, words = named_life(argv, WORDS)
    choices = _asked_for(life, words)
    from experiments.explain.turning import explained

    names = words["levers"].split(",") if words["levers"] not in (None, ALL) else ()
    told = [explained(life, choice, names) for choice in choices]
    if JSON in argv:
        print(json.dumps({**_about(life), "choices": [one.as_data() for one in told]}, indent=1, default=str))
    else:
        print("\n".join(_in_words(life, told, words["levers"] is not None)))
    return 0


def named_life(argv: Sequence[str], own: Mapping[str, Word]) -> tuple[Life, dict[str, Any]]:
    """The run that a command line names, and the verb's own words."""
    from experiments.explain.life import Life, read_life

    given = [word for word in argv if word != JSON]
    names = [word for word in given if "=" not in word]
    rest = [word for word in given if "=" in word]
    if not names:
        scenario, words, _, _ = asked(rest, own)
        from experiments.verbs.run import arm_name

        return Life(scenario, 1 if words["seed"] is None else words["seed"], arm_name(scenario)), words
    line = taken_apart(rest, own)
    problems = [*line.problems]
    if line.settings or line.choices:
        problems += refuse("", None, "a run that was lived has its settings; leave RUN out to change them").problems
    if len(names) > 1:
        problems += refuse("", None, f"one run is explained at a time, not {len(names)}").problems
    if problems:
        raise ScenarioRefused(problems, "command")
    return read_life(names[0], seed=line.words["seed"], ledger=line.words["ledger"]), line.words


def _asked_for(life: Life, words: Mapping[str, Any]) -> list[Choice]:
    from experiments.explain.choices import choice_at, choices_of, turning_choices
    from experiments.reasons import COMMAND

    if words["week"] is not None and words["day"] is not None:
        raise refuse("week", None, "give week=N or day=N, not both")
    day = words["day"] if words["week"] is None else 7 * words["week"]
    if day is None:
        return turning_choices(life.tables)
    if day >= life.scenario.horizon_days:
        raise refuse("day", day, f"day {day} is after the last, {life.scenario.horizon_days - 1}")
    found = choice_at(life.tables["decisions"], day, words["capital"] or COMMAND, words["decision"])
    if found is None:
        week = range(7 * (day // 7), 7 * (day // 7) + 7)
        others = dict.fromkeys(f"{one.capital}, {one.decision}" for one in choices_of(life.tables["decisions"]) if one.day in week)
        known = "; ".join(others) or "nothing: nobody had a choice to make"
        raise refuse("week", None, f"no such choice was made in week {day // 7}; chosen that week: {known}")
    return [found]


def _in_words(life: Life, told: Sequence[Explained], everything: bool) -> list[str]:
    lines = [f"{life.scenario.title or life.scenario.name}; {life.title}; seed {life.seed} (run {life.run_id})"]
    if not life.is_as_stored:
        lines.append("Other outcomes were stored: another version lived that run. What follows is how this version lives it.")
    for one in told:
        lines += ["", *one.lines(life.scenario.start, everything)]
    if not told:
        lines += ["", "No choice turned this history: nobody took one option where another could have been taken."]
    return [*lines, "", "One history is one draw: it explains the model, and is no advice. (Numbers in reasons are utility.)"]


def _about(life: Life) -> dict[str, Any]:
    about = {"run_id": life.run_id, "scenario": life.scenario.name, "arm": life.title, "seed": life.seed}
    return {**about, "start": life.scenario.start, "is_as_stored": life.is_as_stored}
