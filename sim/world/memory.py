"""Memory for a world's arrays, used again by the next run of the process: fresh pages cost more than the runs that write on them.

`release` takes the arrays of a run that is done with; `zeros` hands their memory out again, cleared. Memory that anybody else still
looks at is left alone.
"""

import math
import sys
from threading import Lock

import numpy as np

STEP = 32_768  # bytes: memory is handed out in whole steps, so that worlds of nearly the same size can share it
KEPT = 8  # pieces of one size
HELD_HERE = 2  # references to a piece that nobody but `zeros` holds: its own, and that of the call that counts

_free: dict[int, list[np.ndarray]] = {}
_lock = Lock()


def zeros(shape: int | tuple[int, ...], dtype: np.dtype, *, is_cleared: bool = True) -> np.ndarray:
    """An array of zeros, in memory that was released or in fresh memory.

    is_cleared=False: of whatever stood there, for lists that are filled in order.
    """
    rows = (shape,) if isinstance(shape, int) else shape
    size = math.prod(rows) * dtype.itemsize
    if size < STEP // 2:
        return np.zeros(rows, dtype)
    steps = -(-size // STEP)
    with _lock:
        kept = _free.get(steps)
        piece = kept.pop() if kept else None
    if piece is None or sys.getrefcount(piece) > HELD_HERE:
        piece = np.zeros(steps * STEP, np.uint8)
    elif is_cleared:
        piece[:size].fill(0)
    return piece[:size].view(dtype).reshape(rows)


def release(arrays: list[np.ndarray]) -> None:
    """Take the arrays of a run that nobody needs any more."""
    with _lock:
        for array in arrays:
            piece = array.base
            if isinstance(piece, np.ndarray) and piece.dtype == np.uint8 and piece.nbytes % STEP == 0:
                kept = _free.setdefault(piece.nbytes // STEP, [])
                if len(kept) < KEPT and not any(one is piece for one in kept):
                    kept.append(piece)
