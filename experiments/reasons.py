"""Why a capital chose what it chose: the chosen option against the runner-up, term by term."""

from typing import Any, NamedTuple

import numpy as np

from experiments.columns import Columns, columns, numbers, texts, where

TERMS = {
    "gain": "gain",
    "own_cost": "own cost",
    "cost": "own cost",
    "answer": "believed answer x loss",
    "external": "cost from outside",
    "external_cost": "cost from outside",
    "expected_loss": "believed answer x loss",
    "loss": "believed answer x loss",
    "friction": "friction of change",
}
BELIEFS = {
    "p_answer": "chance of an answer",
    "believed_answer": "chance of an answer",
    "p_success": "chance of success",
    "honour": "chance that a guarantor honours its word",
    "p_honour": "chance that a guarantor honours its word",
    "availability": "sponsor's availability",
}


class Reason(NamedTuple):
    """A choice, what it was preferred to, and the terms and beliefs that decided it."""

    day: int
    chosen: str
    utility: float
    p_chosen: float
    runner_up: str
    runner_up_utility: float
    terms: dict[str, float]
    runner_up_terms: dict[str, float]
    beliefs: dict[str, float]


def reason(
    decisions: Any, day: int, capital: str = "armed_actor", back: int = 6, skip: tuple[str, ...] = ("hold",)
) -> Reason | None:
    """The last choice of a capital on or shortly before a day that was not to hold; none if the ledger has none."""
    table = columns(decisions) if decisions is not None else {}
    if not table:
        return None
    days = numbers(table["day"])
    near = (days <= day) & (days >= day - back) & (texts(table["capital"]) == capital)
    taken = where(table, near & table["is_chosen"].astype(bool) & ~np.isin(texts(table["option"]), skip))
    if not len(taken.get("day", ())):
        return None
    last = int(np.argmax(numbers(taken["day"])))
    same = near & (days == numbers(taken["day"])[last]) & (texts(table["decision"]) == texts(taken["decision"])[last])
    return _reason(where(table, same))


def _reason(choice: Columns) -> Reason:
    """The reason out of all rows of one choice."""
    option, utility = texts(choice["option"]), numbers(choice["utility"])
    chosen = str(option[choice["is_chosen"].astype(bool)][0])
    others = utility.copy()
    others[(option == chosen) | ~np.isfinite(utility)] = -np.inf
    runner_up = str(option[int(np.argmax(others))]) if np.isfinite(others).any() else ""
    mine, theirs = _terms(choice, chosen), _terms(choice, runner_up)
    first = int(np.flatnonzero(option == chosen)[0])
    second = float(others.max()) if runner_up else float("nan")
    beliefs = {name: value for name, value in mine.items() if is_belief(name)}
    return Reason(
        int(choice["day"][0]),
        chosen,
        float(utility[first]),
        float(numbers(choice["p_chosen"])[first]),
        runner_up,
        second,
        {k: v for k, v in mine.items() if k not in beliefs},
        {k: v for k, v in theirs.items() if not is_belief(k)},
        beliefs,
    )


def is_belief(term: str) -> bool:
    """Whether a term is a belief behind the sum rather than a part of it."""
    return term in BELIEFS or term.startswith(("p_", "believed_", "belief"))


def term_words(term: str) -> str:
    """A term of utility as a reader would say it."""
    return TERMS.get(term, term.replace("_", " "))


def belief_words(term: str) -> str:
    """A belief as a reader would say it."""
    return BELIEFS.get(term, term.removeprefix("p_").removeprefix("believed_").replace("_", " "))


def sentence(why: Reason) -> str:
    """The reason in one sentence: option, utility, runner-up, terms, beliefs."""
    parts = ", ".join(f"{term_words(k)} {v:+.2f}" for k, v in why.terms.items() if abs(v) >= 0.005)
    text = f"{words(why.chosen)} ({why.utility:.2f})"
    if why.runner_up:
        text += f" over {words(why.runner_up)} ({why.runner_up_utility:.2f})"
    text += f": {parts}" if parts else ""
    believed = "; ".join(f"{belief_words(k)} {_share(v)}" for k, v in why.beliefs.items() if k in BELIEFS)
    return text + (f"; it believed: {believed}" if believed else "")


def short(why: Reason) -> str:
    """The reason in a few words: the margin, and the two terms that made most of it."""
    apart = {k: v - why.runner_up_terms.get(k, 0.0) for k, v in why.terms.items()}
    top = sorted(apart.items(), key=lambda item: -abs(item[1]))[:2]
    made = ", ".join(f"{term_words(k)} {v:+.2f}" for k, v in top if abs(v) >= 0.005)
    answer = next((v for k, v in why.beliefs.items() if BELIEFS.get(k) == "chance of an answer"), None)
    believed = f"; believed chance of an answer {_share(answer)}" if answer is not None else ""
    return (
        f"{words(why.chosen)} over {words(why.runner_up)} by {why.utility - why.runner_up_utility:.2f}"
        f" ({made}){believed}"
    )


def words(option: str) -> str:
    """An option's name as text."""
    return str(option).replace("_", " ")


def _terms(choice: Columns, option: str) -> dict[str, float]:
    mine = where(choice, texts(choice["option"]) == option)
    return {str(k): float(v) for k, v in zip(mine["term"], numbers(mine["value"]), strict=True)} if option else {}


def _share(value: float) -> str:
    return f"{100 * value:.0f}%" if value >= 0.01 or value <= 0 else "under 1%"
