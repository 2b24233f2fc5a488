-- sqlite3 DATABASE < statistics.sql, with FILE put in: the lines into a table, what is asked for out of their JSON, percentiles between neighbours.
CREATE TABLE lines(line TEXT);
.mode ascii
.separator "\037" "\n"
.import 'FILE' lines
CREATE TABLE executions AS
  SELECT json_extract(line, '$.engine_id') AS engine_id, json_extract(line, '$.metrics.latency_ms') AS ms FROM lines;
.mode list
WITH ranked AS (
  SELECT engine_id, ms, row_number() OVER (PARTITION BY engine_id ORDER BY ms) - 1 AS i, count(*) OVER (PARTITION BY engine_id) AS n
  FROM executions
), stats AS (
  SELECT engine_id, max(n) AS n,
    sum(ms * max(0, 1 - abs(i - (n - 1) * 0.5))) AS p50,
    sum(ms * max(0, 1 - abs(i - (n - 1) * 0.95))) AS p95,
    sum(ms * max(0, 1 - abs(i - (n - 1) * 0.99))) AS p99
  FROM ranked GROUP BY engine_id ORDER BY engine_id
)
SELECT json_group_array(json_array(engine_id, n, p50, p95, p99)) FROM stats;
