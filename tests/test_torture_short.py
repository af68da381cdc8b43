"""A handful of what tests/torture.py does for as long as one likes."""

import random
import sys

import pytest
import torture

WORLDS = 60
FAULTS = (torture.kill_parent, torture.cut_short, torture.strangers, torture.kill_workers, torture.change_bytes)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kills as POSIX does, and finds workers in /proc")
def test_whatever_is_done_to_a_ledger_every_run_is_there_once_and_as_it_should_be(tmp_path):
    with torture.small_disk(tmp_path / "disk") as disk:
        one = torture.Round(disk, WORLDS, random.Random(1))
        for fault in FAULTS:
            fault(one)
        torture.check(one, tmp_path / "undisturbed")
    assert sum(one.done.values()) >= 4, one.done
