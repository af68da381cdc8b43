"""The checks, by name: what each needs to be lived, and how it is judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from experiments.evidence.checks import ablations, inert, labels, orders, placebo, recode, rival, road, scale, shift, steps
from experiments.evidence.checks.case import Case, Worlds
from experiments.evidence.checks.finding import Finding
from experiments.evidence.checks.specials import Special
from sim.scenario.root import Scenario


class Needs(NamedTuple):
    """The worlds that a check reads: lived by settings alone, and lived by variants of the code."""

    worlds: Worlds | None
    specials: Worlds | None


class Check(NamedTuple):
    """One check. `arms`: by settings; `specials`: by variants of the code; `times`: in so many times the worlds asked for; `daily`: names
    the daily series that it reads."""

    words: str
    findings: Callable[[Needs, Case], list[Finding]]
    arms: Callable[[Case], Mapping[str, Scenario]] | None = None
    specials: Callable[[Case], Mapping[str, Special]] | None = None
    times: float = 1
    daily: Callable[[], tuple[str, ...]] | None = None


CHECKS: dict[str, Check] = {
    "shift": Check("the sponsor's distraction moved in time", lambda n, case: shift.findings(n.worlds, case), shift.arms),
    "recode": Check("other codings of distraction and ties; none at all", lambda n, case: recode.findings(n.worlds, case), recode.arms),
    "placebo": Check(
        "an armed actor without aims", lambda n, case: placebo.findings(n.worlds, case), placebo.arms, times=placebo.TIMES
    ),
    "ablations": Check(
        "every mechanism off, one at a time",
        lambda n, case: ablations.findings(n.worlds, n.specials, case),
        ablations.arms,
        ablations.specials,
    ),
    "numbers": Check("every number changed by half", lambda n, case: inert.findings(n.worlds, case), inert.arms, times=inert.TIMES),
    "labels": Check("labels without a channel", lambda n, case: labels.findings(n.specials, case), specials=labels.specials),
    "entities": Check(
        "places, roads and units in another order",
        lambda n, case: orders.entity_findings(n.worlds, case),
        orders.entity_arms,
        times=orders.TIMES,
    ),
    "orders": Check(
        "rules of the day, capitals of the week in another order",
        lambda n, case: orders.findings(n.specials, case),
        specials=orders.specials,
    ),
    "steps": Check(
        "other strides, half weeks, what a day's step loses",
        lambda n, case: steps.findings(n.specials, case),
        specials=steps.specials,
    ),
    "scale": Check("the same people in smaller and larger households", lambda n, case: scale.findings(n.worlds, case), scale.arms),
    "second_road": Check("another road out", lambda n, case: road.findings(n.worlds, case), road.arms),
    "null_model": Check(
        "the model beside a ladder climbed at random",
        lambda n, case: rival.findings(n.worlds, case),
        rival.arms,
        times=rival.TIMES,
        daily=rival.daily,
    ),
}
