"""clickhouse_size.py LAKE FOLDER: a lake of Assay's into a MergeTree table of ClickHouse's own engine (chdb) in FOLDER, merged to the end.

Prints a JSON document: rows, bytes on disk, seconds of loading, and ms of counts and exact percentiles of each engine (median of 5).
"""
import json
import sys
import time
from statistics import median

from chdb import session

lake, folder = sys.argv[1:]
engine = session.Session(folder)


def ask(statement):
    return [json.loads(line) for line in str(engine.query(statement, "JSONEachRow")).splitlines()]


began = time.monotonic()
ask("CREATE DATABASE bench ENGINE = Atomic")
ask(
    f"""CREATE TABLE bench.executions ENGINE = MergeTree ORDER BY tuple() AS
        SELECT * FROM file('{lake}/*/*/*.parquet', Parquet) ORDER BY engine_id, timestamp"""
)
ask("OPTIMIZE TABLE bench.executions FINAL")
loaded = time.monotonic() - began
took = []
for _ in range(5):
    began = time.monotonic()
    ask("SELECT engine_id, count(), quantilesExactInclusive(0.5, 0.95, 0.99)(latency_ms) FROM bench.executions GROUP BY engine_id")
    took.append((time.monotonic() - began) * 1000)
part = ask("SELECT sum(rows) AS rows, sum(bytes_on_disk) AS bytes FROM system.parts WHERE active AND database = 'bench'")[0]
print(json.dumps({"rows": int(part["rows"]), "bytes": int(part["bytes"]), "seconds": loaded, "ms": median(took)}))
