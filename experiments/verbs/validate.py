"""The verb `validate`: which claims about the record and the literature the model keeps, and which it breaks."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.overrides import Word, taken_apart
from experiments.verbs.words import command_line, is_help
from sim.scenario.problem import Problem, printable
from sim.scenario.refusal import ScenarioRefused

if TYPE_CHECKING:
    from experiments.evidence.earlier import Earlier
    from experiments.evidence.judging import Bench
    from experiments.evidence.verdicts import Verdict

FOLDER = "results/validation"
VERDICTS, PAGE = "verdicts.json", "validation.html"
WORDS = {
    "claims": Word(None, str),
    "worlds": Word(None, int, 1),
    "uncertainty": Word(None, str),
    "workers": Word(0, int, 0),
    "out": Word(FOLDER, str),
    "before": Word(None, str),
    "checks": Word(None, str),
    "store": Word(False, bool),
}
HELP = f"""corridor validate: holds the model against claims of the record and of the literature (configs/claims).

  corridor validate [claims=ID,ID|FILE] [worlds=N] [uncertainty=NAME|FILE] [out=DIR] [--json]

Words:
  claims=ID,ID             which claims, by id or by a file of your own (default: all)
  worlds=N                 how many worlds in every study (default: as each study says)
  uncertainty=NAME|FILE    other priors, or a calibrated ensemble, for the claims of the record
  workers=N                how many processes (default: one a core); verdicts do not depend on it
  out=DIR                  where runs and results are kept (default: {FOLDER}); the same command goes on from there
  before=DIR               show the verdicts of an earlier validation beside these, e.g. from before calibration; DIR may be that of out
  checks=DIR               show what `corridor probe` left in this folder (default: DIR of out)
  store=true               keep the verdicts with the project: configs/claims/verdicts.json and the table of docs/validation.md
  --json                   a line of JSON a claim, and one for the end

kept, broken, undecided or not testable: by the rule of docs/validation.md. A claim that set numbers is no validation; claims held out are
told apart. A claim known to be broken stays, with the reason.
DIR holds {VERDICTS}, {PAGE} with a picture of every reading, and the runs.

Exit status: 0 no promise is broken; 1 a claim is broken that the project says it keeps, or runs failed; 2 refused; 130 stopped.

Examples:
  corridor validate
  corridor validate claims=P1,P2 worlds=400
  corridor validate uncertainty=nagorno_karabakh_calibrated before=results/validation"""


def main(argv: Sequence[str]) -> int:
    """Lives what the claims need, judges them, tells and writes the verdicts. 1 where a promise is broken."""
    if is_help(argv):
        print(HELP)
        return 0
    is_json, words = "--json" in argv, _words([word for word in argv if word != "--json"])
    from experiments.evidence import told
    from experiments.evidence.claims import read_claims
    from experiments.evidence.earlier import read_earlier
    from experiments.evidence.judging import benches, verdicts

    before = read_earlier(words["before"]) if words["before"] else None
    claims = read_claims([one.strip() for one in words["claims"].split(",")] if words["claims"] else [])
    studies = benches(claims, words["worlds"], words["uncertainty"])
    folder = _claimed(words["out"])
    tell = lambda line: print(line, file=sys.stderr, flush=True)  # noqa: E731
    found = verdicts(claims, studies, folder, workers=words["workers"], tell=tell, began=lambda one: tell(_beginning(one)))
    about = _about(words, studies, command_line("validate", argv))
    _write(words, found, about, before)
    if words["store"]:
        from experiments.evidence.stored import store

        for path in store(found, about, before):
            tell(f"{path}: written anew")
    if is_json:
        _lines(found, about)
    else:
        print("\n".join([*told.table(found, before), "", told.summary(found) + ".", *told.remarks(found)]))
        print(f"The page: {printable(str(folder / PAGE), 160)}")
    return 1 if any(one.is_promise_broken for one in found) else 0


def _words(given: Sequence[str]) -> dict[str, Any]:
    """The verb's own words; it takes no settings, since a claim says under which it is tested."""
    from experiments.folder import folder_fault

    named = Counter(word.split("=", 1)[0] for word in given if "=" in word)
    own = [word for word in given if word.split("=", 1)[0] in WORDS]
    line = taken_apart(own, WORDS)
    problems = [Problem(name, None, "given twice") for name, times in named.items() if times > 1]
    problems += [*line.problems, *folder_fault(line.words["out"])]
    for word in given:
        if word not in own:
            problems.append(_not_a_word(word))
    if problems:
        raise ScenarioRefused(problems, "command")
    return line.words


def _not_a_word(word: str) -> Problem:
    from sim.scenario.problem import nearest, shown

    name = word.split("=", 1)[0]
    if "=" not in word:
        return Problem("", word, f"{shown(word)}: not of the form name=value")
    said = "no word of validate; a claim's study says what is run (see corridor validate --help)"
    return Problem(name, None, said, nearest(name, WORDS))


def _claimed(out: str) -> Path:
    """The folder, marked as ours before anything is lived in it, so that the same command may go on in it."""
    from experiments.folder import MARK, result_folder

    folder = Path(out).expanduser()
    if not (folder / MARK).exists():
        with result_folder(out, "validate") as aside:
            (aside / "README.txt").write_text("Made by corridor validate; the same command goes on from here.\n", encoding="utf-8")
    return folder


def _beginning(one: Bench) -> str:
    arms, worlds = len(one.laid.design.arms), one.laid.design.count
    ids = ", ".join(each.claim.id for each in one.claims)
    return f"{one.name}: {one.n_runs:,} runs ({arms} arm{'s' * (arms != 1)}, {worlds:,} worlds) for {ids}"


def _about(words: dict[str, Any], studies: Sequence[Bench], command: str) -> dict[str, Any]:
    """What was run: enough to run it again."""
    from experiments.version import version

    return {
        "command": command,
        "version": version(),
        "uncertainty": words["uncertainty"] or "as each scenario says",
        "runs": sum(one.n_runs for one in studies),
        "studies": ", ".join(f"{one.name} ({one.laid.design.count:,} worlds)" for one in studies),
    }


def _write(words: dict[str, Any], found: Sequence[Verdict], about: dict[str, Any], before: Earlier | None) -> None:
    """The verdicts as data and as a page."""
    from experiments.evidence.page import page, read_checks
    from experiments.evidence.told import as_json
    from experiments.folder import result_folder

    checks = read_checks(Path(words["checks"] or words["out"]).expanduser())
    if words["checks"] and checks is None:
        print(f"checks: {printable(words['checks'], 120)} holds no checks.json of corridor probe", file=sys.stderr)
    text = json.dumps(as_json(found, about), ensure_ascii=False, indent=1, allow_nan=False)
    with result_folder(words["out"], "validate") as aside:
        (aside / VERDICTS).write_text(text + "\n", encoding="utf-8")
        (aside / PAGE).write_text(page(found, about, checks, before), encoding="utf-8", newline="\n")


def _lines(found: Sequence[Verdict], about: dict[str, Any]) -> None:
    from experiments.evidence.told import counts

    for one in found:
        print(json.dumps({"event": "claim", **one.as_data()}, ensure_ascii=False, allow_nan=False))
    broken = [one.claim.id for one in found if one.is_promise_broken]
    print(json.dumps({"event": "end", **about, "counts": counts(found), "promises_broken": broken}, ensure_ascii=False, allow_nan=False))
