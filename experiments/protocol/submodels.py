"""Which code and which settings belong to each submodel; a test holds that none is left out."""

from __future__ import annotations

from typing import NamedTuple

from experiments.protocol.code import public
from experiments.protocol.parameters import anchor, counted
from experiments.protocol.table import code, table


class Submodel(NamedTuple):
    """A submodel: its modules, and the groups of settings that it reads first of all."""

    modules: tuple[str, ...]
    groups: tuple[str, ...]


SUBMODELS = {
    "will": Submodel(
        ("sim/capitals/capital.py", "sim/capitals/log.py", "sim/capitals/sponsor.py", "sim/capitals/strength.py"),
        ("rules.will", "resources", "codings"),
    ),
    "patrol": Submodel(("sim/capitals/headquarters.py", "sim/ground/patrol.py"), ("rules.patrol",)),
    "answer": Submodel(
        ("sim/ground/answer.py", "sim/ground/hold.py", "sim/capitals/host_state.py"), ("mandate", "rules.answer", "rules.host")
    ),
    "act": Submodel(
        ("sim/ground/act.py", "sim/ground/fight.py", "sim/capitals/armed_command.py"),
        ("armed_actor", "theory", "rules.act", "rules.command"),
    ),
    "promise": Submodel(("sim/capitals/commitments.py", "sim/capitals/guarantor.py"), ("guarantees",)),
    "contest": Submodel(("sim/capitals/contest.py",), ("defenders", "rules.contest")),
    "supply": Submodel(("sim/ground/feed.py", "sim/capitals/local_authority.py"), ("rules.supply",)),
    "leaving": Submodel(("sim/ground/feel.py", "sim/ground/leave.py"), ("rules.feeling", "rules.leaving")),
    "roads": Submodel(
        (
            "sim/roads/mobilise.py",
            "sim/roads/leavers.py",
            "sim/roads/departures.py",
            "sim/roads/paths.py",
            "sim/roads/queues.py",
            "sim/roads/network.py",
            "sim/roads/crowd.py",
        ),
        ("rules.roads",),
    ),
    "observers": Submodel(("sim/observe.py",), ("observers",)),
    "cost": Submodel((), ("rules.cost",)),
}
OTHER_GROUPS = ("presets", "uncertainty", "amendments")  # which file is read, how a prior is written, what changes on a date


def in_the_code(name: str, page: str = "parameters.md") -> str:
    """The rules of a submodel as its modules tell them, and where its numbers stand."""
    submodel = SUBMODELS[name]
    rows = [(code(one.name), f"{one.says}.") for path in submodel.modules for one in public(path)]
    where = ", ".join(map(code, submodel.modules))
    told = f"*In the code* ({where}):\n\n{table(('rule', 'what it does'), rows)}\n\n" if rows else ""
    return f"{told}*Numbers*: " + "; ".join(f"[`{group}`]({page}#{anchor(group)}): {counted(group)}" for group in submodel.groups) + "."
