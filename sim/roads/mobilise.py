"""What a household needs before it can set out: time to pack, and fuel. Pure arithmetic on hours."""

import math

from sim.compiled import rule
from sim.constants import TINY


@rule
def packing_hours(u, median_h, shape):
    """Hours from the decision to leave until a household is ready, at the quantile `u` in (0, 1).

    Weibull by its median and shape; shape 2 is the Rayleigh curve used for evacuations since Tweedie et al. 1986
    (recalled).
    """
    return median_h * (math.log1p(-u) / -math.log(2.0)) ** (1.0 / shape)


@rule
def fill_packing_hours(u, n, median_h, shape):
    """Put in the place of each of the first n uniforms the hours that it takes to pack; in two passes, which is faster than one."""
    for k in range(n):
        u[k] = math.log1p(-u[k]) / -math.log(2.0)
    for k in range(n):
        u[k] = median_h * u[k] ** (1.0 / shape)


@rule
def fuelled_share(days_closed, share_open, half_life_days):
    """Share of vehicles with fuel for the way out, after the road was closed to goods for some days.

    Tanks are run down by half each half life; a road that was never closed leaves `share_open`. Assumption: fuel in
    private hands was close to nothing after nine months (traffic.csv: five litres promised to each leaver).
    """
    return share_open * 2.0 ** (-days_closed / half_life_days)


@rule
def fillings_by(hour, opens, ramp_h, rate):
    """Fillings that depots can have handed out by an hour: none before they open, then a rate (fillings/h) that grows
    evenly from nothing to its full value within `ramp_h` hours."""
    since = max(hour - opens, 0.0)
    return rate * (since - ramp_h / 2.0) if since > ramp_h else 0.5 * rate * since * since / max(ramp_h, TINY)


@rule
def hour_of_filling(fillings, opens, ramp_h, rate):
    """The hour by which so many fillings can have been handed out: the inverse of `fillings_by` (never, at rate 0)."""
    if rate <= 0.0:
        return math.inf
    if fillings > 0.5 * rate * ramp_h:
        return opens + fillings / rate + ramp_h / 2.0
    return opens + math.sqrt(2.0 * fillings * ramp_h / rate)


@rule
def filled(since, opens, ramp_h, rate):
    """The hour at which a vehicle drives off with fuel if it reaches the pump at `since`: one filling later."""
    return hour_of_filling(fillings_by(max(since, opens), opens, ramp_h, rate) + 1.0, opens, ramp_h, rate)
