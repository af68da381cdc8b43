"""The decision log in words: from the rules' codes to who decided what, between which options, by which terms, and why."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.scenario.policy import RUNGS
from sim.world.codes import FIRST_COMMITMENT, Decision, Renewal, Seat, Why

if TYPE_CHECKING:
    from sim.model import MandateModel

# One row of the log: day, capital, decision, option, is chosen, p, utility, terms, why.
Row = tuple[int, str, str, str, bool, float, float, dict[str, float], str]

LADDER = ("gain", "own cost", "believed answer", "guarantors", "sanctions", "losses in battle", "leaving the status quo")
SEATS = {Seat.HOST: "host", Seat.HEADQUARTERS: "headquarters", Seat.LOCAL_AUTHORITY: "local authority", Seat.ARMED_ACTOR: "armed actor"}
REASONS = {
    Why.NONE: "",
    Why.NOBODY_LEFT: "nobody is left to protect",
    Why.NOT_RENEWED: "its term was not renewed",
    Why.SETTING_UP: "setting up",
    Why.ROAD_BLOCKED: "the corridor is blocked",
    Why.RUNS_LOW: "stock runs low and the road is not open",
    Why.RECOVERS: "stock recovers",
}


class Words(NamedTuple):
    """How one decision is put into words: its name, its option, its terms, and why, where the log does not say."""

    decision: Callable[[int], str]
    option: Callable[[int], str]
    terms: tuple[str, ...]
    why: Callable[[int], str]


def _words(decision: str, option: Callable[[int], str], terms: tuple[str, ...] = (), why: str = "") -> Words:
    return Words(lambda _: decision, option, terms, lambda _: why)


def _one_of(*names: str) -> Callable[[int], str]:
    return lambda option: names[option]


WORDS: dict[int, Words] = {
    Decision.WILL: _words(
        "will",
        lambda share: f"keep {share}% of the troops",
        ("baseline", "interest", "commitment", "distraction", "ties", "mood"),
        "will follows interest, distraction and ties",
    ),
    Decision.RESPONSE: Words(
        lambda option: "answer to " + RUNGS[abs(option)],
        lambda option: "act" if option > 0 else "protest",
        ("hidden honour", "will"),
        lambda option: "it kept its promise" if option > 0 else "will or honour was too weak",
    ),
    Decision.RETALIATION: _words("peacekeepers killed", _one_of("accept an apology", "retaliate"), ("will",), "the same will decides"),
    Decision.RENEWAL: Words(
        lambda _: "end of term",
        lambda option: "renew" if option >= 0 else "leave",
        ("p",),
        lambda option: "renewal: " + Renewal(option if option >= 0 else -1 - option).name.lower(),
    ),
    Decision.PRESENCE: _words("presence", _one_of("withdraw")),
    Decision.FREEDOM: _words("freedom of movement", _one_of("allow", "restrict"), ("answers that hurt", "price of restricting")),
    Decision.POSTS: _words("posts", lambda number: f"{number} posts"),
    Decision.TEAM_DAYS: _words(
        "team-days",
        _one_of("split"),
        ("posts", "columns", "patrols", "response", "convoys", "escorts"),
        "posts and routes first, escorts from what is left",
    ),
    Decision.RATION: _words("ration", lambda share: f"{share}% of a full ration", ("stock days", "threshold days")),
    Decision.POSTURE: _words("posture on the line", _one_of("", "harass", "grab"), LADDER),
    Decision.CAMPAIGNS: _words("campaigns", lambda rung: "raid" if rung == 7 else "battle", LADDER[:3]),
    Decision.ROAD: _words("road and offensive", lambda rung: RUNGS[rung] if rung else "open", LADDER),
    Decision.OFFENSIVE: Words(
        lambda _: "offensive",
        _one_of("failed", "launched"),
        ("force ratio", "hours"),
        _one_of("it was stopped or pushed back", "the build-up is complete"),
    ),
    Decision.SETTLEMENT: _words("after the capitulation", _one_of("let leavers pass"), ("days of talks",), "the aim is the territory"),
}


def rows_of(model: MandateModel, first: int = 0) -> Iterator[Row]:
    """Every row of the log so far, in the order in which it was written; `first`: leave out so many."""
    names = [prefix.split(".", 2)[2] for prefix in model.commitment_prefixes]
    for row in model.world.decisions[first : int(model.zone["n_decisions"])].tolist():
        day, seat, decision, option, is_chosen, why, p, utility, *values = row
        if decision == Decision.OTHER:
            capital, about, choice, terms, reason = model.own_notes[option]
            yield day, capital, about, choice, bool(is_chosen), p, utility, terms, reason
            continue
        words = WORDS[decision]
        capital = SEATS[Seat(seat)] if seat < FIRST_COMMITMENT else names[seat - FIRST_COMMITMENT]
        terms = {name: value for name, value in zip(words.terms, values, strict=False) if not math.isnan(value)}
        yield (
            day,
            capital,
            words.decision(option),
            words.option(option),
            bool(is_chosen),
            p,
            utility,
            terms,
            REASONS[Why(why)] or words.why(option),
        )


def as_list(model: MandateModel) -> list[Any]:
    """The same as a list."""
    return list(rows_of(model))
