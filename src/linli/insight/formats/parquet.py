"""Parquet: for programs that count. pyarrow writes it, which is as large as all else together, and so is optional."""

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from importlib.util import find_spec
from typing import IO, Any

from linli.insight.formats.text import Batches
from linli.insight.formats.whole import written
from linli.insight.rules.export import COLUMNS, Heading, Value


def installed() -> bool:
    return find_spec("pyarrow") is not None


def parquet(batches: Batches, heading: Heading, zone: tzinfo) -> Iterator[bytes]:
    """A row group for each batch, compressed by Zstandard; times are instants in UTC, to the microsecond.

    It leaves when it is whole: nothing but a batch is held.
    """
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    kinds = {
        "text": pyarrow.string(),
        "whole": pyarrow.int64(),
        "real": pyarrow.float64(),
        "time": pyarrow.timestamp("us", "UTC"),
    }
    schema = pyarrow.schema([pyarrow.field(column.name, kinds[column.kind]) for column in COLUMNS])

    def write(file: IO[bytes]) -> None:
        with ParquetWriter(file, schema, compression="zstd") as writer:
            for batch in batches:
                writer.write_batch(_columns(pyarrow, schema, batch))

    return written(write)


def _columns(pyarrow: Any, schema: Any, batch: Sequence[Sequence[Value]]) -> Any:
    arrays = [pyarrow.array(values, field.type) for values, field in zip(zip(*batch, strict=True), schema, strict=True)]
    return pyarrow.RecordBatch.from_arrays(arrays, schema=schema)
