"""pandas_peer.py FILE: reads NDJSON, groups by engine, percentiles of latency."""
import json
import sys

import pandas as pd

frame = pd.read_json(sys.argv[1], lines=True)
frame["latency_ms"] = pd.json_normalize(frame["metrics"])["latency_ms"]
engines = frame.groupby("engine_id")["latency_ms"]
stats = engines.quantile([0.5, 0.95, 0.99]).unstack()
stats.insert(0, "count", engines.size())
print(json.dumps([[engine, int(row.iloc[0]), *row.iloc[1:]] for engine, row in stats.iterrows()]))
