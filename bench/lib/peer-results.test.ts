import { expect, it } from "vitest";
import { peerTable } from "../report/tables.ts";
import { duties, type Peer } from "./peer.ts";
import { goalRows, toResults } from "./peer-results.ts";
import type { Runner } from "./peer-runner.ts";
import { computeVerdict } from "./row.ts";

const toCommand = () => ({ command: "", args: [] });
const run = (seconds: number) => ({ seconds, cpuSeconds: 2 * seconds, peakMb: Number.NaN });
const runner = (peer: Partial<Peer>, more: Partial<Runner> = {}): Runner => ({
  peer: { name: "Assay", does: "import", duties, prepare: async () => ({ version: "", toCommand }), ...peer },
  records: 1_000_000,
  version: "",
  toCommand,
  runs: [run(3)],
  afterRuns: [],
  startSeconds: 0,
  ...more,
});

it("a peer stands beside Assay's import of as many lines, with what it leaves out", () => {
  const after = { does: "stats", toCommand };
  const assay = runner({ after }, { afterRuns: [run(1)] });
  const duckdb = runner({ name: "DuckDB", does: "read", duties: ["fsync"] }, { version: "1.5", runs: [run(2)] });
  const server = runner({ name: "server", does: "serve", duties: [] }, { records: 10, startSeconds: 7 });
  const gone = runner({ name: "gone", does: "nothing" }, { failed: "cargo is not installed" });
  const lines = peerTable([{ rows: [], peers: toResults([assay, duckdb, server, gone]) }]).split("\n");
  expect(lines[2]).toBe("| Assay | import | 1 000 000 | 3.00 s (1) | 6.00 s (1) |  |  |  |");
  expect(lines[3]).toBe("| Assay | stats | 1 000 000 | 1.00 s (1) | 2.00 s (1) |  |  |  |");
  expect(lines[4]).toBe(
    "| DuckDB 1.5 | read | 1 000 000 | 2.00 s (1) | 4.00 s (1) |  | 1.50 | check a schema, keep the bytes, find duplicates, stay queryable |",
  );
  expect(lines[5]).toMatch(/^\| server \| serve \(without the 7 s in which its server starts\) \| 10 \| 3\.00 s \(1\)/);
  expect(lines[6]).toMatch(/^\| gone \| nothing \| 1 000 000 \| not measured: cargo is not installed \|/);
});

it("goals are judged against those that ran", () => {
  const rows = goalRows([runner({}), runner({ name: "DuckDB" }, { runs: [run(2)] })]);
  expect(rows.map(computeVerdict)).toEqual(["misses", "skipped", "misses"]);
  expect(goalRows([runner({}, { failed: "no" })]).map(computeVerdict)).toEqual(["failed"]);
});
