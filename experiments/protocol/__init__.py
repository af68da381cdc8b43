"""What Corridor says about itself: the ODD, the table of parameters, TRACE notes, and what it is not for; written from the code.

`python -m experiments.protocol` writes the pages below `docs` anew; `corridor describe --odd` prints them for any case.
"""
