"""Small worlds to make promises about: the enclave under a few arms, and how to compare two lives bit for bit."""

import hashlib
from functools import lru_cache

from sim.model import MandateModel
from sim.scenario.root import Scenario

SPONSOR = "resources.contributors.sponsor"
ENCLAVE = Scenario(name="toy", place="enclave")
DISTRACTED = ENCLAVE.with_(settings={f"{SPONSOR}.distraction": 1.0})  # the road is lost in nearly every world
EVEN_ODDS = ENCLAVE.with_(settings={f"{SPONSOR}.distraction": 0.7})  # in about half of them
WAR = ENCLAVE.with_(settings={"armed_actor.gains.offensive": 2.0, "armed_actor.build_up_weeks": 3.0, "armed_actor.friction": 0.1})
KARABAKH = Scenario(name="toy", place="nagorno_karabakh", start="2020-11-10")
USED = {
    "incidents": "n_incidents",
    "decisions": "n_decisions",
    "pending": "n_pending",
    "wanting": "n_wanting",
}  # tables with room to spare: rows in use


def live(scenario, seed=1, days=10_000, **options):
    """The model after so many days (to the horizon, if that comes first)."""
    model = MandateModel(scenario, seed, **options)
    model.advance(days)
    return model


@lru_cache(maxsize=64)
def lived(scenario_name, seed=1):
    """One of the arms above lived to the end, kept: look at it, do not advance it."""
    return live(globals()[scenario_name], seed)


def arrays_of(world, name=""):
    """Every array of a world by its name, those of bundles inside it with them."""
    for field, found in world._asdict().items():
        if isinstance(found, tuple):
            yield from arrays_of(found, f"{name}{field}.")
        else:
            yield name + field, found


def state(model):
    """Everything that a run holds, as bytes by table and column."""
    found = {}
    for name, table in arrays_of(model.world):
        table = table[: int(model.zone[USED[name]])] if name in USED else table
        for column in table.dtype.names or [""]:
            found[name, column] = (table[column] if column else table).tobytes()
    return found


def differences(one, other, *, without=()):
    """Tables and columns in which two runs differ; none if one life is the other bit for bit."""
    a, b = state(one), state(other)
    return [key for key in sorted(a.keys() | b.keys()) if a.get(key) != b.get(key) and key[0] not in without]


def digest(model):
    """A run in one short text."""
    return hashlib.sha256(b"".join(state(model)[key] for key in sorted(state(model)))).hexdigest()
