"""All figures of a run or a comparison, drawn and written."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from experiments.figures.contrasts import arms, paired_differences
from experiments.figures.flight import exodus_by_hour, is_flight, people
from experiments.figures.maps import map_of_patrols_and_incidents
from experiments.figures.onsets import onsets
from experiments.figures.overtime import arms_over_time
from experiments.figures.patrols import escorts_by_month, patrols_against_incidents
from experiments.figures.stores import supply
from experiments.figures.style import alt_text, save
from experiments.figures.timeline import ladder_timeline
from experiments.picture import Picture
from experiments.record import exodus_of

Draw = Callable[[Mapping[str, Any]], Figure]

RUN: dict[str, tuple[str, tuple[str, ...], Draw]] = {
    "map": (
        "Patrols and incidents on the map",
        ("segments", "settlements", "incidents"),
        lambda t: map_of_patrols_and_incidents(t["segments"], t["settlements"], t["incidents"]),
    ),
    "patrols": ("Patrols against incidents", ("segments",), lambda t: patrols_against_incidents(t["segments"])),
    "escorts": ("Farm escorts by month", ("daily",), lambda t: escorts_by_month(t["daily"])),
    "ladder": (
        "The ladder, and what was believed",
        ("daily", "incidents"),
        lambda t: ladder_timeline(t["daily"], t["incidents"], t.get("decisions")),
    ),
    "supply": ("Supply", ("daily",), lambda t: supply(t["daily"])),
    "people": ("Where the people are", ("daily",), lambda t: people(t["daily"])),
    "exodus": ("The exodus by hour", ("exits",), lambda t: exodus_by_hour(t["exits"], _record(t))),
}


def save_all(tables: Mapping[str, Any], out: str | Path) -> list[Picture]:
    """Draws every figure for which `tables` holds the data and writes it as OUT/NAME.png.

    Tables of a run: daily, incidents, segments, settlements, exits; if there: decisions, record (the exodus as it was
    reported). Tables of a comparison: outcomes, with baseline (an arm), and if there: titles (arm to words),
    start (date), horizon_days, and worlds: daily rows of two arms (arm, world, day, and the columns of `overtime.COLUMNS`).
    """
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    drawings = _of_outcomes(tables["baseline"]) if tables.get("outcomes") is not None else {}
    drawings |= {
        name: (title, draw)
        for name, (title, needs, draw) in RUN.items()
        if all(tables.get(need) is not None for need in needs)
    }
    if "exodus" in drawings and not is_flight(tables["exits"]):
        del drawings["exodus"]
    if tables.get("worlds") is not None:
        drawings["over_time"] = ("Two arms over time", _over_time)
    return [_write(folder / f"{name}.png", title, draw(tables)) for name, (title, draw) in drawings.items()]


def _over_time(tables: Mapping[str, Any]) -> Figure:
    return arms_over_time(tables["worlds"], tables.get("titles"), tables.get("start"), tables.get("baseline", ""))


def _record(tables: Mapping[str, Any]) -> Any:
    """The flight as it was reported: as given, else that of the place the settlements belong to."""
    given = tables.get("record")
    return exodus_of(tables["settlements"]) if given is None and tables.get("settlements") is not None else given


def _of_outcomes(baseline: str) -> dict[str, tuple[str, Draw]]:
    return {
        "arms": ("Arms side by side", lambda t: arms(t["outcomes"], baseline, t.get("titles"))),
        "paired_differences": (
            "What each arm changes",
            lambda t: paired_differences(t["outcomes"], baseline, t.get("titles")),
        ),
        "onsets": (
            "When it begins",
            lambda t: onsets(t["outcomes"], baseline, t.get("titles"), t.get("start"), t.get("horizon_days", 0)),
        ),
    }


def _write(path: Path, title: str, figure: Figure) -> Picture:
    save(figure, path, title)
    return Picture(path, title, alt_text(figure))
