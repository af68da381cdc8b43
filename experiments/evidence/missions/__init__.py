"""Contrast cases: other missions by their documented fields alone, lived by the same model with the same behaviour, and scored.

| name | what it does |
|---|---|
| `read_case(path)`, `read_cases(folder)` | case files, judged at the door |
| `scenario_of(case)`, `scenarios_of(case)` | the scenario that a case means; several where its rules of engagement are undefined |
| `mapping.py`, `shape.py`, `place.py` | what each field becomes, the size of what is lived, the abstract place |
| `outcome.py` | held, mixed, failed: one rule |
| `bench.py`, `rivals.py`, `score.py` | `corridor bench missions` |
"""

from experiments.evidence.missions.case import Case, read_case, read_cases
from experiments.evidence.missions.scenario import scenario_of, scenarios_of

__all__ = ["Case", "read_case", "read_cases", "scenario_of", "scenarios_of"]
