"""Small pictures of readings as SVG text: the value and its interval against the band; a curve's fan of worlds against the record."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape

from experiments.evidence.told import band_words, number, record_words
from experiments.evidence.verdicts import Judged

WIDTH, HEIGHT, SIDE = 640.0, 50.0, 14.0
FAN_HEIGHT, LEFT, BELOW = 260.0, 46.0, 34.0
BAND, INTERVAL, RECORD, INK, SOFT = "#DCEBE3", "#0072B2", "#D55E00", "#222222", "#5A5A5A"
FEWEST_ON_A_CURVE = 3


def strip(one: Judged) -> str:
    """One reading: the band tinted, the interval a line (the middle half of worlds thicker), the value a dot, the record a diamond."""
    ends = _finite([one.low, one.high, one.value, one.band_low, one.band_high, one.record, one.record_high])
    if len(ends) == 0 or math.isnan(one.value):
        return ""
    scale = _Scale(min(ends), max(ends), SIDE, WIDTH - SIDE)
    y = 19.0
    parts = [_box(scale(one.band_low, -math.inf), 4, scale(one.band_high, math.inf), 34, BAND)]
    parts.append(_line(scale(one.low), y, scale(one.high), y, INTERVAL, 2))
    if one.quantiles:
        parts.append(_line(scale(one.quantiles[1]), y, scale(one.quantiles[3]), y, INTERVAL, 6))
    parts += [_diamond(scale(at), y) for at in (one.record, one.record_high) if at is not None]
    parts.append(f'<circle cx="{scale(one.value):.1f}" cy="{y}" r="5" fill="{INK}" stroke="white"/>')
    parts += [
        _text(SIDE, HEIGHT - 3, number(scale.low), "start"),
        _text(WIDTH - SIDE, HEIGHT - 3, f"{number(scale.high)} {one.unit}".rstrip(), "end"),
    ]
    return _picture(parts, HEIGHT, in_words(one))


def fan(readings: Sequence[Judged]) -> str:
    """Readings along a curve: central share, middle half and median of worlds; the record with its tolerance. Empty below three."""
    points = sorted((one for one in readings if one.at is not None and one.quantiles), key=lambda one: one.at or 0.0)
    if len(points) < FEWEST_ON_A_CURVE:
        return ""
    at = [one.at or 0.0 for one in points]
    ends = _finite(value for one in points for value in (*one.quantiles, one.record, one.band_low, one.band_high))
    x = _Scale(min(at), max(at), LEFT + 12, WIDTH - SIDE)
    y = _Scale(min(ends), max(ends), FAN_HEIGHT - BELOW, 10)
    parts = [
        _area([(x(a), y(one.quantiles[0])) for a, one in zip(at, points, strict=True)], [y(one.quantiles[4]) for one in points], 0.18),
        _area([(x(a), y(one.quantiles[1])) for a, one in zip(at, points, strict=True)], [y(one.quantiles[3]) for one in points], 0.35),
    ]
    middle = " ".join(f"{x(a):.1f},{y(one.value):.1f}" for a, one in zip(at, points, strict=True))
    parts.append(f'<polyline points="{middle}" fill="none" stroke="{INTERVAL}" stroke-width="2"/>')
    for a, one in zip(at, points, strict=True):
        parts.append(_line(x(a), y(one.band_low, -math.inf), x(a), y(one.band_high, math.inf), RECORD, 2))
        parts += [_diamond(x(a), y(one.record))] if one.record is not None else []
        parts.append(_text(x(a), FAN_HEIGHT - 14, number(a), "middle"))
    parts += [_text(LEFT, y(end), number(end), "end") for end in (y.low, y.high)]
    return _picture(parts, FAN_HEIGHT, "; ".join(in_words(one) for one in points))


def in_words(one: Judged) -> str:
    """What a picture shows, for readers who cannot see it."""
    what = f"middle {100 * one.central:.0f} % of worlds" if one.is_of_worlds else "90 % interval"
    said = f"{one.title}: {number(one.value)}, {what} {number(one.low)} to {number(one.high)}, band {band_words(one)}"
    return said + (f", record {record_words(one)}" if one.record is not None else "")


class _Scale:
    """From values to places; what lies beyond the ends, or is infinite, is put at the end."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        margin = 0.04 * (high - low) or max(abs(high), 1.0) * 0.1
        self.low, self.high = (max(0.0, low - margin) if low >= 0 else low - margin), high + margin
        self._start, self._end = start, end

    def __call__(self, value: float | None, open_end: float = math.nan) -> float:
        given = open_end if value is None else value
        share = (min(max(given, self.low), self.high) - self.low) / (self.high - self.low)
        return self._start + share * (self._end - self._start)


def _finite(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None and math.isfinite(value)]


def _picture(parts: Iterable[str], height: float, words: str) -> str:
    head = f'<svg viewBox="0 0 {WIDTH:.0f} {height:.0f}" role="img" aria-label="{escape(words)}" xmlns="http://www.w3.org/2000/svg">'
    return head + "".join(parts) + "</svg>"


def _box(left: float, top: float, right: float, height: float, colour: str) -> str:
    return f'<rect x="{left:.1f}" y="{top}" width="{max(right - left, 2.0):.1f}" height="{height - top}" fill="{colour}"/>'


def _line(x: float, y: float, to_x: float, to_y: float, colour: str, width: float) -> str:
    return f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="{colour}" stroke-width="{width}"/>'


def _area(lower: Sequence[tuple[float, float]], upper: Sequence[float], opacity: float) -> str:
    there = [f"{x:.1f},{y:.1f}" for x, y in lower]
    back = [f"{x:.1f},{y:.1f}" for (x, _), y in zip(reversed(lower), reversed(upper), strict=True)]
    return f'<polygon points="{" ".join([*there, *back])}" fill="{INTERVAL}" opacity="{opacity}"/>'


def _diamond(x: float, y: float) -> str:
    return f'<path d="M{x:.1f} {y - 9:.1f} l9 9 l-9 9 l-9 -9 z" fill="{RECORD}" stroke="white"/>'


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="11" fill="{SOFT}" text-anchor="{anchor}">{escape(words)}</text>'
