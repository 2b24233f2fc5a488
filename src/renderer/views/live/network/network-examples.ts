/** A way to send to the network door, ready to be copied. */
export interface NetworkExample {
  id: string;
  label: string;
  /** What to do with it. */
  hint: string;
  text: string;
}

/** @param address of the door, without a path. @param token as it is to be written; a placeholder where it is hidden. */
export function listExamples(address: string, token: string): readonly NetworkExample[] {
  return [
    {
      id: "otel",
      label: "OpenTelemetry",
      hint: "Environment variables for any OpenTelemetry SDK. Calls of models become executions.",
      text: [
        `export OTEL_EXPORTER_OTLP_ENDPOINT=${address}`,
        "export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
        `export OTEL_EXPORTER_OTLP_HEADERS=Authorization=Bearer%20${token}`,
        "export OTEL_METRICS_EXPORTER=none",
      ].join("\n"),
    },
    {
      id: "curl",
      label: "curl",
      hint: "A file of records, one a line. The answer comes once they are on disk.",
      text: [
        `curl ${address}/v1/records \\`,
        `  -H 'Authorization: Bearer ${token}' \\`,
        "  -H 'Content-Type: application/x-ndjson' \\",
        "  --data-binary @records.jsonl",
      ].join("\n"),
    },
    {
      id: "python",
      label: "Python",
      hint: "One record, with the standard library.",
      text: [
        "import json, time, urllib.request",
        "",
        'record = {"schema_version": 1, "trace_id": "t-1", "engine_id": "my-model",',
        '          "timestamp": int(time.time()), "input": "Hello", "output": "Hi",',
        '          "metrics": {"latency_ms": 42, "success": True}}',
        "request = urllib.request.Request(",
        `    "${address}/v1/records", json.dumps(record).encode(),`,
        `    {"Authorization": "Bearer ${token}",`,
        '     "Content-Type": "application/x-ndjson"})',
        "print(urllib.request.urlopen(request).read().decode())",
      ].join("\n"),
    },
  ];
}
