import { sqlLimits } from "../../../contract/index.ts";
import { flag, text, texts } from "../../state/address/field.ts";
import { type AddressPart, fieldsPart, valuePart } from "../../state/address/part.ts";
import type { ChosenColumns } from "./chart/columns.ts";

/** What the editor holds before anybody has typed. */
export const firstSql = `SELECT engine_id, count(*) AS n, avg(success::INT) AS success,
  quantile_cont(latency_ms, 0.5) AS p50_ms, quantile_cont(latency_ms, 0.95) AS p95_ms
FROM executions
GROUP BY engine_id
ORDER BY n DESC`;

/** An answer is shown as one of these. */
export const shows = ["table", "chart"] as const;
export type Show = (typeof shows)[number];

/** What of SQL is in its address: the text, which whoever opens the address runs or not, and how its answer is shown. */
export const sqlAddress: readonly AddressPart[] = [
  valuePart("sql.text", firstSql, text("q", { isQuiet: true, maxCharacters: sqlLimits.textCharacters })),
  valuePart("sql.show", "table", text("show", { among: shows })),
  fieldsPart<ChosenColumns>("sql.chart", {}, { x: text("x"), y: texts("y"), by: text("by"), isPlain: flag("plain") }),
];
