"""What Corridor must not be used for: one text, shown wherever a result is shown."""

from __future__ import annotations

from textwrap import fill
from typing import NamedTuple

TITLE = "What it is not for"


class Limit(NamedTuple):
    """One use that is ruled out: in a few words, and why."""

    head: str
    text: str


NOT_FOR = (
    Limit(
        "No forecast.",
        "It explores and teaches. It does not say what any real actor will do, or would have done, and no date in it is a prediction."
        " One history is one draw; read shares of many worlds.",
    ),
    Limit(
        "No tool for an attacker.",
        "It must not be used for targeting, for planning an attack or an obstruction, or to optimise for an attacker. It offers no"
        " optimiser and no search for what pays; where an act falls is a draw, and nothing ranks places or people to act against.",
    ),
    Limit(
        "No evidence about a person or a party's guilt.",
        "Labels are neutral roles: armed actor, defenders, sponsor, host. Nothing here assigns guilt or intent to a nation, a party or a"
        " person, and no output of it is evidence in a case.",
    ),
    Limit(
        "No decision about the protection of actual people.",
        "Whether to stay, to flee, to evacuate, to withhold or to send troops is not to be decided on it. That needs people who know the"
        " place, and those who live there; most of what they know is not in the model.",
    ),
    Limit(
        "No proof.",
        "A difference between arms holds inside the model and its priors, and most payoffs are set by hand. Read it with the list of"
        " assumptions and of known weaknesses, not instead of it.",
    ),
)


def sentences() -> tuple[str, ...]:
    """Each limit as plain text, for a page or a terminal."""
    return tuple(f"{limit.head} {limit.text}" for limit in NOT_FOR)


def in_terminal(width: int = 100) -> list[str]:
    """The block as lines of a terminal."""
    return [f"{TITLE}:", *(fill(line, width, initial_indent="  * ", subsequent_indent="    ") for line in sentences())]


def in_markdown() -> str:
    """The block as a Markdown list."""
    lines = (f"* **{limit.head}** {limit.text}" for limit in NOT_FOR)
    return "\n".join(fill(line, 138, subsequent_indent="  ", break_on_hyphens=False) for line in lines)
