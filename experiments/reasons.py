"""Why a capital chose what it chose: the chosen option against the runner-up, term by term."""

from typing import Any, NamedTuple

import numpy as np

from experiments.columns import Columns, columns, numbers, size, texts, where

COMMAND = "armed actor"
TERMS = {"believed answer": "loss if answered", "friction": "leaving the status quo"}
SAYS_NOTHING = 0.005


class Reason(NamedTuple):
    """A choice, its probability, what it was weighed against, and the terms of both."""

    day: int
    chosen: str
    utility: float
    p_chosen: float
    runner_up: str
    runner_up_utility: float
    terms: dict[str, float]
    runner_up_terms: dict[str, float]
    why: str


def reason(decisions: Any, day: int, option: str, capital: str = COMMAND, back: int = 7) -> Reason | None:
    """The last time up to a day that a capital chose an option; none if the ledger holds none in the week before."""
    table = columns(decisions) if decisions is not None else {}
    if not size(table):
        return None
    days = numbers(table["day"])
    of_capital = _plain(table["capital"]) == capital.replace("_", " ")
    near = (days <= day) & (days > day - back) & of_capital
    taken = near & table["is_chosen"].astype(bool) & (_plain(table["option"]) == option.replace("_", " "))
    if not taken.any():
        return None
    last = int(np.flatnonzero(taken)[np.argmax(days[taken])])
    same = near & (days == days[last]) & (texts(table["decision"]) == texts(table["decision"][last : last + 1])[0])
    return _reason(where(table, same), option.replace("_", " "))


def sentence(why: Reason, belief: float | None = None) -> str:
    """The reason in one sentence: option, utility and chance, runner-up, terms; then what it believed of an answer."""
    text = f"{why.chosen} {why.utility:+.2f}{_against(why)}, chance {_share(why.p_chosen)}"
    parts = ", ".join(f"{term_words(k)} {v:+.2f}" for k, v in why.terms.items() if abs(v) >= SAYS_NOTHING)
    text += f": {parts}" if parts else f": {why.why}" if why.why else ""
    return text if belief is None else text + f"; it gave an answer a chance of {_share(belief)}"


def short(why: Reason, belief: float | None = None) -> str:
    """The reason in a few words: the two terms that made most of the difference to the runner-up."""
    names = [*why.terms, *(k for k in why.runner_up_terms if k not in why.terms)]
    apart = {k: why.terms.get(k, 0.0) - why.runner_up_terms.get(k, 0.0) for k in names}
    top = sorted(apart.items(), key=lambda item: -abs(item[1]))[:2]
    made = ", ".join(f"{term_words(k)} {v:+.2f}" for k, v in top if abs(v) >= SAYS_NOTHING)
    word = "over" if why.utility >= why.runner_up_utility else "though more was in"
    text = f"{why.chosen} {word} {why.runner_up}" if why.runner_up else why.chosen
    text += f": {made}" if made else ""
    return text if belief is None else text + f"; answer believed {_share(belief)} likely"


def term_words(term: str) -> str:
    """A term of utility as a reader would say it."""
    return TERMS.get(term, term.replace("_", " "))


def _reason(choice: Columns, chosen: str) -> Reason:
    """The reason out of all rows of one choice. Options that may stand together have no runner-up."""
    option, utility = _plain(choice["option"]), numbers(choice["utility"])
    mine = int(np.flatnonzero(option == chosen)[0])
    others = np.where((option != chosen) & ~choice["is_chosen"].astype(bool) & np.isfinite(utility), utility, -np.inf)
    best = int(np.argmax(others))
    rival = str(option[best]) if np.isfinite(others[best]) else ""
    return Reason(
        day=int(choice["day"][mine]),
        chosen=chosen,
        utility=float(utility[mine]),
        p_chosen=float(numbers(choice["p_chosen"])[mine]),
        runner_up=rival,
        runner_up_utility=float(utility[best]) if rival else float("nan"),
        terms=_terms(choice, option == chosen),
        runner_up_terms=_terms(choice, option == rival),
        why=texts(choice["why"])[mine],
    )


def _against(why: Reason) -> str:
    """The runner-up; noise may choose what pays less."""
    if not why.runner_up:
        return ""
    word = "over" if why.utility >= why.runner_up_utility else "though more was in"
    return f" {word} {why.runner_up} {why.runner_up_utility:+.2f}"


def _terms(choice: Columns, mine: np.ndarray) -> dict[str, float]:
    pairs = zip(texts(choice["term"])[mine], numbers(choice["value"])[mine], strict=True)
    return {name: float(value) for name, value in pairs if name}


def _plain(values: np.ndarray) -> np.ndarray:
    return np.array([text.replace("_", " ") for text in texts(values)], dtype=object)


def _share(value: float) -> str:
    if 0 < value < 0.01:
        return "under 1%"
    return "over 99%" if 0.99 < value < 1 else f"{100 * value:.0f}%"
