# The required properties of an execution, as far as jq can say it shortly; anything else ends it.
if .schema_version == 1 and (.trace_id | type) == "string" and (.engine_id | type) == "string" and (.timestamp | type) == "number"
  and (.input | type) == "string" and (.output | type) == "string" and (.metrics.success | type) == "boolean"
then empty else error("not an execution") end
