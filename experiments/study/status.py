"""How far a ledger is, and what it says so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from experiments.study.reading import Results
from experiments.terminal import comparison_table

MOST_ARMS = 30


class Status(NamedTuple):
    """Counts and comparisons of a ledger."""

    facts: dict[str, Any]
    comparisons: list[Any]
    titles: dict[str, str]
    strange: list[str]


def status(results: Results, about: Mapping[str, Any], holder: str) -> Status:
    """Counts the runs of the latest design and compares its arms."""
    design = results.design
    counted = results.sql("select count(*) as done, count(*) filter (status = 'failed') as failed from study").to_pylist()[0]
    done, failed = counted["done"], counted["failed"]
    arms = [arm.name for arm in design.arms[:MOST_ARMS]]
    compared = results.compare(arms=arms) if done > failed else []
    last = (about.get("sessions") or [{}])[-1]
    facts = {
        "ledger": str(results.folder),
        "title": design.title,
        "done": done,
        "total": design.n_runs,
        "failed": failed,
        "arms": len(design.arms),
        "worlds": design.count,
        "version": design.version,
        "held_by": holder or None,
        "last_session": last.get("how"),
        "began": last.get("began"),
        "ended": last.get("ended"),
        "comparisons": [_facts(one) for one in compared],
        "unreadable": results.strange,
    }
    return Status(facts, compared, {arm.name: arm.title or arm.name for arm in design.arms}, results.strange)


def told(found: Status) -> Iterator[str]:
    """The status for people."""
    facts = found.facts
    if facts["title"]:
        yield f"{facts['title']}."
    failed = f"; {facts['failed']:,} failed." if facts["failed"] else "."
    size = f"({facts['arms']:,} arm{'s' * (facts['arms'] != 1)}, {facts['worlds']:,} worlds)"
    yield f"{facts['ledger']}: {facts['done']:,} of {facts['total']:,} runs are done {size}{failed}"
    if facts["held_by"]:
        yield f"Under way: {facts['held_by']}."
    elif facts["began"]:
        yield f"Last session: {facts['last_session']}; began {facts['began']}, ended {facts['ended'] or 'without a word (killed?)'}."
    for name in found.strange:
        yield f"{name} cannot be read and is left out; the next corridor study run does its runs again."
    if found.comparisons:
        yield ""
        yield comparison_table(found.comparisons, found.titles)
    if facts["arms"] > MOST_ARMS:
        yield f"The first {MOST_ARMS} of {facts['arms']:,} arms are shown."


def _facts(one: Any) -> dict[str, Any]:
    apart = one.difference
    numbers = {
        "mean": one.here.value,
        "low": one.here.low,
        "high": one.here.high,
        "n": one.here.n,
        "difference": apart.value if apart else None,
        "difference_low": apart.low if apart else None,
        "difference_high": apart.high if apart else None,
    }
    return {
        "arm": one.arm,
        "outcome": one.measure,
        **{key: None if value is not None and value != value else value for key, value in numbers.items()},
    }
