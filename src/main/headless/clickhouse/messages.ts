import type { ErrorValue, SqlAnswer } from "../../../contract/index.ts";

/** What the process that talks with ClickHouse is told, and what it says. */

/** A server, and who asks there. Goes to that process alone, over its channel: never into an argument, the environment, a file or a message. */
export interface ClickHouseAddress {
  /** Scheme, host and port. */
  url: string;
  database: string;
  username: string;
  password: string;
}

/** Which rows of a table: seconds since 1970, the end exclusive. */
export interface RowFilter {
  fromS?: number;
  toS?: number;
  /** Empty: all of them. */
  engines: readonly string[];
}

export type ClickHouseTask =
  | { type: "sql"; sql: string; maxRows: number; timeoutMs: number }
  | { type: "engines"; table: string; filter: RowFilter; maxRows: number; timeoutMs: number }
  /** Writes spans to stdout, as requests of OTLP in JSON, one a line; the newest first. */
  | { type: "spans"; table: string; filter: RowFilter; limit: number | null };

export interface ClickHouseRequest {
  address: ClickHouseAddress;
  task: ClickHouseTask;
}

export type FromClickHouse =
  | { answer: Omit<SqlAnswer, "elapsedMs" | "sealed"> }
  /** All spans are written. `tooLong`: rows that were left out, because they are longer than a line may be. */
  | { written: { spans: number; tooLong: number } }
  | { failed: ErrorValue };
