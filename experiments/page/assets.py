"""Styles, scripts and the pieces of HTML that go with them; nothing comes from anywhere but this folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

STATIC = Path(__file__).parent / "static"
PIECE = """<div class="player" data-player aria-label="{label}">
<script type="application/json">{data}</script>
<noscript><p>The animated map needs JavaScript. {told}</p></noscript>
</div>"""


@lru_cache
def asset(name: str) -> str:
    """The text of one file of this folder's static files."""
    return (STATIC / name).read_text(encoding="utf-8")


def page_assets() -> dict[str, str]:
    """`css` and `js`, to be put into a page's <style> and, at its end, into a <script>: every player of the page starts by itself."""
    return {"css": asset("player.css"), "js": asset("player.js")}


@lru_cache
def classroom_page() -> str:
    """The page of the classroom, with what Corridor is not for at its foot."""
    from experiments.protocol import not_for

    items = "".join(f"<li><strong>{escape(limit.head)}</strong> {escape(limit.text)}</li>" for limit in not_for.NOT_FOR)
    return asset("page.html").replace("<!-- not for -->", f"<h2>{not_for.TITLE}</h2>\n  <ul>{items}</ul>")


def player_html(paired: Mapping[str, Any]) -> str:
    """A piece of HTML that plays a paired history (`frames.paired_history`), with its data inside."""
    titles = " and ".join(arm["title"] for arm in paired["arms"])
    label = f"{paired['case']}: world {paired['world']} under {titles}, day by day"
    parting = paired["parting"]
    told = f"The two histories part on day {parting['day']}: {parting['what']}" if parting else "The two histories do not differ."
    return PIECE.format(label=escape(label), data=inside_script(paired), told=escape(told))


def inside_script(data: Any) -> str:
    """Plain data as JSON that cannot end the <script> it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
