// npm run clickhouse-python: `assay query --clickhouse` and `assay import --clickhouse` against ClickHouse's own engine (chdb), behind an HTTP shim of ours.
// The statistics of the server, before anything is imported, are those of `assay stats` afterwards. Needs Python 3.11 and the Python package index; says so
// and skips where it has none. Exit code 1 when something differs. With --record it writes the server's answers that `npm test` uses.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sampleDir } from "../e2e/hosts/paths.ts";
import { record } from "./clickhouse/record.mjs";
import { password, startShim } from "./clickhouse/shim.mjs";
import { createTable, makeRows } from "./clickhouse/spans.mjs";
import { ensureBuilt } from "./lib/build.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { cliPath } from "./lib/places.mjs";
import { main, run, say } from "./lib/run.mjs";
import { ensureEnvironment, findPython } from "./trainers/environments.mjs";

const pairs = { count: "count", success_count: "success_count", latency_n: "n" };
const latencies = ["min", "avg", "p50", "p90", "p95", "p99", "max"];

await main(async () => {
  const python = await findPython();
  if (python === null) {
    say("Skipped: the packages are pinned for Python 3.11, and there is none. Install it, or name it in ASSAY_PYTHON.");
    return 0;
  }
  const program = await ensureEnvironment("lake", python);
  if (program === null) return 0;
  await ensureInstalled();
  await ensureBuilt();
  const folder = mkdtempSync(join(tmpdir(), "assay-clickhouse-"));
  const shim = await startShim(program);
  const failures = [];
  const check = (what, holds) => {
    say(`${holds ? "ok    " : "FAILED"} ${what}`);
    if (!holds) failures.push(what);
  };
  const printed = [];
  const assay = async (args, env = {}) => {
    const all = { ...process.env, ASSAY_HOME: join(folder, "home"), CLICKHOUSE_USER: "assay", CLICKHOUSE_PASSWORD: password, ...env };
    const answer = await run("assay", process.execPath, [cliPath, ...args], { quiet: true, env: all }).catch((error) => error);
    printed.push(answer.output ?? answer);
    return answer;
  };
  const ofServer = (...args) => ["query", "--clickhouse", shim.url, "--json", ...args];
  const fromServer = (...args) => ["import", "--clickhouse", shim.url, "--workspace", workspace, "--json", ...args];
  const stats = (at, ...args) => assay(["stats", "--workspace", at, "--json", "--percentiles", "50,90,95,99", ...args]);
  const workspace = join(folder, "w");
  try {
    const rows = makeRows();
    await shim.send(createTable);
    await shim.send(`INSERT INTO otel_traces FORMAT JSONEachRow\n${rows.map((row) => JSON.stringify(row)).join("\n")}`);
    if (process.argv.includes("--record")) await record(shim);

    const asked = toEngines(await assay(ofServer()));
    const imported = readJson(await assay(fromServer()));
    check(
      `${rows.length} spans: ${imported.totals?.accepted} executions are imported, 1 span is rejected`,
      imported.totals?.quarantined === 1,
    );
    const held = toEngines(await stats(workspace));
    check(`${asked.length} engines have the numbers of assay stats`, asked.length > 10 && areSame(asked, held));
    check("a user who may set nothing is told the same", areSame(toEngines(await assay(ofServer(), { CLICKHOUSE_USER: "reader" })), held));

    const range = ["--from", "2026-11-26T02:00", "--to", "2026-11-26T07:00"];
    check("so they are of a range", areSame(toEngines(await assay(ofServer(...range))), toEngines(await stats(workspace, ...range))));
    const engine = ["--engine", 'o\'hara \\ "x" 漢字'];
    check("so they are of an engine", areSame(toEngines(await assay(ofServer(...engine))), toEngines(await stats(workspace, ...engine))));

    const again = readJson(await assay(fromServer()));
    check("nothing is imported twice", again.totals?.accepted === 0 && again.totals?.duplicates === imported.totals?.accepted);

    const lake = join(folder, "sample");
    cpSync(sampleDir, lake, { recursive: true });
    await assay(["export", "--workspace", lake, "--target", "parquet-lake", "--out", join(folder, "lake")]);
    await shim.send(
      `CREATE TABLE lake ENGINE = MergeTree ORDER BY tuple() AS SELECT * FROM file('${join(folder, "lake")}/*/*/*.parquet', Parquet)`,
    );
    const ofLake = toEngines(await assay(ofServer("--table", "lake")));
    check(
      `a lake of ${ofLake.length} engines has the numbers of assay stats`,
      ofLake.length > 1 && areSame(ofLake, toEngines(await stats(lake))),
    );

    const refused = await assay(["query", "--clickhouse", shim.url, "CREATE TABLE t ENGINE = Memory AS SELECT 1"]);
    check("writing is refused", /readonly mode/.test(refused.output ?? ""));
    const reading = await assay(["query", "--clickhouse", shim.url, "SELECT * FROM file('/etc/passwd', LineAsString)"]);
    check("a file of the server is not read", /readonly mode/.test(reading.output ?? ""));
    const failing = await assay(["query", "--clickhouse", shim.url, "SELECT throwIf(number = 3, 'failing') FROM numbers(5)"]);
    check("an error of a statement is told", /failing.*code 395/s.test(failing.output ?? ""));
    const wrong = await assay(ofServer(), { CLICKHOUSE_PASSWORD: "wrong" });
    check("a wrong password is told", /Authentication failed/.test(wrong.output ?? ""));
    check("the password is nowhere", !printed.some((text) => String(text).includes(password)) && !isInFile(folder, password));
  } finally {
    shim.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return failures.length === 0 ? 0 : 1;
});

/** The document of a command that may have failed, among its notes. */
function readJson(answer) {
  const text = typeof answer === "string" ? answer : (answer.output ?? "");
  return JSON.parse(text.split("\n").find((line) => line.startsWith("{")) ?? "{}");
}

/** Engines of an answer of `query --json` or `stats --json`, in one shape, by name. */
function toEngines(answer) {
  const { columns, rows, engines } = readJson(answer);
  const list =
    engines?.map((one) => ({
      engine_id: one.engine_id,
      ...Object.fromEntries(Object.entries(pairs).map(([to, from]) => [to, one[from] ?? one.latency_ms[from]])),
      ...Object.fromEntries(latencies.map((name) => [`${name}_ms`, one.latency_ms[name] ?? null])),
    })) ?? rows?.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, row[i]])));
  return (list ?? []).sort((a, b) => (a.engine_id < b.engine_id ? -1 : 1));
}

/** Equal, but for the order in which an average was summed up. */
function areSame(some, others) {
  const isSame = (one, other) => one === other || (typeof one === "number" && Math.abs(one - other) <= 1e-9 * Math.abs(other));
  return (
    some.length > 0 &&
    some.length === others.length &&
    others.every((other, i) => Object.entries(other).every(([name, value]) => isSame(some[i][name], value)))
  );
}

/** Whether a file below a folder has a text in it. */
function isInFile(folder, text) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.some((entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(text));
}
