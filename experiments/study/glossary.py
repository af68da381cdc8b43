"""What every column of a ledger means, as its files say it themselves."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from experiments.study.ledger import Ledger
from experiments.study.schema import daily_schema, runs_schema


def columns(ledger: Ledger | None) -> Iterator[str]:
    """One line a column: its name, type, unit and meaning; of a ledger, or of any ledger where none is given."""
    if ledger is None:
        yield from _lines("runs", runs_schema(()))
        return
    for shelf, schema in ((ledger.runs, None), (ledger.daily, daily_schema(ledger.design().daily))):
        parts = shelf.parts()
        if parts:
            yield from _lines(shelf.name, schema or pq.read_schema(parts[-1]))


def _lines(name: str, schema: pa.Schema) -> Iterator[str]:
    yield f"{name}:"
    for one in schema:
        about = {key.decode(): value.decode() for key, value in (one.metadata or {}).items()}
        unit = f" ({about['unit']})" if about.get("unit") else ""
        yield f"  {one.name}: {one.type}{unit}; {about.get('description', '')}".rstrip("; ")
