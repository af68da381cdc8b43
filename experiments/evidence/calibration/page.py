"""A calibration as one self-contained HTML page."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from experiments.picture import Picture
from experiments.protocol import not_for
from experiments.report import TEMPLATES


def page(facts: Mapping[str, Any], pictures: Sequence[Picture]) -> str:
    """The page as text, its figures inside."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    inside = [
        {"title": one.title, "alt": one.alt, "data": base64.b64encode(one.path.read_bytes()).decode("ascii")} for one in pictures
    ]
    return environment.get_template("calibration.html.j2").render(f=facts, pictures=inside, not_for=not_for)
