"""What is drawn in a browser: the animated map of a paired world, on the classroom's page and inside a report.

| name | what it does |
|---|---|
| `paired_history(arms, seed)` | lives one world under two arms and gives both, day by day, as compact plain data |
| `player_html(paired)` | the animated map of a paired history as a piece of HTML, its data inside |
| `page_assets()` | the style and the script that the piece needs, once a page |
"""

from typing import Any

__all__ = ["page_assets", "paired_history", "player_html"]
_HOMES = {"page_assets": "assets", "player_html": "assets", "paired_history": "frames"}


def __getattr__(name: str) -> Any:
    """Names are fetched when first asked for: whoever writes HTML need not load the model."""
    from importlib import import_module

    if name in _HOMES:
        return getattr(import_module(f"experiments.page.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'experiments.page' has no attribute {name!r}")
