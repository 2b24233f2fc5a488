# jq -n -c -f percentiles.jq FILE: groups by engine, percentiles between neighbours.
def percentile($p): sort as $s | (($s | length) - 1) * $p | floor as $i
  | $s[$i] + ((($s[$i + 1] // $s[$i]) - $s[$i]) * (. - $i));
[inputs | {engine_id, ms: .metrics.latency_ms}] | group_by(.engine_id)
  | map([.[0].engine_id, length] + (map(.ms) | [percentile(0.5), percentile(0.95), percentile(0.99)]))
