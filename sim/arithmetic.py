"""Mathematics that the rules share: shapes from uniforms by inverse CDF, decay by half-life, logistic curves. No number of a behaviour."""

import math

import numpy as np

from sim.compiled import rule
from sim.constants import HALF, LOWEST_EXPONENT, MOST_EVENTS


@rule
def logistic(x):
    """1 / (1 + exp(-x)), safe for any x."""
    if x < LOWEST_EXPONENT:
        return 0.0
    return 1.0 / (1.0 + math.exp(-x))


# exp(x) = 2^n exp(r): n the whole number nearest to x / ln 2, r the rest, exp(r) by its Taylor series (|r| < 0.35).
LOG2_E, LN2_HIGH, LN2_LOW = 1.4426950408889634, 0.6931471803691238, 1.9082149292705877e-10
ROUNDER = 6755399441055744.0  # 1.5 x 2^52: adding it leaves a whole number in the last bits
EXPONENT = np.int64(52)  # bits below the exponent of a double


@rule
def exp_all(x):
    """Replace every number of an array by its exponential; the numbers must lie between -700 and 700.

    Within two of the last digit. The processor takes several in one step, and the digits are the same on every machine, which those
    of its own library need not be.
    """
    bits = x.view(np.int64)
    for i in range(x.shape[0]):
        n = (x[i] * LOG2_E + ROUNDER) - ROUNDER
        r = (x[i] - n * LN2_HIGH) - n * LN2_LOW
        p = 1.0 / 479001600.0
        p = p * r + 1.0 / 39916800.0
        p = p * r + 1.0 / 3628800.0
        p = p * r + 1.0 / 362880.0
        p = p * r + 1.0 / 40320.0
        p = p * r + 1.0 / 5040.0
        p = p * r + 1.0 / 720.0
        p = p * r + 1.0 / 120.0
        p = p * r + 1.0 / 24.0
        p = p * r + 1.0 / 6.0
        p = p * r + 0.5
        p = p * r + 1.0
        p = p * r + 1.0
        x[i] = p
        bits[i] += np.int64(n) << EXPONENT


@rule
def decay(half_life, time):
    """What is left of something after a time, by its half-life in the same unit."""
    return HALF ** (time / half_life)


@rule
def exponential(u):
    """The unit exponential at the upper quantile u in (0, 1): a clock against which hazard is accumulated."""
    return -math.log(u)


@rule
def count_poisson(mean, u):
    """The number of events whose cumulative Poisson probability first exceeds u: more risk never means fewer."""
    term = math.exp(-mean)
    total, number = term, 0
    while u > total and number < MOST_EVENTS:
        number += 1
        term *= mean / number
        total += term
    return number


@rule
def normal_quantile(p):
    """The standard normal value below which a share p of draws falls. Wichura (1988), algorithm AS 241, as in Python's statistics."""
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return _central(q, r)
    r = math.sqrt(-math.log(p if q <= 0.0 else 1.0 - p))
    x = _near_tail(r - 1.6) if r <= 5.0 else _far_tail(r - 5.0)
    return -x if q < 0.0 else x


@rule
def _central(q, r):
    num = (
        (
            (
                (
                    (((2.50908_09287_30122_6727e3 * r + 3.34305_75583_58812_8105e4) * r + 6.72657_70927_00870_0853e4) * r
                     + 4.59219_53931_54987_1457e4) * r + 1.37316_93765_50946_1125e4) * r + 1.97159_09503_06551_4427e3) * r
            + 1.33141_66789_17843_7745e2) * r + 3.38713_28727_96366_6080e0
    ) * q  # fmt: skip
    den = (
        (
            (
                (
                    (((5.22649_52788_52854_5610e3 * r + 2.87290_85735_72194_2674e4) * r + 3.93078_95800_09271_0610e4) * r
                     + 2.12137_94301_58659_5867e4) * r + 5.39419_60214_24751_1077e3) * r + 6.87187_00749_20579_0830e2) * r
            + 4.23133_30701_60091_1252e1) * r + 1.0
    )  # fmt: skip
    return num / den


@rule
def _near_tail(r):
    num = (
        (
            (
                (
                    (((7.74545_01427_83414_07640e-4 * r + 2.27238_44989_26918_45833e-2) * r + 2.41780_72517_74506_11770e-1) * r
                     + 1.27045_82524_52368_38258e0) * r + 3.64784_83247_63204_60504e0) * r + 5.76949_72214_60691_40550e0) * r
            + 4.63033_78461_56545_29590e0) * r + 1.42343_71107_49683_57734e0
    )  # fmt: skip
    den = (
        (
            (
                (
                    (((1.05075_00716_44416_84324e-9 * r + 5.47593_80849_95344_94600e-4) * r + 1.51986_66563_61645_71966e-2) * r
                     + 1.48103_97642_74800_74590e-1) * r + 6.89767_33498_51000_04550e-1) * r + 1.67638_48301_83803_84940e0) * r
            + 2.05319_16266_37758_82187e0) * r + 1.0
    )  # fmt: skip
    return num / den


@rule
def _far_tail(r):
    num = (
        (
            (
                (
                    (((2.01033_43992_92288_13265e-7 * r + 2.71155_55687_43487_57815e-5) * r + 1.24266_09473_88078_43860e-3) * r
                     + 2.65321_89526_57612_30930e-2) * r + 2.96560_57182_85048_91230e-1) * r + 1.78482_65399_17291_33580e0) * r
            + 5.46378_49111_64114_36990e0) * r + 6.65790_46435_01103_77720e0
    )  # fmt: skip
    den = (
        (
            (
                (
                    (((2.04426_31033_89939_78564e-15 * r + 1.42151_17583_16445_88870e-7) * r + 1.84631_83175_10054_68180e-5) * r
                     + 7.86869_13114_56132_59100e-4) * r + 1.48753_61290_85061_48525e-2) * r + 1.36929_88092_27358_05310e-1) * r
            + 5.99832_20655_58879_37690e-1) * r + 1.0
    )  # fmt: skip
    return num / den
