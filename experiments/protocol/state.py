"""Entities and their state variables, read from the declarations of the arrays."""

from __future__ import annotations

from experiments.protocol.code import constants, used_in
from experiments.protocol.table import code, table

# (title, module, name of the declaration): the tables that rules read and write.
TABLES = (
    ("Settlement", "sim.world.columns", "SETTLEMENT"),
    ("Road segment", "sim.world.columns", "SEGMENT"),
    ("Household: what it is", "sim.world.columns", "HOUSEHOLD"),
    ("Household: where it is", "sim.world.columns", "HOUSEHOLD_STATE"),
    ("Armed unit", "sim.world.columns", "UNIT"),
    ("Patrol team", "sim.world.columns", "TEAM"),
    ("Commitment of a contributor or guarantor: what it is", "sim.world.columns", "COMMITMENT"),
    ("Commitment: where it stands", "sim.world.columns", "COMMITMENT_STATE"),
    ("Observer", "sim.world.columns", "OBSERVER"),
    ("Rung, as the scenario has it", "sim.world.columns", "LADDER"),
    ("Rung, as the armed actor believes it to be", "sim.world.columns", "BELIEF"),
    ("Rung, as it was last weighed", "sim.world.columns", "OPTION"),
    ("The zone as a whole", "sim.world.columns", "ZONE"),
    ("What the capitals last ordered", "sim.world.columns", "ORDERS"),
    ("A household on the list of those who may return or leave again", "sim.world.columns", "PENDING"),
    ("Row of the decision log", "sim.world.columns", "DECISION"),
    ("Household that leaves by the hourly road", "sim.world.leavers", "LEAVER_FIELDS"),
    ("Vehicle", "sim.world.traffic", "VEHICLE_FIELDS"),
    ("Direction of a road segment", "sim.world.traffic", "LINK_FIELDS"),
    ("Node of the hourly road", "sim.world.traffic", "NODE_FIELDS"),
)
TRUTH = "yes or no"


def state_variables() -> str:
    """Every state variable of every entity with unit and meaning, a table an entity."""
    return "\n\n".join(f"**{title}.**\n\n{_table_of(module, name)}" for title, module, name in TABLES)


def draws() -> str:
    """Every decision that draws luck: its number, its name, and where in the model it is drawn."""
    rows = [
        (number, name.lower().replace("_", " "), ", ".join(map(code, [path for path in used_in("sim", name) if path != "sim/luck.py"])))
        for name, number in constants("sim/luck.py")
    ]
    return table(("number", "decision", "drawn in"), rows)


def outcomes() -> str:
    """Every scalar outcome with its unit or meaning."""
    from sim.measures import UNITS

    return table(("outcome", "unit or meaning"), ((code(name), meaning) for name, meaning in UNITS.items()))


def _table_of(module: str, name: str) -> str:
    from importlib import import_module

    return table(("state variable", "unit", "meaning"), map(_row, getattr(import_module(module), name)))


def _row(column: tuple[str, ...]) -> tuple[str, str, str]:
    name, kind, unit, *rest = column
    return code(name), TRUTH if unit == "truth" or kind == "?" else unit or "-", rest[0] if rest else ""
