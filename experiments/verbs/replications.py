"""The verb `replications`: how many worlds are enough, from a ledger or from a pilot that is lived now."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.overrides import Word
from experiments.verbs.words import SETTINGS_HELP, asked, command_line, is_help
from sim.scenario.problem import nearest, printable
from sim.scenario.refusal import refuse

if TYPE_CHECKING:
    from experiments.replication import Advice, Target
    from experiments.study.layout import Laid
    from experiments.study.reading import Results

USUAL = "enclave"
WORDS = {
    "ledger": Word(None, str),
    "worlds": Word(40, int, 10),
    "first_seed": Word(1, int, 0),
    "workers": Word(0, int, 0),
    "outcomes": Word(None, str),
    "relative": Word(0.1, float, 0),
    "points": Word(5.0, float, 0),
    "half_width": Word(None, float, 0),
    "out": Word(None, str),
}
HELP = f"""corridor replications: how many worlds are enough? How each outcome's interval narrows, and what a precision costs.

  corridor replications LEDGER [outcomes=A,B] [relative=0.1] [points=5]     from the worlds that a study has lived
  corridor replications [STUDY] [worlds=40] [any.setting=VALUE ...]        from a pilot that is lived now

For each outcome, under each arm and as a paired difference from the baseline: mean, half-width of the 95 % interval now and with
more worlds, worlds that the precision asked for takes (with the range that the pilot leaves open), how many an unpaired design
would take, and whether the spread has settled.

Words:
  outcomes=A,B             which outcomes (default: those of the study)
  relative=0.1             half-width asked for, as a share of the baseline's mean (default: 0.1)
  points=5                 the same for shares of worlds, in percentage points (default: 5)
  half_width=NUMBER        instead of both: in the unit of the one outcome that outcomes= names
  out=DIR                  writes a figure and replications.json there
  worlds=N first_seed=N    the pilot's worlds (default: 40, from 1)
  ledger=DIR workers=N     where the pilot's runs are kept (default: nowhere), and in how many processes they are lived
  --json                   one line of JSON an outcome and arm
{SETTINGS_HELP}

Examples:
  corridor replications results/grid
  corridor replications default worlds=100 outcomes=displaced_persons half_width=5000 out=results/replications"""


def main(argv: Sequence[str]) -> int:
    """Prints the advice; 1 where runs failed."""
    if is_help(argv):
        print(HELP)
        return 0
    is_json = "--json" in argv
    words = [word for word in argv if word != "--json"]
    names = [word for word in words if "=" not in word]
    if len(names) > 1:
        raise refuse("", None, f"one ledger or one study, not {len(names)}")
    if names and _is_ledger(names[0]):
        return _of_ledger(names[0], [word for word in words if "=" in word], is_json, argv)
    return _of_pilot(names[0] if names else USUAL, [word for word in words if "=" in word], is_json, argv)


def _is_ledger(name: str) -> bool:
    from experiments.study import manifest

    return Path(name).expanduser().is_dir() and manifest.read(Path(name).expanduser()) is not None


def _of_ledger(name: str, words: list[str], is_json: bool, argv: Sequence[str]) -> int:
    """Advice from the runs that a ledger has."""
    from experiments.study.reading import Results

    given = {word.split("=")[0] for word in words}
    own = asked(words, WORDS).words
    wrong = sorted(given - {"outcomes", "relative", "points", "half_width", "out"})
    if wrong:
        raise refuse(wrong[0], None, "a ledger's runs are lived; only outcomes, relative, points, half_width and out are asked of it")
    results = Results(Path(name).expanduser())
    return _told(results, own, f"{name}: {results.design.title or 'a study'}", is_json, argv)


def _of_pilot(name: str, words: list[str], is_json: bool, argv: Sequence[str]) -> int:
    """Lives a pilot and gives the advice; its runs stay where ledger=DIR says, else nowhere."""
    laid, own = _laid(name, words)
    _outcomes_of(laid.design.outcomes, own)  # refuses before anything is lived
    if own["ledger"]:
        return _lived(laid, Path(own["ledger"]).expanduser(), own, is_json, argv)
    with tempfile.TemporaryDirectory(prefix="corridor-") as folder:
        return _lived(laid, Path(folder) / "pilot", own, is_json, argv)


def _laid(name: str, words: list[str]) -> tuple[Laid, dict[str, Any]]:
    """The study that the pilot is of, judged."""
    from experiments.study.layout import laid_out, read_file, with_settings, words_of

    file = read_file(name)
    usual = [f"{group}={choice}" for group, choice in words_of(file).items() if not any(word.startswith(f"{group}=") for word in words)]
    scenario, own, _, changed = asked([*usual, *words], WORDS)
    base = with_settings(file, scenario, changed)
    return laid_out(file, base, changed, worlds=own["worlds"], first_seed=own["first_seed"]), own


def _lived(laid: Laid, folder: Path, own: dict[str, Any], is_json: bool, argv: Sequence[str]) -> int:
    from experiments.study.file import Engine
    from experiments.study.reading import Results
    from experiments.study.screen import screen
    from experiments.study.session import live

    with screen(is_json=False) as show:
        progress = live(
            laid.design,
            folder,
            Engine(kind="local", workers=own["workers"]),
            command=command_line("replications", argv),
            tell=lambda line: print(line, file=sys.stderr, flush=True),
            show=show,
        )
    if progress.how == "stopped":
        raise KeyboardInterrupt("the pilot was not lived to its end")
    title = f"A pilot of {laid.design.count:,} worlds: {laid.design.title or laid.file.name}"
    return _told(Results(folder, laid.design), own, title, is_json, argv)


def _told(results: Results, own: dict[str, Any], title: str, is_json: bool, argv: Sequence[str]) -> int:
    """Works out the advice, prints it, draws it. 1 where runs failed."""
    from experiments.replication import Target, advice
    from experiments.replication_words import as_facts, lines

    outcomes = _outcomes_of(results.design.outcomes, own)
    table = results.table(["arm", "world", "status", *outcomes])
    target = Target(own["relative"], own["points"], own["half_width"])
    found = list(advice(table, results.baseline, outcomes, target)) if len(table) else []
    if not found:
        raise refuse("ledger", str(results.folder), "holds no run yet")
    titles = {arm.name: arm.title or arm.name.replace("_", " ") for arm in results.design.arms}
    failed = table["status"].to_pylist().count("failed")
    if is_json:
        from experiments.study.screen import say

        for one in found:
            say("replications", **as_facts(one))
    else:
        print(f"{title}.")
        print("\n".join(lines(found, titles, results.baseline, target)))
        if failed:
            print(f"{failed:,} of {len(table):,} runs failed and are left out.")
    if own["out"]:
        _written(own["out"], found, titles, results.baseline, target, is_json)
    return 1 if failed else 0


def _written(out: str, found: list[Advice], titles: dict[str, str], baseline: str, target: Target, is_json: bool) -> None:
    """The figure, and the advice for programs."""
    import json

    from experiments.figures.narrowing import narrowing
    from experiments.figures.style import save
    from experiments.folder import result_folder
    from experiments.replication_words import as_facts

    with result_folder(out, "replications") as aside:
        save(narrowing(found, titles, baseline, target), aside / "narrowing.png", "How intervals narrow with worlds")
        text = json.dumps([as_facts(one) for one in found], indent=1, allow_nan=False)
        (aside / "replications.json").write_text(text + "\n", encoding="utf-8")
    if not is_json:
        print(f"\nFigure and numbers: {out}")


def _outcomes_of(usual: Sequence[str], own: dict[str, Any]) -> list[str]:
    """The outcomes asked for; refused where one is not known, or a half-width is given for several."""
    from sim.measures import UNITS

    names = [name.strip() for name in own["outcomes"].split(",") if name.strip()] if own["outcomes"] else list(usual)
    for name in names:
        if name not in UNITS:
            raise refuse("outcomes", name, f"no outcome is named {printable(name)!r}", suggestion=nearest(name, list(UNITS)))
    if own["half_width"] is not None and len(names) != 1:
        raise refuse("half_width", own["half_width"], "is in the unit of one outcome; name it, e.g. outcomes=displaced_persons")
    return list(_once(names))


def _once(names: Sequence[str]) -> Iterator[str]:
    yield from dict.fromkeys(names)
