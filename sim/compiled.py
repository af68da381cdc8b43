"""How rules are compiled: to machine code, kept on disk.

`rule` is for functions that work in place and allocate nothing. It tells numba not to count references to the arrays it is handed:
a rule that is called once an entity with the whole world would otherwise spend most of its time counting (measured: a factor of
three on an ordinary day, more on the hourly road). `entry` is for what Python calls and for what allocates.
"""

from numba import njit

entry = njit(cache=True)
rule = njit(cache=True, _nrt=False)
