"""The verb `figure`: one figure of a run drawn again, or its history as a moving map."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.overrides import Word
from experiments.verbs.words import SETTINGS_HELP, is_help
from sim.scenario.problem import nearest, printable
from sim.scenario.refusal import refuse

if TYPE_CHECKING:
    from experiments.explain.life import Life

MOVING, DAY = "animation", "day"
WORDS = {
    "name": Word("map", str),
    "out": Word(None, str),
    "every": Word(1, int, 1),
    "on": Word(None, int, 0),
    "seed": Word(None, int, 0),
    "ledger": Word(None, str),
}
HELP = f"""corridor figure: one figure of a run drawn again, or its history as a moving map.

  corridor figure RUN name=NAME out=FILE [every=DAYS] [on=DAY]
  corridor figure [scenario=NAME] [mandate=NAME] seed=N name=NAME out=FILE [any.setting=VALUE ...]

RUN is a folder of corridor run, the name of a run in a ledger (16 digits), or a scenario file with seed=N.

Words:
  name=NAME                map, patrols, escorts, ladder, supply, people, exodus (out=FILE.png); animation: the history as a moving map
                           (out=FILE.gif); day: one day of that map, with on=DAY (out=FILE.png)
  out=FILE                 where to write it
  every=DAYS               of the animation: one frame for so many days (default: 1)
  on=DAY                   of the day: which, from 0
  seed=N, ledger=DIR       which world of a scenario; where the run's ledger is
{SETTINGS_HELP}

Beside the path it prints the words that stand for the figure where it cannot be seen.

Examples:
  corridor figure results/one name=ladder out=ladder.png
  corridor figure scenario=nagorno_karabakh seed=3 name=animation out=world3.gif"""


def main(argv: Sequence[str]) -> int:
    """Draws the figure asked for."""
    if is_help(argv):
        print(HELP)
        return 0
    from experiments.verbs.explain import named_life

    life, words = named_life(argv, WORDS)
    name, out = words["name"], _file(words)
    if name == MOVING:
        from experiments.figures import animate

        animate(_history(life), out, words["every"])
        print(f"{printable(str(out), 300)}: the history of world {life.seed}, a frame for every {words['every']} days")
        return 0
    from experiments.figures import style

    figure = _figure(life, name, words["on"])
    style.save(figure, out, name)
    print(f"{printable(str(out), 300)}: {style.alt_text(figure)}")
    return 0


def _file(words: dict[str, Any]) -> Path:
    """Where to write, with the ending that fits the figure."""
    from experiments.figures.gallery import RUN

    known = (*RUN, MOVING, DAY)
    if words["name"] not in known:
        said = f"no figure of a run is named {printable(words['name'])!r} ({', '.join(known)})"
        raise refuse("name", words["name"], said, suggestion=nearest(words["name"], known))
    ending = ".gif" if words["name"] == MOVING else ".png"
    if words["out"] is None or Path(words["out"]).suffix.lower() != ending:
        raise refuse("out", words["out"], f"give out=FILE{ending}")
    out = Path(words["out"]).expanduser()
    if not out.parent.is_dir() or out.is_dir():
        raise refuse("out", words["out"], f"{printable(str(out), 120)}: no file can be put there")
    return out


def _figure(life: Life, name: str, on: int | None) -> Any:
    from experiments.figures import still
    from experiments.figures.flight import is_flight
    from experiments.figures.gallery import RUN

    if name == DAY:
        if on is None or on >= life.scenario.horizon_days:
            raise refuse("on", on, f"give on=DAY, from 0 to {life.scenario.horizon_days - 1}")
        return still(_history(life), on)
    if name == "exodus" and not is_flight(life.tables["exits"]):
        raise refuse("name", name, "nobody fled over the road in this world: there is no flight to draw")
    return RUN[name][2](life.tables)


def _history(life: Life) -> dict[str, Any]:
    from experiments.page.frames import history

    return history(life.scenario, life.seed, f"{life.scenario.title or life.scenario.name}: {life.title}, world {life.seed}")
