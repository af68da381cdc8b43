"""Shapes from uniforms, by inverse CDF. Plain Python: needs no compiler, so that judging a file stays quick."""

from statistics import NormalDist

_STANDARD = NormalDist()


def normal_quantile(u: float) -> float:
    """The standard normal value below which a share u of draws falls (inverse CDF)."""
    return _STANDARD.inv_cdf(u)
