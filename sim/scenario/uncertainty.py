"""Priors: what nobody knows, as distributions that a world draws from by inverse CDF."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from pydantic import model_validator

from sim.quantiles import normal_quantile
from sim.scenario.ensemble import Ensemble, Value, read_sets
from sim.scenario.settings import Settings, setting

Kind = Literal["uniform", "loguniform", "normal", "lognormal", "triangular", "choice"]
NEEDS = {
    "uniform": ("low", "high"),
    "loguniform": ("low", "high"),
    "normal": ("mean", "sd"),
    "lognormal": ("mean", "sd"),
    "triangular": ("low", "mode", "high"),
    "choice": ("values",),
}


class Prior(Settings):
    """One uncertain setting: the shape of what is believed about it before any run."""

    kind: Kind = setting("uniform", "choice", source="-", status="sourced", help="Shape of the distribution.")
    low: float | None = setting(None, "the setting's", source="-", status="sourced", help="Least value (also a bound of a normal).")
    high: float | None = setting(None, "the setting's", source="-", status="sourced", help="Greatest value.")
    mode: float | None = setting(None, "the setting's", source="-", status="sourced", help="Likeliest value (triangular).")
    mean: float | None = setting(None, "the setting's", source="-", status="sourced", help="Mean (normal), median (lognormal).")
    sd: float | None = setting(
        None, "the setting's, or log", 0, source="-", status="sourced", help="Spread; of the logarithm for lognormal."
    )
    values: tuple[str | float, ...] | None = setting(None, "the setting's", source="-", status="sourced", help="Equally likely values.")
    source: str = setting("", "text", source="-", status="sourced", help="Why this shape.")

    @model_validator(mode="after")
    def _complete(self) -> Prior:
        missing = [name for name in NEEDS[self.kind] if getattr(self, name) is None]
        if missing:
            raise ValueError(f"a {self.kind} prior needs {', '.join(missing)}")
        if self.low is not None and self.high is not None and not self.low < self.high:
            raise ValueError(f"low ({self.low:g}) must be below high ({self.high:g})")
        if self.kind in ("loguniform", "lognormal") and (
            (self.low is not None and self.low <= 0) or (self.kind == "lognormal" and self.mean <= 0)
        ):
            raise ValueError(f"a {self.kind} prior needs positive numbers")
        if self.kind == "triangular" and not self.low <= self.mode <= self.high:
            raise ValueError("mode must lie between low and high")
        if self.kind == "choice" and not self.values:
            raise ValueError("a choice needs at least one value")
        return self

    def extremes(self) -> tuple[float | str, ...]:
        """Values that a draw can reach at its ends, to be judged against the setting's own range."""
        if self.kind == "choice":
            return self.values or ()
        return tuple(bound for bound in (self.low, self.high) if bound is not None)

    def quantile(self, u: float) -> float | str:
        """The value below which a share u of draws falls; a rising function of u."""
        return _QUANTILES[self.kind](self, u)


def _uniform(p: Prior, u: float) -> float:
    return p.low + u * (p.high - p.low)


def _loguniform(p: Prior, u: float) -> float:
    return p.low * (p.high / p.low) ** u


def _normal(p: Prior, u: float) -> float:
    return _bounded(p, p.mean + p.sd * normal_quantile(u))


def _lognormal(p: Prior, u: float) -> float:
    return _bounded(p, p.mean * math.exp(p.sd * normal_quantile(u)))


def _triangular(p: Prior, u: float) -> float:
    cut = (p.mode - p.low) / (p.high - p.low)
    if u < cut:
        return p.low + math.sqrt(u * (p.high - p.low) * (p.mode - p.low))
    return p.high - math.sqrt((1 - u) * (p.high - p.low) * (p.high - p.mode))


def _choice(p: Prior, u: float) -> float | str:
    return p.values[min(int(u * len(p.values)), len(p.values) - 1)]


def _bounded(p: Prior, value: float) -> float:
    low = -math.inf if p.low is None else p.low
    high = math.inf if p.high is None else p.high
    return min(max(value, low), high)


_QUANTILES = {
    "uniform": _uniform,
    "loguniform": _loguniform,
    "normal": _normal,
    "lognormal": _lognormal,
    "triangular": _triangular,
    "choice": _choice,
}


TOGETHER = "uncertainty.ensemble"  # the name by which a world draws its row


class Uncertainty(Settings):
    """A file of priors: the settings that a world draws anew, each by itself, or together as a row of an ensemble."""

    title: str = setting("", "text", source="-", status="sourced", help="One line for people.")
    note: str = setting("", "text", source="-", status="sourced", help="Where the shapes come from.")
    priors: dict[str, Prior] = {}  # noqa: RUF012  pydantic copies it
    ensemble: Ensemble = Ensemble()

    def joint(self) -> Mapping[str, Prior]:
        """The ensemble's columns in use, each as a choice among its rows; drawn at one address they make one row."""
        return {name: _column(name, values) for name, values in read_sets(self.ensemble).columns.items()}

    def address(self, name: str) -> str:
        """The name by which a world draws a setting: its own, or that of the row which the ensemble's settings share."""
        return name if name in self.priors else TOGETHER


@lru_cache(maxsize=512)
def _column(name: str, values: tuple[Value, ...]) -> Prior:
    return Prior(kind="choice", values=values, source="one row of an ensemble of joint sets")
