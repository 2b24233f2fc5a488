import { setTimeout as wait } from "node:timers/promises";
import { AssayError } from "../src/contract/index.ts";
import { atomicAppend, createCollectorFromConfig, defaultConfig, SchemaValidator } from "../src/main/engine/index.ts";
import { createRandom } from "./lib/random.ts";
import { execution } from "./lib/records.ts";

/**
 * Run by two-writers.ts: writes numbered executions to an output folder's events.jsonl until it is killed, and prints the id of each
 * acknowledged one. `append`: each with atomicAppend. `collect`: batches with a collector, repeatedly.
 */
const [mode = "", output = "", name = "", seed = "1"] = process.argv.slice(2);
const random = createRandom(Number(seed));
let next = 0;
const make = () => {
  const id = `${name}-${next++}`;
  return { id, line: execution(id, random) };
};
const said = (ids: readonly string[]) => process.stdout.write(ids.map((id) => `${id}\n`).join(""));

for (;;) {
  try {
    await (mode === "append" ? append() : collect());
  } catch (thrown) {
    // Another process has the file. Unacknowledged lines are not resent, so nothing is sent twice.
    if (!(thrown instanceof AssayError) || thrown.code !== "in_use") throw thrown;
    await wait(random.between(1, 50));
  }
}

async function append(): Promise<void> {
  const some = Array.from({ length: random.between(1, 3) }, make);
  await atomicAppend(
    `${output}/events.jsonl`,
    some.map(({ line }) => line),
  );
  said(some.map(({ id }) => id));
}

async function collect(): Promise<void> {
  const config = defaultConfig();
  config.json_engine.output.channels.events.buffer_size = 5;
  const collector = await createCollectorFromConfig(new SchemaValidator(), output, config);
  const waiting: Promise<void>[] = [];
  for (let i = random.between(1, 40); i > 0; i--) {
    const { id, line } = make();
    const { durable } = await collector.collectEngineExecution(line);
    waiting.push(durable.then(() => void said([id])));
  }
  await collector.close();
  await Promise.all(waiting);
  await wait(random.between(0, 30));
}
