// npm run otlp-python: OpenTelemetry's Python SDK sends to a real network door, by the environment variables that Live shows.
// Needs Python 3.11 and the Python package index; says so and skips where it has none. Exit code 1 when a call is missing or there twice.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ensureBuilt } from "./lib/build.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { cliPath, inRoot } from "./lib/places.mjs";
import { main, run, say } from "./lib/run.mjs";
import { ensureEnvironment, findPython } from "./trainers/environments.mjs";

await main(async () => {
  const python = await findPython();
  if (python === null) {
    say("Skipped: the SDK is pinned for Python 3.11, and there is none. Install it, or name it in ASSAY_PYTHON.");
    return 0;
  }
  const program = await ensureEnvironment("opentelemetry", python);
  if (program === null) return 0;
  await ensureInstalled();
  await ensureBuilt();
  const folder = mkdtempSync(join(tmpdir(), "assay-otlp-python-"));
  const workspace = join(folder, "w");
  const door = spawn(process.execPath, [cliPath, "serve", "--workspace", workspace, "--no-open", "--json", "--ingest"], {
    env: { ...process.env, ASSAY_HOME: join(folder, "home") },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const { value } = await createInterface({ input: door.stdout })[Symbol.asyncIterator]().next();
    const { url, tokenFile } = JSON.parse(value).ingest;
    const env = {
      ...process.env,
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
      OTEL_EXPORTER_OTLP_HEADERS: `Authorization=Bearer%20${readFileSync(tokenFile, "utf8").trim()}`,
    };
    const sent = Number(await run("otlp-python.py", program, [inRoot("scripts", "otlp-python.py")], { quiet: true, env }));
    const lines = readFileSync(join(workspace, "output", "events.jsonl"), "utf8")
      .trim()
      .split("\n");
    const records = lines.map((line) => JSON.parse(line));
    const ids = new Set(records.map(({ trace_id }) => trace_id));
    const isRight = records.every(({ engine_id, output }) => engine_id === "python" && output === "Grüße");
    const scored = records.filter(({ metrics }) => metrics.quality_score === 0.5).length;
    const holds = sent > 0 && records.length === sent && ids.size === sent && isRight && scored === 1;
    say(`${sent} calls were sent by opentelemetry-sdk; ${records.length} are there${holds ? "." : ", or not as they were sent."}`);
    return holds ? 0 : 1;
  } finally {
    door.kill("SIGTERM");
    await once(door, "exit");
    rmSync(folder, { recursive: true, force: true });
  }
});
