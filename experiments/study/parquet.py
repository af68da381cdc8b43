"""Parquet files that appear whole or not at all: written aside, waited for, renamed."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from experiments.study.schema import HOLDS, MARK

ASIDE = ".unfinished-"
BROKEN = (pa.ArrowInvalid, pa.ArrowException, OSError, ValueError, KeyError)


class NotOurs(ValueError):
    """A Parquet file that no study of Corridor's wrote."""


def write(path: Path, tables: Iterable[pa.Table], schema: pa.Schema, holds: Sequence[str] = (), *, with_words: bool = True) -> int:
    """Writes tables as one file, one row group each; returns its size in bytes. Whatever goes wrong, `path` is as it was."""
    aside = path.with_name(f"{ASIDE}{os.getpid()}-{path.name}")
    floats = [one.name for one in schema if pa.types.is_floating(one.type)]
    others = [one.name for one in schema if not pa.types.is_floating(one.type)]
    plain = schema.remove_metadata()
    try:
        with open(aside, "wb") as file:
            with pq.ParquetWriter(
                file,
                plain,
                compression="zstd",
                use_dictionary=others,
                use_byte_stream_split=floats,
                write_statistics=with_words,
                write_page_checksum=True,
                store_schema=with_words,
            ) as writer:
                for table in tables:
                    writer.write_table(_cast(table, plain), row_group_size=max(1, len(table)))
                writer.add_key_value_metadata({**MARK, HOLDS: json.dumps(list(holds)).encode()})
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
        os.replace(aside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            aside.unlink()
        raise
    settle(path.parent)
    return size


def _cast(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The table in a schema's types; as it is where it has them, because asking column by column takes longer than writing."""
    return table if table.schema.equals(schema) else table.cast(schema)


def settle(folder: Path) -> None:
    """Waits until the names in a folder are on the disk, where the system can wait for that."""
    with contextlib.suppress(OSError, AttributeError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def opened(path: Path) -> pq.ParquetFile:
    """A file of ours, ready to be read; NotOurs where somebody else wrote it."""
    file = pq.ParquetFile(path, page_checksum_verification=True, memory_map=False)
    if (file.metadata.metadata or {}).get(b"corridor") != MARK[b"corridor"]:
        file.close()
        raise NotOurs(path.name)
    return file


def holds(file: pq.ParquetFile) -> list[str]:
    """The batches that a part has taken in and that may still lie about."""
    return json.loads((file.metadata.metadata or {}).get(HOLDS, b"[]"))


def tables(path: Path, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
    """The row groups of a file of ours, one at a time, each checked against its checksums."""
    with opened(path) as file:
        for group in range(file.num_row_groups):
            yield file.read_row_group(group, columns=columns)
