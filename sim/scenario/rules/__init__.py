"""The numbers of the rules: one group a submodel."""

from sim.scenario.rules.conflict import Act, Command, Contest
from sim.scenario.rules.mission import Answer, Host, Patrol, Will
from sim.scenario.rules.people import Feeling, Leaving, Supply
from sim.scenario.rules.road import Cost, Roads

__all__ = ["Act", "Answer", "Command", "Contest", "Cost", "Feeling", "Host", "Leaving", "Patrol", "Roads", "Supply", "Will"]
