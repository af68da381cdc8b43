"""One world under two arms, told in full: which world, where its two histories part and why, and an animated map of both."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np

from experiments.analysis import BLOCKADE_DAYS, HEADLINE
from experiments.columns import Columns, columns, numbers, texts, where
from experiments.comparison import example_world
from experiments.explain.choices import Choice
from experiments.explain.life import Life
from experiments.explain.parting import OUTCOMES, Parting, part
from experiments.reasons import SAYS_NOTHING, term_words
from sim.scenario.root import Scenario

SIDES = ("A", "B")


class Pair(NamedTuple):
    """One world lived under two arms: why this one, the two runs, and where they part."""

    world: int
    why: str
    arms: tuple[str, str]
    titles: tuple[str, str]
    lives: tuple[Life, Life]
    parting: Parting


def pair_of(outcomes: Any, scenarios: Mapping[str, Scenario], titles: Mapping[str, str], baseline: str, other: str) -> Pair | None:
    """The telling world of two arms, lived under both with their ledgers; none where no world ended well under both."""
    found = telling_world(columns(outcomes), baseline, other)
    if found is None:
        return None
    world, why = found
    arms = (baseline, other)
    lives = tuple(Life(scenarios[name], world, titles.get(name, name.replace("_", " "))) for name in arms)
    return Pair(world, why, arms, tuple(life.title for life in lives), lives, part(*(life.tables for life in lives)))  # type: ignore[arg-type]


def telling_world(outcomes: Columns, baseline: str, other: str) -> tuple[int, str] | None:
    """A world to look at, and how it was chosen: of the worlds in which the two arms part over the road, the middle one by persons
    displaced under the baseline; where none does, the middle one of all."""
    road = next(measure for measure in HEADLINE if measure.name == "is_blockaded")
    mine, theirs = (_by_world(outcomes, arm, road.of) for arm in (baseline, other))
    shared = [world for world in mine if world in theirs and mine[world] == mine[world] and theirs[world] == theirs[world]]
    apart = [world for world in shared if mine[world] != theirs[world]]
    chosen = example_world(where(outcomes, np.isin(outcomes["world"], apart)) if apart else outcomes, baseline)
    if chosen is None:
        return None
    if not apart:
        words = f"in none of {len(shared)} worlds do these two arms part over an obstruction of more than {BLOCKADE_DAYS} days"
        return chosen, f"World {chosen} is the middle one by persons displaced; {words}."
    words = f"in {len(apart)} of {len(shared)} worlds the road was obstructed for more than {BLOCKADE_DAYS} days under one arm only"
    return chosen, f"World {chosen}: {words}; of those it is the middle one by persons displaced. The others may look otherwise."


def player_of(pair: Pair) -> str:
    """The animated map of both histories as a piece of HTML, its data inside."""
    from experiments.page import player_html
    from experiments.page.frames import history, paired

    scenario = pair.lives[0].scenario
    first, second = (history(life.scenario, pair.world, title) for life, title in zip(pair.lives, pair.titles, strict=True))
    return player_html(paired(scenario.title or scenario.name, pair.world, first, second))


def told(pair: Pair) -> dict[str, Any]:
    """The parting as a page shows it: sentences, a table of the first choice that differs, the chain, and how it ended."""
    start = pair.lives[0].scenario.start
    found = pair.parting
    choices = [_choice(words, one, start) for words, one in found.choices()]
    return {
        "world": pair.world,
        "why": pair.why,
        "titles": pair.titles,
        "run_ids": tuple(life.run_id for life in pair.lives),
        "is_same": found.is_same,
        "act": found.act and {"when": _date(start, found.act.day), **found.act._asdict()},
        "choices": choices,
        "chain": [{"when": _date(start, link.day), **link._asdict()} for link in found.chain],
        "outcomes": [(words, *(_figure(name, life.outcomes[name]) for life in pair.lives)) for name, words in OUTCOMES],
    }


def _choice(words: str, pair: tuple[Choice | None, Choice | None], start: date) -> dict[str, Any]:
    known = next(one for one in pair if one)
    options = list(dict.fromkeys(option.name for one in pair if one for option in one.options))
    rows = [(name, [_option(one, name) for one in pair]) for name in options]
    return {
        "words": words,
        "when": _date(start, known.day),
        "day": known.day,
        "capital": known.capital.replace("_", " "),
        "decision": known.decision,
        "chosen": [one.chosen.replace("_", " ") if one else "did not arise" for one in pair],
        "rows": rows,
    }


def _option(choice: Choice | None, name: str) -> dict[str, Any] | None:
    """An option under one arm: utility, chance, terms in words; none where it was not there."""
    found = next((one for one in choice.options if one.name == name), None) if choice else None
    if found is None:
        return None
    terms = ", ".join(f"{term_words(term)}\u00a0{value:+.2f}" for term, value in found.terms.items() if abs(value) >= SAYS_NOTHING)
    p = f"{100 * found.p:.0f} %" if 0.005 < found.p < 0.995 or found.p in (0.0, 1.0) else "under 1 %" if found.p < 0.5 else "over 99 %"
    return {"utility": f"{found.utility:+.2f}", "chance": p, "terms": terms, "is_chosen": found.is_chosen}


def _figure(name: str, value: float) -> str:
    if name.startswith("is_"):
        return "yes" if value else "no"
    return f"{value:.2f}" if abs(value) < 2 and value != int(value) else f"{value:,.0f}"


def _date(start: date, day: int) -> str:
    when = start + timedelta(days=int(day))
    return f"{when.day} {when:%b %Y}"


def _by_world(outcomes: Columns, arm: str, of: Any) -> dict[int, float]:
    ok = where(outcomes, (texts(outcomes["arm"]) == arm) & (texts(outcomes["status"]) == "ok"))
    return dict(zip(numbers(ok["world"]).astype(int).tolist(), of(ok).tolist(), strict=True))
