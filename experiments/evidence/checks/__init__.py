"""The checks that catch a scripted or an inert model: what moves its onset, what each mechanism does, what luck and order may not do.

Each module is one check: which arms (or variants of the code) it needs, and what their worlds say. `registry.py` lists them, `session.py`
lives what they need in one ledger and judges.
"""
