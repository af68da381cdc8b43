"""A case file where a scenario file is expected: `corridor run scenario=configs/missions/eastern_slavonia.yaml`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

from sim.scenario.load import written_out
from sim.scenario.presets import is_path
from sim.scenario.reader import read_yaml
from sim.scenario.refusal import ScenarioRefused
from sim.scenario.root import Scenario

# Names that only a case has at its top: roe and legal_basis are a mandate's as well.
CASE_FIELDS = {"host_consent", "other_consent", "lead", "troops", "area_km2", "line_km", "lifeline", "coalition_score"}


def is_case(data: Any) -> bool:
    """Whether plain data is that of a case rather than of a scenario: facts with a value and a source stand at its top."""
    return isinstance(data, dict) and any(isinstance(one, dict) and {"value", "source"} <= one.keys() for one in data.values())


def scenario_file(choice: Any) -> Any:
    """A choice of a scenario as it is; the path of a case file becomes that of the scenario made from it, every setting in full."""
    if not isinstance(choice, str) or not is_path(choice) or not _holds_a_case(choice):
        return choice
    from experiments.evidence.missions.case import read_case
    from experiments.evidence.missions.scenario import scenarios_of

    path = Path(choice).expanduser()
    found = scenarios_of(read_case(path), name=path.stem)
    name, scenario = next(iter(found.items()))
    if len(found) > 1:
        print(f"{path.name}: rules of engagement are unknown; lived as {name} (mandate.authorised.* changes them)", file=sys.stderr)
    return str(written(scenario))


def written(scenario: Scenario) -> Path:
    """A scenario as a file in the user's cache, named after its content."""
    from experiments.evidence.missions.place import kept

    return kept({"scenario.yaml": yaml.safe_dump(_plain(written_out(scenario)), sort_keys=False, allow_unicode=True)}) / "scenario.yaml"


def _plain(data: Any) -> Any:
    """Lists for tuples, and no empty values, as the reader of files takes them."""
    if isinstance(data, dict):
        return {key: _plain(value) for key, value in data.items() if value is not None}
    return [_plain(one) for one in data] if isinstance(data, tuple | list) else data


def _holds_a_case(choice: str) -> bool:
    try:
        return is_case(read_yaml(Path(choice).expanduser()))
    except ScenarioRefused:
        return False  # whoever reads it next says what is wrong
