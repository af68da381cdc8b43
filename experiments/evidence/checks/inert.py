"""Numbers that do nothing: every number of the parties, the theory and the rules is changed a little; does any outcome differ in any world?

A number that no outcome follows is dead weight, or a mechanism that was never joined to the rest (docs/design.md: a setting that no
code reads misleads). Each is tried in the case itself, in a crowded context with guarantees, campaigns, bases, terms and a second road, and
elsewhere: where the armed actor is not the host, the sponsor alone renews terms, attacks often fail, and a second road is out of reach.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments.evidence.checks.case import AS_IS, Case, Worlds
from experiments.evidence.checks.finding import BROKEN, KEPT, UNDECIDED, Finding
from sim.measures import UNITS
from sim.scenario.priors import find
from sim.scenario.root import Scenario
from sim.scenario.settings import declared

NAME = "numbers"
TIMES = 0.11  # of the worlds asked for: a difference in one of them is enough
FEWEST = 16  # worlds below which silence says little: of 16 without a difference, up to 19 % could have had one (Wilson)
GROUPS = ("armed_actor.", "defenders.", "theory.", "rules.")
CROWDED, ELSEWHERE = "crowded", "elsewhere"
CROWD: dict[str, Any] = {
    "guarantees": "coalition_forward_force",
    "guarantees.guarantors.coalition.sanctions": 0.3,
    "guarantees.guarantors.coalition.trigger": "grab",
    "resources.basing": "permanent",
    "resources.reserve_stock_days": 90.0,
    "resources.second_road.length_km": 200.0,
    "resources.second_road.within_reach": True,
    "mandate.endorsement": 0.5,
    "mandate.consent.quality": 0.3,
    "mandate.renewal": "consent_each",
    "rules.host.most_answers": 10.0,
    "mandate.term_days": 180,
    "rules.act.campaigns_per_year": 2.0,
    "rules.act.raids_per_month": 3.0,
    "rules.act.battles_per_month": 3.0,
    "armed_actor.gains.offensive": 1.6,
    "defenders.strength": 0.6,
}
OTHER: dict[str, Any] = {
    "armed_actor.is_host_government": False,
    "armed_actor.gains.offensive": 2.0,
    "armed_actor.friction": 0.1,
    "armed_actor.build_up_weeks": 3.0,
    "defenders.strength": 1.5,
    "rules.contest.battle_cost": 0.0,
    "rules.act.grab_per_month": 5.0,
    "mandate.renewal": "sponsor_only",
    "mandate.term_days": 180,
    "resources.second_road.length_km": 200.0,
    "resources.second_road.capacity_veh_h": 60.0,
}
CONTEXTS = {CROWDED: CROWD, ELSEWHERE: OTHER}


def arms(case: Case) -> dict[str, Scenario]:
    """The contexts, and each number changed in the case and in each of them."""
    found = {context: case.arm(change) for context, change in CONTEXTS.items()}
    usual = dict(found)
    for name in tried(case.base):
        found[f"number_{name}"] = case.arm({name: changed(case.base, name)})
        for context, change in CONTEXTS.items():
            found[f"{context}_{name}"] = case.arm({**change, name: changed(usual[context], name)})
    return found


def findings(worlds: Worlds, case: Case) -> list[Finding]:
    """Numbers after which no outcome of any world differs, in no context."""
    rows = [_row(worlds, name, case.base) for name in tried(case.base)]
    asleep = [row for row in rows if not row["in_the_case"]]
    dead = [str(row["setting"]) for row in asleep if not row["in_a_crowd"] and not row["elsewhere"]]
    crowded = [str(row["setting"]) for row in asleep if row["in_a_crowd"]]
    elsewhere = [str(row["setting"]) for row in asleep if row["elsewhere"] and not row["in_a_crowd"]]
    n = float(len(dead))
    return [
        Finding(
            id="inert_numbers",
            check=NAME,
            statement="Every number of the parties, the theory and the rules does something.",
            varied=f"{len(rows)} numbers, one at a time, by half",
            statistic="numbers after which no outcome differs in any world",
            unit="numbers",
            value=n,
            low=n,
            high=n,
            n=len(worlds.seeds),
            band=(0.0, 0.0),
            verdict=KEPT if not dead else BROKEN if len(worlds.seeds) >= FEWEST else UNDECIDED,
            words=(
                (f"Without effect: {', '.join(dead)}. " if dead else "None is without effect. ")
                + (f"Only in the crowded context: {', '.join(crowded)}. " if crowded else "")
                + (f"Only elsewhere: {', '.join(elsewhere)}. " if elsewhere else "")
                + f"Told by {len(worlds.seeds)} worlds, so that a rare effect may be missed."
            ),
            rows=rows,
        )
    ]


def tried(scenario: Scenario) -> list[str]:
    """The numbers that are tried: those of the parties, the theory and the rules."""
    return [name for name, value in scenario.numbers().items() if name.startswith(GROUPS) and type(value) in (int, float)]


def changed(scenario: Scenario, name: str) -> float | int:
    """A number half as large again; half as large, or a step up from nought, where its range demands it."""
    found = find(scenario, name)
    assert found is not None  # it was found among the scenario's own numbers
    owner, field, value = found
    about = declared(owner, field)
    low, high = about["low"], about["high"]
    for other in (1.5 * value, 0.5 * value, value + 1, 0.5 * (value + (high if high is not None else value + 1))):
        whole = round(other) if type(value) is int else float(other)
        if whole != value and (low is None or whole >= low) and (high is None or whole <= high):
            return whole
    raise ValueError(f"{name} has no other value within {low} to {high}")


def _row(worlds: Worlds, name: str, base: Scenario) -> dict[str, object]:
    """In how many worlds a number matters, in the case and in each context."""
    return {
        "setting": name,
        "value": base.numbers()[name],
        "in_the_case": _differing(worlds, AS_IS, f"number_{name}"),
        "in_a_crowd": _differing(worlds, CROWDED, f"{CROWDED}_{name}"),
        "elsewhere": _differing(worlds, ELSEWHERE, f"{ELSEWHERE}_{name}"),
        "worlds": len(worlds.seeds),
    }


def _differing(worlds: Worlds, before: str, after: str) -> int:
    """Worlds in which any outcome differs."""
    differs = np.zeros(len(worlds.seeds), bool)
    for outcome in UNITS:
        first, second = worlds.of(before, outcome), worlds.of(after, outcome)
        differs |= (first != second) & (np.isfinite(first) | np.isfinite(second))
    return int((differs & worlds.ok(before) & worlds.ok(after)).sum())
