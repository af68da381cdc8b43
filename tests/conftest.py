"""Before tests run side by side the rules are compiled, once, so that no process of theirs does it."""

import pytest


def pytest_sessionstart(session: pytest.Session) -> None:
    if session.config.getoption("numprocesses", None):
        from sim.model import run
        from sim.scenario.load import load

        for seed in (1, 2, 3):
            run(load("enclave"), seed)
