"""The model in ODD form (Grimm et al. 2020, with ODD+D), from a written text and from the code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.protocol import not_for, parameters, schedule, state, submodels
from experiments.protocol.data import series_of
from experiments.protocol.table import code, table

if TYPE_CHECKING:
    from sim.scenario.root import Scenario

TEXTS = Path(__file__).parent / "texts"
COMMAND = "python -m experiments.protocol"


def odd(scenario: Scenario | None = None) -> str:
    """The whole ODD as Markdown: of the model, or with the values and priors of one case."""
    return filled("odd", **_parts(scenario))


def filled(name: str, **parts: Any) -> str:
    """A written text with its gaps filled from the code."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEXTS),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(f"{name}.md.j2").render(**parts)


def made(name: str) -> str:
    """A sentence that says where a page comes from."""
    return f"It is written from the code by `{COMMAND}`; what people wrote of it stands in `experiments/protocol/texts/{name}.md.j2`."


def _parts(scenario: Scenario | None) -> dict[str, Any]:
    page = "parameters.md" if scenario is None else ""
    return {
        "made": made("odd"),
        "of_case": f": {scenario.title or scenario.name}" if scenario else "",
        "case": _case(scenario) if scenario else "",
        "values": _values(scenario) if scenario else "",
        "where_numbers": "They are all in the [table of parameters](parameters.md)." if page else "Their values here stand at the end.",
        "trace_link": "[TRACE notes](trace.md)" if page else "TRACE notes (docs/trace.md)",
        "trace_page": "trace.md",
        "not_for": not_for.in_markdown(),
        "week": schedule.week(),
        "day": schedule.day(),
        "names_of_the_day": schedule.names_of_the_day(),
        "draws": state.draws(),
        "series": series_of(),
        "in_the_code": {name: submodels.in_the_code(name, page) for name in submodels.SUBMODELS},
        "state_variables": state.state_variables(),
        "outcomes": state.outcomes(),
    }


def _values(scenario: Scenario) -> str:
    """The parameters of a case, and how to read them."""
    how = (
        "Strength and source are those of the default. *Set here*: the case, a preset or a word of the command set another value, whose"
        " source stands in that file. Where a prior is given, each world draws its own value instead."
    )
    return f"\n---\n\n# Parameters of this case\n\n{how}\n\n{parameters.of_case(scenario)}\n"


def _case(scenario: Scenario) -> str:
    """The case at a glance: what is asked, where, for how long, under which presets, which version."""
    from experiments.identity import configuration_hash
    from experiments.version import version
    from sim.geography import read_place
    from sim.world.plan import place_folder

    place = read_place(place_folder(scenario.place))
    people = scenario.population or int(place.settlements.population.sum())
    rows = [
        ("question", scenario.question),
        ("note", scenario.note),
        ("days", f"{scenario.horizon_days:,} from {scenario.start}"),
        ("place", f"{place.name}: {len(place.settlements)} points, {len(place.roads.start)} road segments, {people:,} persons"),
        *((group, code(choice)) for group, choice in scenario.presets),
        ("settings drawn anew in every world", str(len(scenario.priors()))),
        ("configuration", code(configuration_hash(scenario))),
        ("version", code(version())),
    ]
    return f"## This case\n\n{table(('', ''), [row for row in rows if row[1]])}\n\n"
