"""The scenario: every setting, its door, and the files it is read from."""
