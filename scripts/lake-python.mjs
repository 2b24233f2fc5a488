// npm run lake-python: a lake of the sample's executions is read by pyarrow and by ClickHouse's engine, and compared with `assay stats`.
// Needs Python 3.11 and the Python package index; says so and skips where it has none. Exit code 1 when a number differs.
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sampleDir } from "../e2e/hosts/paths.ts";
import { ensureBuilt } from "./lib/build.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { cliPath, inRoot } from "./lib/places.mjs";
import { main, run, say } from "./lib/run.mjs";
import { ensureEnvironment, findPython } from "./trainers/environments.mjs";

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
  const folder = mkdtempSync(join(tmpdir(), "assay-lake-python-"));
  try {
    const workspace = join(folder, "w");
    cpSync(sampleDir, workspace, { recursive: true });
    const env = { ...process.env, ASSAY_HOME: join(folder, "home") };
    const assay = (...args) => run("assay", process.execPath, [cliPath, ...args, "--workspace", workspace], { quiet: true, env });
    const stats = JSON.parse(await assay("stats", "--json", "--percentiles", "50,99", "--include-cached"));
    await assay("export", "--target", "parquet-lake", "--out", join(folder, "lake"));
    const found = JSON.parse(
      await run("lake-python.py", program, [inRoot("scripts", "lake-python.py"), join(folder, "lake")], { quiet: true }),
    );
    const differing = stats.engines.filter(({ engine_id, count, latency_ms }) => {
      const clickhouse = found.clickhouse.find((one) => one.engine_id === engine_id);
      const isPercentile = (one, other) => (latency_ms.n === 0 ? one === null : Math.abs(one - other) <= 1e-9 * Math.abs(other));
      return (
        found.pyarrow.counts[engine_id] !== count ||
        clickhouse?.count !== count ||
        clickhouse.n !== latency_ms.n ||
        !isPercentile(clickhouse.p50, latency_ms.p50) ||
        !isPercentile(clickhouse.p99, latency_ms.p99)
      );
    });
    const areFolders = found.pyarrow.columns.includes("day") && found.pyarrow.columns.includes("engine");
    const holds = differing.length === 0 && found.pyarrow.rows === stats.overall.count && areFolders;
    say(
      `${stats.engines.length} engines, ${stats.overall.count} executions: pyarrow and ClickHouse ${holds ? "say the same as assay stats." : "differ."}`,
    );
    for (const { engine_id } of differing) say(`  ${engine_id}`);
    return holds ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
