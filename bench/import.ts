import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generated } from "./generate.ts";
import { assay, figuresOf, inFolder, type Row, run } from "./measure.ts";

/** DuckDB doing the same by itself: read into a table of a file database, copy out again, fsync. */
const duckdbAlone = `
import { DuckDBInstance } from "@duckdb/node-api";
import { open } from "node:fs/promises";
const [input, database, output] = process.argv.slice(2);
const connection = await (await DuckDBInstance.create(database)).connect();
await connection.run("CREATE TABLE e AS SELECT * FROM read_json('" + input + "', format = 'newline_delimited')");
await connection.run("COPY e TO '" + output + "' (FORMAT json)");
const file = await open(output, "r+");
await file.sync();
await file.close();
process.exit(0);
`;

/** Checking alone: plain Node, one thread, line by line, JSON.parse and nothing else. */
const parseAlone = `
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
let lines = 0;
for await (const line of createInterface({ input: createReadStream(process.argv[2]), crlfDelay: Infinity })) { JSON.parse(line); lines++; }
process.stdout.write(String(lines));
`;

/** Import of an events file: validated, durable, queryable; whole processes, Assay and peer in turn. */
export async function importRows(lines: number, runs: number): Promise<Row[]> {
  const input = await generated("executions", lines);
  const assaySeconds: number[] = [];
  const peakMb: number[] = [];
  const duckdbSeconds: number[] = [];
  const parseSeconds: number[] = [];
  // The scripts lie in the project, so that they find its packages.
  const scripts = [join(import.meta.dirname, ".duckdb-alone.mjs"), join(import.meta.dirname, ".parse-alone.mjs")] as const;
  await writeFile(scripts[0], duckdbAlone);
  await writeFile(scripts[1], parseAlone);
  try {
    for (let i = 0; i < runs; i++) {
      await inFolder(async (folder) => {
        const done = await assay(["import", input, "--workspace", join(folder, "w"), "--json"]);
        assaySeconds.push(done.seconds);
        peakMb.push(done.peakMb);
        duckdbSeconds.push(
          (await run(process.execPath, [scripts[0], input, join(folder, "peer.duckdb"), join(folder, "peer.jsonl")])).seconds,
        );
        if (i === 0 || lines <= 1_000_000) parseSeconds.push((await run(process.execPath, [scripts[1], input])).seconds);
      });
    }
  } finally {
    for (const script of scripts) await rm(script, { force: true });
  }
  const count = lines.toLocaleString("en-US").replaceAll(",", " ");
  return [
    {
      work: `import ${count} executions: validated, durable, queryable`,
      unit: "s",
      assay: figuresOf(assaySeconds),
      peer: { name: "DuckDB alone: read, copy out, fsync", figures: figuresOf(duckdbSeconds) },
      budget: { ...(lines === 1_000_000 ? { atMost: 3 } : {}), ratioAtMost: 2 },
      note: "whole processes, start included",
    },
    {
      work: `the same against parsing alone`,
      unit: "s",
      assay: figuresOf(assaySeconds),
      peer: { name: "plain Node: readline, JSON.parse", figures: figuresOf(parseSeconds) },
    },
    { work: `peak memory of that import`, unit: "MB", assay: figuresOf(peakMb), budget: { atMost: 800 } },
  ];
}
