"""What run.py needs to set Corridor up on a machine: standard library only, and no syntax newer than Python 3.6."""
