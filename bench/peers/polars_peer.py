"""polars_peer.py FILE lazy|eager: reads NDJSON, groups by engine, percentiles of latency. Lazy reads only the columns that are asked for."""
import json
import sys

import polars as pl

path, how = sys.argv[1:]
frame = pl.scan_ndjson(path) if how == "lazy" else pl.read_ndjson(path).lazy()
latency = pl.col("metrics").struct.field("latency_ms")
stats = (
    frame.group_by("engine_id")
    .agg(pl.len(), *(latency.quantile(q, "linear").alias(str(q)) for q in (0.5, 0.95, 0.99)))
    .sort("engine_id")
    .collect()
)
print(json.dumps(stats.rows()))
