"""A crew of workers: the dead are replaced, what they held is told, and nobody is left behind."""

import os
import signal
from pathlib import Path

import pytest

from experiments.crew import Crew, CrewFailed

# What workers do in these tests; they live in other processes, so they stand at the top of the module.


def doubled(payload: int, piece: int) -> int:
    return payload * piece


def killed_by_seven(folder: Path, piece: int) -> int:
    """Doubles a number; the first worker that is given seven dies of it."""
    mark = folder / "died"
    if piece == 7 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * piece


class Unpicklable:
    """Can be sent, and kills whoever receives it: a worker that ends before it begins."""

    def __reduce__(self) -> tuple:
        return os._exit, (3,)


def all_of(crew: Crew, pieces: list[int]) -> list[tuple[int, int | None]]:
    left, done = list(pieces), []
    while left or crew.is_busy:
        while left and crew.has_idle:
            crew.give(left.pop(0))
        piece, result = crew.take()
        done.append((piece, result))
        if result is None:
            left.append(piece)
    return done


def test_a_worker_that_is_killed_loses_nothing(tmp_path):
    with Crew(2, killed_by_seven, tmp_path) as crew:
        done = all_of(crew, list(range(10)))
    assert [piece for piece, result in done if result is None] == [7]
    assert sorted(result for _, result in done if result is not None) == [2 * piece for piece in range(10)]


def test_workers_that_cannot_begin_are_told_and_not_hired_for_ever():
    with pytest.raises(CrewFailed, match=r"end before they begin.*workers=1"), Crew(1, doubled, Unpicklable()) as crew:
        all_of(crew, [1])


def test_nobody_is_left_behind():
    with Crew(2, doubled, 3) as crew:
        processes = [hand.process for hand in crew._hands]
        assert sorted(all_of(crew, [1, 2])) == [(1, 3), (2, 6)]
    assert not any(process.is_alive() for process in processes)


def test_stopping_ends_the_crew_at_once():
    with pytest.raises(KeyboardInterrupt), Crew(2, doubled, 3) as crew:
        processes = [hand.process for hand in crew._hands]
        raise KeyboardInterrupt
    assert not any(process.is_alive() for process in processes)
