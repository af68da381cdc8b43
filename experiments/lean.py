"""Importing this module loads Mesa without its largest passenger; for Corridor's own processes, never for a user's.

Mesa imports pandas for its data collector, and pandas loads all of pyarrow if it can find it: 24 MB a process that no run uses.
While pandas is loaded here pyarrow is out of sight; afterwards it can be imported as ever, and our tables go through it directly.
A notebook or program of a user's own does not import this module, and gets pandas as it is.
"""

import sys

if "pandas" not in sys.modules and "pyarrow" not in sys.modules:
    sys.modules["pyarrow"] = None  # type: ignore[assignment]
    try:
        import mesa  # noqa: F401
    finally:
        del sys.modules["pyarrow"]
