"""The order of the week and of the day, as the calendar has it, each step with what its code says it does."""

from __future__ import annotations

from experiments.protocol.code import says, says_in_full


def week() -> str:
    """Who deliberates every seventh day, in order."""
    from sim.calendar import WEEK

    return "\n".join(f"{at}. `{rule.__name__}`: {says_in_full(_home(rule), rule.__name__)}" for at, rule in enumerate(WEEK, 1))


def day() -> str:
    """What happens every day, in order."""
    from sim.calendar import DAY

    return "\n".join(f"{at}. `{rule.__name__}`: {says(_home(rule), rule.__name__)}." for at, rule in enumerate(DAY, 1))


def names_of_the_day() -> str:
    """The rules of the day by name, in order."""
    from sim.calendar import DAY

    return ", ".join(rule.__name__ for rule in DAY)


def _home(rule: object) -> str:
    return getattr(rule, "__module__").replace(".", "/") + ".py"  # noqa: B009 - a compiled function
