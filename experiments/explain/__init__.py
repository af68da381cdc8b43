"""Why a choice was made, what would have had to be different, and where two histories of one world part.

| name | what it does |
|---|---|
| `Life`, `read_life` | a run to be explained: its scenario, its world, its tables, whatever it was named by |
| `Moment` | the morning of a week, lived to once and asked many times: what would be chosen if this were different? |
| `levers_of`, `flips` | every number of the levers, and the smallest change of each that turns a choice |
| `choice_at`, `turning_choices` | choices out of the decision ledger |
| `part` | where two histories of the same world part, and the chain that follows |
"""

from experiments.explain.choices import choice_at, turning_choices
from experiments.explain.flips import flips
from experiments.explain.levers import levers_of
from experiments.explain.life import Life, read_life
from experiments.explain.moment import Moment
from experiments.explain.parting import part

__all__ = ["Life", "Moment", "choice_at", "flips", "levers_of", "part", "read_life", "turning_choices"]
