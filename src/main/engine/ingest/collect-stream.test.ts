import { readFile, rename } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { silentLog } from "../base/log.ts";
import { openTemporary, partsOf, temporaryFolder } from "../testing/open-temporary.ts";
import { openWorkspace } from "../workspace/open-workspace.ts";

const never = new AbortController().signal;
const record = (i: number) =>
  JSON.stringify({
    schema_version: 1,
    trace_id: `t-${i}`,
    engine_id: "e",
    timestamp: 1,
    input: "",
    output: "",
    metrics: { success: true },
  });

async function* of(...parts: string[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield Buffer.from(part);
}

/** Each of them is taken before the next one comes. */
async function* oneByOne(lines: readonly string[]): AsyncGenerator<Buffer> {
  for (const line of lines) {
    yield Buffer.from(line);
    for (let i = 0; i < 20; i++) await setImmediate();
  }
}

describe("collectStream", () => {
  it("writes valid lines in order, quarantines the rest, and counts lines that are on disk", async () => {
    const workspace = await openTemporary();
    const lines = Array.from({ length: 2000 }, (_, i) => (i % 100 === 50 ? `broken ${i}` : record(i)));
    const acks: number[] = [];
    const counts = await workspace.collectStream(of(...lines.map((line) => `${line}\n\n`)), {
      kind: "engine_execution",
      signal: never,
      onDurable: (durable) => void acks.push(durable),
    });
    expect(counts).toEqual({ lines: 2000, accepted: 1980, quarantined: 20 });
    expect(acks.at(-1)).toBe(2000);
    expect(acks).toEqual([...acks].sort((a, b) => a - b));
    const written = (await readFile(partsOf(workspace).journals.channels.get("events")?.path ?? "", "utf8")).split("\n").filter(Boolean);
    expect(written).toEqual(lines.filter((line) => !line.startsWith("broken")));
    expect(partsOf(workspace).channels.get("events")?.counters).toMatchObject({
      received: 2000,
      accepted: 1980,
      quarantined: 20,
      flushed: 1980,
    });
    expect(await workspace.verify({ repair: false })).toMatchObject({ ok: true });
    await workspace.close();
  });

  it("waits while writes fail, reports it, and resumes without losing a line", async () => {
    const workspace = await openTemporary();
    const path = partsOf(workspace).journals.channels.get("events")?.path ?? "";
    // A journal that is gone is refused like a full disk is; it comes back while the producer waits.
    await rename(path, `${path}.away`);
    const told: (string | null)[] = [];
    const { promise: refused, resolve } = Promise.withResolvers<string>();
    const lines = Array.from({ length: 12 }, (_, i) => `${record(i)}\n`);
    const collecting = workspace.collectStream(oneByOne(lines), {
      kind: "engine_execution",
      signal: never,
      onProblem: (error) => {
        told.push(error?.code ?? null);
        if (error) resolve(error.message);
      },
    });
    expect(await refused).toContain("was removed or replaced");
    expect(workspace.health.find(({ about }) => about === "events")?.message).toBe(await refused);
    await rename(`${path}.away`, path);
    expect(await collecting).toEqual({ lines: 12, accepted: 12, quarantined: 0 });
    expect(workspace.health).toEqual([]);
    expect(told).toEqual(["io", null]);
    expect(await readFile(path, "utf8")).toBe(lines.join(""));
    await workspace.close();
  });

  it("lets lines that come during an fsync share the next one, and tells of them in order", async () => {
    const workspace = await openTemporary();
    const file = partsOf(workspace).journals.channels.get("events")?.openFile;
    if (file === undefined) throw new Error("no journal");
    const { promise: sent, resolve } = Promise.withResolvers<void>();
    const datasync = file.datasync.bind(file);
    let syncs = 0;
    file.datasync = async () => {
      if (syncs++ === 0) await sent;
      await datasync();
    };
    const told: number[] = [];
    async function* lines(): AsyncGenerator<Buffer> {
      yield* oneByOne(Array.from({ length: 10 }, (_, i) => `${record(i)}\n`));
      resolve();
    }
    await workspace.collectStream(lines(), { kind: "engine_execution", signal: never, onDurable: (durable) => void told.push(durable) });
    expect([syncs, told]).toEqual([2, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]]);
    await workspace.close();
  });

  it("stops reading, and fails with it, when whoever is told about durable lines fails", async () => {
    const workspace = await openTemporary();
    async function* open(): AsyncGenerator<Buffer> {
      yield Buffer.from(`${record(1)}\n`);
      await new Promise(() => {});
    }
    const onDurable = () => Promise.reject(new Error("nobody listens"));
    await expect(workspace.collectStream(open(), { kind: "engine_execution", signal: never, onDurable })).rejects.toThrow("nobody listens");
    await workspace.close();
  });

  it("stops reading and fails when lines cannot be inspected", async () => {
    const path = await temporaryFolder();
    const workspace = await openWorkspace({ path, importWorkerUrl: new URL("./no-such-worker.ts", import.meta.url), log: silentLog });
    async function* open(): AsyncGenerator<Buffer> {
      // As many as go to a thread.
      yield Buffer.from(`${record(1)}\n`.repeat(1000));
      await new Promise(() => {});
    }
    await expect(workspace.collectStream(open(), { kind: "engine_execution", signal: never })).rejects.toMatchObject({ code: "bug" });
    await workspace.close();
  });

  it("refuses a kind whose channel is switched off", async () => {
    const workspace = await openTemporary({ config: { json_engine: { output: { channels: { events: { enabled: false } } } } } });
    await expect(workspace.collectStream(of("x"), { kind: "engine_execution", signal: never })).rejects.toMatchObject({ code: "disabled" });
    await workspace.close();
  });
});
