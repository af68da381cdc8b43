"""Tables of real runs of the small place, so that what reads tables is tested on what the model writes."""

from functools import cache

from sim import load, run

CALM, HELD, FLIGHT = 15, 5, 13  # worlds that differ much; what exactly happens in them may change with the priors


@cache
def lived(seed: int) -> dict:
    """One world of the enclave with its ledger: its tables, and its summary."""
    one = run(load("enclave"), seed, ledger=True)
    summary = {"scenario": "enclave", "arm": "skeletal_2020", "seed": seed, "outcomes": dict(one.outcomes)}
    return one.tables() | {"summary": summary}
