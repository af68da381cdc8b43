"""Everything that is done with runs: comparing, explaining, drawing and reporting."""
