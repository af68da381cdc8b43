"""Calibration: from priors and a record to joint parameter sets that could have left that record, by approximate Bayesian computation.

`record.py` what is compared, `table.py` worlds drawn from the priors beside what they left, `posterior.py` the sets that fit a record,
`ranks.py` whether that can be trusted, `identified.py` what the record tells, `written.py` files that every study can use."""
