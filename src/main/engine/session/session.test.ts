import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AssayError } from "../../../contract/index.ts";
import { openTestSession } from "../testing/open-test-session.ts";
import type { OpenSession } from "./session.ts";

const signal = new AbortController().signal;
let folder: string;
let session: OpenSession;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-session-"));
  session = await openTestSession(folder);
});
afterEach(() => session.close());

const configWith = async (change: (config: Awaited<ReturnType<typeof current>>) => void) => {
  const config = structuredClone(await current());
  change(config);
  return config;
};
const current = async () => (await session.handlers["config.get"]({}, { signal })).config;

describe("config.set", () => {
  it("refuses what the workspace could not be opened with, and leaves file and workspace as they were", async () => {
    const path = join(folder, "w", "assay.config.json");
    await session.handlers["config.set"]({ config: await current() }, { signal });
    const before = await readFile(path, "utf8");
    await writeFile(join(folder, "w", "in-the-way"), "");
    const config = await configWith(({ json_engine }) => (json_engine.output.base_path = "in-the-way"));
    const refused = session.handlers["config.set"]({ config }, { signal });
    await expect(refused).rejects.toMatchObject({ code: "refused", message: expect.stringContaining("in-the-way is a file") });
    await expect(refused).rejects.toBeInstanceOf(AssayError);
    expect(await readFile(path, "utf8")).toBe(before);
    expect(session.workspaceInfo().path).toBe(join(folder, "w"));
    expect((await session.handlers["engines.names"]({}, { signal })).length).toBe(0);
  });

  it("is refused while an import runs, and keeps the import's report when it is applied afterwards", async () => {
    const file = join(folder, "in.jsonl");
    const line = { schema_version: 1, engine_id: "e", timestamp: 1, input: "", output: "", metrics: { success: true } };
    await writeFile(file, Array.from({ length: 50 }, (_, i) => `${JSON.stringify({ ...line, trace_id: `t-${i}` })}\n`).join(""));
    const { id } = await session.grant(file);
    const gate = Promise.withResolvers<void>();
    const { workspace } = session;
    const importFile = workspace.importFile.bind(workspace);
    vi.spyOn(workspace, "importFile").mockImplementation(async (...args) => {
      await gate.promise;
      return importFile(...args);
    });
    await session.handlers["imports.start"]({ grants: [id], kind: "auto", keepDuplicates: false }, { signal });
    const config = await current();
    await expect(session.handlers["config.set"]({ config }, { signal })).rejects.toMatchObject({ code: "refused" });
    gate.resolve();
    const reports = async () => (await session.handlers["live.snapshot"]({}, { signal })).imports;
    await new Promise<void>((resolve) => {
      const stop = session.subscribe("snapshot", ({ imports }) => {
        if (imports[0]?.state !== "done") return;
        // The first snapshot arrives inside subscribe, before "stop" is assigned.
        queueMicrotask(() => stop());
        resolve();
      });
    });
    const before = await reports();
    expect(before).toMatchObject([{ state: "done", accepted: 50 }]);
    await session.handlers["config.set"]({ config }, { signal });
    expect(await reports()).toEqual(before);
  });

  it("opens the workspace again with what it takes", async () => {
    const config = await configWith(({ json_engine }) => (json_engine.output.base_path = "elsewhere"));
    await session.handlers["config.set"]({ config }, { signal });
    expect((await current()).json_engine.output.base_path).toBe("elsewhere");
    expect(await readFile(join(folder, "w", "elsewhere", "events.jsonl"), "utf8")).toBe("");
  });
});
