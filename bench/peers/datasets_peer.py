"""datasets_peer.py FILE CACHE: load_dataset("json"), which writes an Arrow file into CACHE, then the grouping of pandas_peer.py."""
import json
import sys

from datasets import load_dataset

path, cache = sys.argv[1:]
loaded = load_dataset("json", data_files=path, split="train", cache_dir=cache)
frame = loaded.select_columns(["engine_id", "metrics"]).to_pandas()
frame["latency_ms"] = frame["metrics"].str["latency_ms"]
engines = frame.groupby("engine_id")["latency_ms"]
stats = engines.quantile([0.5, 0.95, 0.99]).unstack()
stats.insert(0, "count", engines.size())
print(json.dumps([[engine, int(row.iloc[0]), *row.iloc[1:]] for engine, row in stats.iterrows()]))
