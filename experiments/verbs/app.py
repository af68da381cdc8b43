"""The verb `app`: serves the classroom's page on this machine until it is stopped."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Sequence
from importlib.util import find_spec

from experiments.overrides import Word, taken_apart
from experiments.verbs.words import is_help
from sim.scenario.problem import Problem, printable
from sim.scenario.refusal import ScenarioRefused

WORDS = {"port": Word(8050, int, 0), "host": Word("127.0.0.1", str), "workers": Word(0, int, 0)}
NEEDED = ("starlette", "uvicorn")
HELP = """corridor app: a page for the classroom, served on this machine; stop it with Ctrl-C.

  corridor app [port=N] [host=ADDRESS] [workers=N]

Words:
  port=N                   where it answers (default: 8050; 0: any free port)
  host=ADDRESS             which address it is bound to (default: 127.0.0.1, this machine alone; 0.0.0.0: everybody who can reach it)
  workers=N                how many processes live worlds (default: one a core)

The page: two policies side by side on a map with the same luck, played day by day; the outcomes of 100 paired worlds redrawn as a
lever moves; predict first, then see; ten lessons; a link that restores what is on screen; configuration and tables to take home.
It asks nothing of the internet, and nothing that a visitor types is executed or kept.

Exit status: 0 stopped; 1 the port is taken, or packages are missing; 2 refused.

Examples:
  corridor app
  corridor app port=9000
  corridor app host=0.0.0.0         a whole class in one network; anybody in it can look"""


class CannotServe(RuntimeError):
    """The page cannot be served on this machine as asked."""

    exit_status = 1


def main(argv: Sequence[str]) -> int:
    """Serves the page until it is stopped."""
    if is_help(argv):
        print(HELP)
        return 0
    words = _words(argv)
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise CannotServe(f"the page needs {' and '.join(missing)}: pip install 'corridor-lab[app]'")
    return _serve(words["host"], words["port"], words["workers"])


def _words(argv: Sequence[str]) -> dict:
    line = taken_apart(argv, WORDS)
    problems = list(line.problems)
    problems += [Problem(setting.name, None, "no such word; the page itself moves levers") for setting in line.settings]
    problems += [Problem(name, None, "no word of this verb; cases and presets are chosen on the page") for name in line.choices]
    if line.words["port"] > 65_535:
        problems.append(Problem("port", line.words["port"], "is above 65535"))
    if problems:
        raise ScenarioRefused(problems, "command")
    return line.words


def _serve(host: str, port: int, workers: int) -> int:
    """Binds the address first, so that a port that is taken is told in words, then lets uvicorn serve it."""
    from experiments.crew import start_server

    start_server("experiments.app.work")
    import uvicorn

    from experiments.app.guard import own_hosts
    from experiments.app.runs import Runs
    from experiments.app.server import application
    from experiments.execute import cores

    listening = _bound(host, port)
    at = listening.getsockname()[1]
    served = application(Runs(workers or cores()), own_hosts(host))
    config = uvicorn.Config(served, log_level="critical", limit_concurrency=400, timeout_graceful_shutdown=2, server_header=False)
    shown = "127.0.0.1" if host in ("0.0.0.0", "::", "") else f"[{host}]" if ":" in host else host
    print(f"Corridor's page: http://{shown}:{at}/  (Ctrl-C stops it)", flush=True)
    if host not in ("127.0.0.1", "localhost", "::1"):
        print(f"Others in this network open it under the address of this machine, port {at}.", file=sys.stderr)
    uvicorn.Server(config).run(sockets=[listening])
    return 0


def _bound(host: str, port: int) -> socket.socket:
    """A socket bound to the address; CannotServe says why it cannot be had."""
    listening = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listening = socket.socket(family, kind, protocol)
        if os.name != "nt":  # there it would let two servers share a port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)  # whoever comes before the page is ready waits
        return listening
    except OSError as error:
        if listening:
            listening.close()
        raise CannotServe(f"{printable(host)}:{port} cannot be served: {error.strerror or error}; try another port=N") from None
