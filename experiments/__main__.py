"""The command line: a verb, then words of the form name=value. Nothing heavy is imported before the verb is known."""

import contextlib
import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module

VERBS = {
    "run": ("experiments.verbs.run", "live one world under one mandate; tables, figures, and its story in one screen"),
    "compare": ("experiments.verbs.compare", "meet the same worlds with every arm of a study; a report with intervals"),
    "study": ("experiments.verbs.study", "worlds x arms from one file, stopped and resumed at will, in a ledger on disk"),
    "replay": ("experiments.verbs.replay", "live any run of a study's ledger again, bit for bit"),
    "explain": ("experiments.verbs.explain", "why a choice was made in a week, and what would have had to be different"),
    "diff": ("experiments.verbs.diff", "where two histories of the same world part, and the chain that follows"),
    "replications": ("experiments.verbs.replications", "how many worlds are enough: how intervals narrow, what a precision costs"),
    "app": ("experiments.verbs.app", "a page for the classroom: two arms on a map, 100 paired worlds, lessons; on this machine only"),
    "figure": ("experiments.verbs.figure", "one figure of a run drawn again, or its history as a moving map"),
    "report": ("experiments.verbs.report", "one page about a result that works offline and can be mailed; as PDF too"),
    "check": ("experiments.check", "judge configuration files without running anything"),
    "describe": ("experiments.describe", "what a setting means: unit, range, default, source; which presets there are"),
    "emergence": (
        "experiments.verbs.emergence",
        "many worlds of one arm: which rungs occur, in which order, and the exit against the record",
    ),
    "probe": ("experiments.verbs.probe", "the checks that catch a scripted or an inert model"),
    "calibrate": ("experiments.verbs.calibrate", "which numbers fit the record: joint parameter sets that every study can use"),
    "validate": ("experiments.verbs.validate", "claims of the record and of the literature: kept, broken, undecided or not testable"),
    "bench": ("experiments.bench", "how fast the model is on this machine; bench missions: other missions predicted and scored"),
}
USAGE = """Corridor: peacekeeping mandates, lived through many times.

  corridor VERB [name=value ...]

{verbs}

  corridor VERB --help       what the verb does, its words, and examples
  corridor --version         which version this is

Examples:
  corridor run seed=7
  corridor run scenario=nagorno_karabakh mandate=un_chapter_vii_protect seed=7 out=results/one
  corridor compare scenario=nagorno_karabakh worlds=200 out=results/six
  corridor describe mandate

Exit status: 0 done; 1 some of it failed; 2 refused, and nothing written; 70 a fault of Corridor's own; 130 stopped."""
DONE, REFUSED, FAULT, STOPPED, TERMINATED = 0, 2, 70, 130, 143


def main(argv: Sequence[str] | None = None) -> int:
    """Does what a command line asks and returns its exit status; whatever goes wrong is told in words."""
    given = list(sys.argv[1:] if argv is None else argv)
    if argv is None and not sys.warnoptions and not os.environ.get("CORRIDOR_DEBUG"):
        warnings.simplefilter("ignore")  # they speak to developers, who test with every one an error
    with _plain_output(), _ended_by_term():
        return _guarded(lambda: _answer(given))


def _answer(given: list[str]) -> int:
    if not given:
        print(usage(), file=sys.stderr)
        return REFUSED
    verb, words = given[0], given[1:]
    if verb == "help" and words:
        verb, words = words[0], ["--help"]
    if verb in ("-h", "--help", "help"):
        print(usage())
        return DONE
    if verb in ("-V", "--version"):
        print(_version())
        return DONE
    if verb not in VERBS:
        print(_unknown(verb), file=sys.stderr)
        return REFUSED
    return import_module(VERBS[verb][0]).main(words)


def usage() -> str:
    """The help of the command as a whole."""
    return USAGE.format(verbs="\n".join(f"  {verb:<12} {words}" for verb, (_, words) in VERBS.items()))


def _version() -> str:
    from experiments.version import model_digest, release

    return f"Corridor {release()} (model {model_digest()}, Python {sys.version.split()[0]})"


def _unknown(verb: str) -> str:
    """What to say of a verb that is none: the nearest one, and that a word needs a verb before it."""
    import difflib

    said = "".join(char if char.isprintable() else "?" for char in verb[:60])
    if "=" in verb:
        return f"corridor: a verb comes first, e.g. corridor run {said}\nverbs: {', '.join(VERBS)}"
    near = difflib.get_close_matches(verb[:60].lower(), VERBS, n=1, cutoff=0.5)
    hint = f"; did you mean {near[0]}?" if near else ""
    return f"corridor: no verb is named {said!r}{hint}\nverbs: {', '.join(VERBS)} (corridor --help tells more)"


def _guarded(act: Callable[[], int]) -> int:
    """Runs a verb; refusals, stops and faults end in a sentence and their own exit status."""
    try:
        status = act()
        sys.stdout.flush()
        return status
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else DONE if end.code is None else REFUSED
    except KeyboardInterrupt as stop:
        print(f"\ncorridor: stopped{f'; {stop}' if str(stop) else ''}", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:
        return _reader_has_gone()
    except Exception as error:  # noqa: BLE001 - the one place where a fault becomes a sentence
        return _told(error)


def _told(error: Exception) -> int:
    """Prints a refusal, a failed write or a fault of ours; returns the exit status."""
    if getattr(error, "exit_status", None) is not None:
        print(f"corridor: {error}", file=sys.stderr)
        return error.exit_status  # type: ignore[attr-defined]
    if type(error).__name__ == "ScenarioRefused":
        print(error, file=sys.stderr)
        return REFUSED
    if os.environ.get("CORRIDOR_DEBUG", "") not in ("", "0"):
        raise error
    said = str(error).split("\n")[0][:300]
    print(f"corridor: a fault of Corridor's own, not of your settings: {type(error).__name__}: {said}", file=sys.stderr)
    print("Set CORRIDOR_DEBUG=1 and repeat the command to see where; please report it with both.", file=sys.stderr)
    return FAULT


def _reader_has_gone() -> int:
    """Whoever read our output has closed it (`corridor describe | head`): nobody is left to tell."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE


@contextlib.contextmanager
def _plain_output() -> Iterator[None]:
    """Lets a terminal that lacks a character show ? instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    yield


@contextlib.contextmanager
def _ended_by_term() -> Iterator[None]:
    """Lets a request to end (SIGTERM) clean up on its way out, as Ctrl-C does."""
    try:
        before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    except ValueError:  # not in the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


if __name__ == "__main__":
    sys.exit(main())
