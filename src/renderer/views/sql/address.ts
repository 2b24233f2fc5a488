import { sqlLimits } from "../../../contract/index.ts";
import { text } from "../../state/address/field.ts";
import { type AddressPart, valuePart } from "../../state/address/part.ts";

/** What the editor holds before anybody has typed. */
export const firstSql = `SELECT engine_id, count(*) AS n, avg(success::INT) AS success,
  quantile_cont(latency_ms, 0.5) AS p50_ms, quantile_cont(latency_ms, 0.95) AS p95_ms
FROM executions
GROUP BY engine_id
ORDER BY n DESC`;

/** What of SQL is in its address: the text, which whoever opens the address runs or not. */
export const sqlAddress: readonly AddressPart[] = [
  valuePart("sql.text", firstSql, text("q", { isQuiet: true, maxLength: sqlLimits.textCharacters })),
];
