"""phoenix_peer.py FILE FOLDER: starts Phoenix on an empty database in FOLDER, logs each execution as a span, a thousand a request, until all can be asked for.

Prints a JSON document: what the start took, and the spans that the server has.
"""
import json
import os
import sys
import time
from datetime import datetime, timezone
from hashlib import sha256
from itertools import islice

from phoenix.client import Client
from server import ask, free_port, serving

path, folder = sys.argv[1:]
port = free_port()
url = f"http://127.0.0.1:{port}"
env = {
    **os.environ,
    "PHOENIX_WORKING_DIR": folder,
    "PHOENIX_HOST": "127.0.0.1",
    "PHOENIX_PORT": str(port),
    "PHOENIX_GRPC_PORT": str(free_port()),
    "PHOENIX_TELEMETRY_ENABLED": "false",
    "PHOENIX_LOGGING_MODE": "default",
}


def iso(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat()


def to_span(line):
    record = json.loads(line)
    key = sha256(record["trace_id"].encode()).hexdigest()
    metrics = record["metrics"]
    return {
        "name": record["task_id"],
        "context": {"trace_id": key[:32], "span_id": key[32:48]},
        "span_kind": "LLM",
        "start_time": iso(record["timestamp"]),
        "end_time": iso(record["timestamp"] + metrics["latency_ms"] / 1000),
        "status_code": "OK" if metrics["success"] else "ERROR",
        "attributes": {
            "llm.model_name": record["engine_id"],
            "input.value": record["input"],
            "output.value": record["output"],
            "metadata": json.dumps(metrics),
        },
    }


def count_spans():
    found = ask(f"{url}/graphql", {"query": "{ projects { edges { node { name recordCount } } } }"})
    return sum(edge["node"]["recordCount"] for edge in found["data"]["projects"]["edges"])


with serving([sys.executable, "-m", "phoenix.server.main", "serve"], f"{url}/healthz", env) as start:
    client = Client(base_url=url)
    sent = 0
    with open(path, encoding="utf-8") as lines:
        while batch := [to_span(line) for line in islice(lines, 1000)]:
            client.spans.log_spans(project_identifier="default", spans=batch, timeout=600)
            sent += len(batch)
    # Spans are queued: they are there when they can be asked for.
    while (held := count_spans()) < sent:
        time.sleep(0.5)
    print(json.dumps({**start, "records": held}))
