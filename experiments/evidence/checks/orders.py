"""Step-order sensitivity: another order of entities, of rules within the day, of capitals within the week (evidence.md, verification)."""

from __future__ import annotations

import numpy as np

from experiments.evidence.checks.case import AS_IS, Case, Worlds
from experiments.evidence.checks.effects import HEADLINE, SMALL, Effect, effects, within_small
from experiments.evidence.checks.finding import Finding, worst
from experiments.evidence.checks.places import in_other_order
from experiments.evidence.checks.specials import Special
from sim.scenario.root import Scenario

ENTITIES, NAME = "entities", "orders"
TIMES = 5  # another order of rows is other luck, which takes more worlds to tell from nothing
ROWS = "rows_upside_down"
DAYS = ("day_reversed", "day_evening_first", "day_shuffled_1", "day_shuffled_2")
WEEKS = ("week_reversed", "week_command_first", "week_headquarters_first")
WORDS = {
    "day_reversed": "rules of the day in reverse",
    "day_evening_first": "second half of the day first",
    "day_shuffled_1": "rules of the day shuffled",
    "day_shuffled_2": "rules of the day shuffled otherwise",
    "week_reversed": "capitals in reverse",
    "week_command_first": "the armed actor's command first",
    "week_headquarters_first": "headquarters and authority first, then the states",
}


def entity_arms(case: Case) -> dict[str, Scenario]:
    """The place with its tables upside down."""
    return {ROWS: case.arm(place=in_other_order(case.base.place, case.folder))}


def entity_findings(worlds: Worlds, case: Case) -> list[Finding]:
    """How far the outcomes move when places, roads and units stand in another order."""
    found = effects(worlds, AS_IS, worlds, ROWS, HEADLINE)
    return [
        _finding(
            "order_of_entities",
            ENTITIES,
            "The order of places, roads and units in their tables does not move the outcomes.",
            "both tables of the place upside down: other rows, and so other luck for units and roads",
            {ROWS: found},
            "Households keep their luck whatever their row, which is tested bit for bit; units and roads draw by their row.",
        )
    ]


def specials(case: Case) -> dict[str, Special]:
    """The model as it is, and in each other order."""
    return {AS_IS: Special(case.base, "as_is"), **{name: Special(case.base, name) for name in (*DAYS, *WEEKS)}}


def findings(worlds: Worlds, case: Case) -> list[Finding]:
    """How far the outcomes move under each other order of the day and of the week."""
    days = {name: effects(worlds, AS_IS, worlds, name, HEADLINE) for name in DAYS}
    weeks = {name: effects(worlds, AS_IS, worlds, name, HEADLINE) for name in WEEKS}
    return [
        _finding(
            "order_of_the_day",
            NAME,
            "The order of the rules within a day does not move the outcomes.",
            f"{len(DAYS)} other orders of the rules of the day",
            days,
            "Some rules then read what was true yesterday instead of today.",
        ),
        _finding(
            "order_of_the_week",
            NAME,
            "The order of the capitals within a week does not move the outcomes.",
            f"{len(WEEKS)} other orders of the capitals",
            weeks,
            "Some capitals then know last week's wills, orders or beliefs of the others. What the past week brought is seen by all.",
        ),
    ]


def _finding(id: str, check: str, statement: str, varied: str, found: dict[str, list[Effect]], words: str) -> Finding:
    """The largest effect under any order and on any headline outcome, in spreads of the worlds, against a small effect."""
    every = [(name, one) for name, several in found.items() for one in several]
    name, most = max(every, key=lambda pair: np.nan_to_num(abs(pair[1].in_spreads.value), nan=-1.0))
    spreads = most.in_spreads
    return Finding(
        id=id,
        check=check,
        statement=statement,
        varied=varied,
        statistic="largest change of a headline outcome, in standard deviations of the worlds",
        unit="standard deviations",
        value=spreads.value,
        low=spreads.low,
        high=spreads.high,
        n=spreads.n,
        band=(-SMALL, SMALL),
        verdict=worst([within_small(one) for _, one in every]),
        words=(
            f"Largest: {most.outcome} under {WORDS.get(name, name.replace('_', ' '))}, {most.before:.4g} to {most.after:.4g}, or"
            f" {most.in_errors:+.1f} Monte-Carlo errors of a mean over {spreads.n:,} worlds. Kept means that every interval stays within"
            f" {SMALL} standard deviations. {words}"
        ),
        rows=[one.as_row(arm=name) for name, one in every],
    )
