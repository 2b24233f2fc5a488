"""Reads a lake of Assay's with pyarrow and with ClickHouse's engine (chdb), and prints what each finds in it by engine, as JSON."""

import json
import sys

import chdb
import pyarrow.dataset

lake = sys.argv[1]


def by_pyarrow():
    """Rows by engine, and by the folder they are in, which names the day and the engine."""
    partitioning = pyarrow.dataset.partitioning(flavor="hive")
    table = pyarrow.dataset.dataset(lake, format="parquet", partitioning=partitioning, exclude_invalid_files=True).to_table()
    counts = {}
    for engine in table["engine_id"].to_pylist():
        counts[engine] = counts.get(engine, 0) + 1
    return {"rows": table.num_rows, "columns": table.schema.names, "counts": counts}


def by_clickhouse():
    """Rows, latencies, and exact percentiles by engine."""
    answer = chdb.query(
        f"""SELECT engine_id, count() AS count, count(latency_ms) AS n,
              quantileExactInclusive(0.5)(latency_ms) AS p50, quantileExactInclusive(0.99)(latency_ms) AS p99
            FROM file('{lake}/*/*/*.parquet', Parquet) GROUP BY engine_id""",
        "JSONEachRow",
    )
    return [json.loads(line) for line in str(answer).splitlines()]


print(json.dumps({"pyarrow": by_pyarrow(), "clickhouse": by_clickhouse()}))
