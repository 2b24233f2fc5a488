import { appendFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../engine/base/log.ts";
import { openWorkspace, type Workspace } from "../engine/index.ts";
import { importWorkerUrl } from "../engine/testing/open-temporary.ts";
import { createOpenDoor } from "./door/open-door.ts";
import { runCli } from "./run.ts";
import { runAssay } from "./testing/run-assay.ts";
import { WorkspaceCopies } from "./testing/workspace-copies.ts";

/** `assay follow`, alone and where another process has the workspace open. */

const copies = new WorkspaceCopies();
const execution = (id: string) =>
  `${JSON.stringify({ schema_version: 1, trace_id: id, engine_id: "e", timestamp: 1, input: "", output: "", metrics: { success: true } })}\n`;

let log: string;
beforeEach(async () => {
  const folder = join(copies.folder, `f${copies.count}`);
  await mkdir(folder, { recursive: true });
  log = join(folder, "app.jsonl");
});

const follow = (argv: readonly string[], options?: Parameters<typeof runAssay>[1]) =>
  runAssay(["follow", ...argv, "--workspace", copies.workspace], options);

/** Runs it until it is told to stop; `offset` resolves when the lines before that byte of a file are on disk. */
function start(argv: readonly string[], options?: Parameters<typeof runAssay>[1]) {
  const stop = new AbortController();
  const acks = new Map<string, number>();
  let wake = () => {};
  const ended = follow([...argv, "--acks"], {
    ...options,
    stop: stop.signal,
    onStdout: (text) => {
      for (const line of text.split("\n").filter((one) => one.startsWith("{"))) {
        const { file, offset } = JSON.parse(line);
        acks.set(file, offset);
      }
      wake();
    },
  });
  const offset = async (file: string, bytes: number) => {
    while ((acks.get(file) ?? 0) < bytes) await new Promise<void>((resolve) => (wake = resolve));
  };
  const end = () => {
    stop.abort();
    return ended;
  };
  return { offset, end };
}

describe("assay follow", () => {
  it("--once takes what is there and goes on the next time where it was", async () => {
    await writeFile(log, `${execution("f-1")}no json\n${execution("f-2")}half`);
    const first = await follow([log, "--once", "--json"]);
    expect(first.code).toBe(1);
    expect(JSON.parse(first.stdout)).toMatchObject({
      files: [{ file: log, lines: 3, accepted: 2, quarantined: 1 }],
      totals: { lines: 3, accepted: 2, quarantined: 1, duplicates: 0, blank: 0 },
    });
    await appendFile(log, `\n${execution("f-3")}`);
    const second = await follow([log, "--once", "--json"]);
    expect(JSON.parse(second.stdout).totals).toEqual({ lines: 2, accepted: 1, quarantined: 1, duplicates: 0, blank: 0 });
    const third = await follow([log, "--once"]);
    expect(third).toMatchObject({ code: 0, stdout: expect.stringMatching(/^file .*\n\S+app\.jsonl +0 /) });
  });

  it("takes lines as they are appended, and files of a pattern that come later, until it is stopped", async () => {
    const running = start([log.replace("app", "*")]);
    await writeFile(log, execution("g-1"));
    const later = log.replace("app", "other");
    const [name, laterName] = [log, later];
    await running.offset(name, execution("g-1").length);
    await writeFile(later, execution("g-2"));
    await running.offset(laterName, execution("g-2").length);
    await appendFile(log, execution("g-3"));
    await running.offset(name, 2 * execution("g-1").length);
    const { code, stderr } = await running.end();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(await readFile(join(copies.workspace, "output", "events.jsonl"), "utf8")).toContain(execution("g-3"));
  });

  it.each([
    [["none.jsonl", "--once"], 3, "does not exist"],
    [["--once"], 2, "Name at least one file"],
    [["a", "--once", "--keep"], 2, "choose one"],
    [["a", "--acks", "--json"], 2, "choose one"],
    [["a", "--dialect", "litelm"], 2, "Did you mean litellm"],
    [["/dev/null", "--once"], 4, "is a device"],
    [["/dev/null", "--keep"], 4, "is a device"],
    [["/dev/null"], 4, "is a device"],
    [["table.csv"], 4, "not followed line by line"],
    [["table.csv", "--keep"], 4, "not followed line by line"],
    [["none/*.jsonl", "--once"], 3, "No file fits none/*.jsonl."],
  ])("%j ends with %i", async (argv, code, message) => {
    await writeFile(join(copies.folder, "table.csv"), "engine,latency,input\na,1,x\nb,2,y\n");
    const ended = await follow(argv, { cwd: copies.folder });
    expect(ended).toMatchObject({ code, stderr: expect.stringContaining(message) });
    expect(ended.stderr.split(message)).toHaveLength(2);
    expect(ended.stderr).not.toContain("waited for");
  });

  it("says that a pattern which fits nothing is waited for, and what a file that is gone had", async () => {
    const pattern = log.replace("app", "*");
    expect((await start([pattern]).end()).stderr).toContain(`No file fits ${pattern} yet; it is waited for.`);
    await writeFile(log, execution("j-1"));
    await follow([log, "--once"]);
    await writeFile(`${log}.1.gz`, gzipSync(`${execution("j-1")}${execution("j-2")}`));
    await rm(log);
    await writeFile(log, execution("j-3"));
    const { code, stderr } = await follow([log, "--once"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining("is gone; lines after that may be missing") });
    expect(stderr).toContain(`import ${log}.1.gz`);
    const imported = await runAssay(["import", `${log}.1.gz`, "--workspace", copies.workspace, "--json"]);
    expect(JSON.parse(imported.stdout).totals).toMatchObject({ accepted: 1, duplicates: 1 });
    expect((await follow([log, "--once"])).stderr).not.toContain("is gone");
  });

  it("converts another tool's lines as they come, and names a dialect that needs the whole file", async () => {
    const row = (id: string) =>
      `${JSON.stringify({ id, model: "gpt-4o", call_type: "acompletion", startTime: "2026-01-01T00:00:00Z", endTime: "2026-01-01T00:00:01Z", messages: [{ role: "user", content: "hi" }], response: { choices: [{ message: { role: "assistant", content: "ho" } }] }, status: "success" })}\n`;
    await writeFile(log, row("r-1"));
    const running = start([log, "--dialect", "litellm"]);
    await running.offset(log, row("r-1").length);
    await appendFile(log, row("r-2"));
    await running.offset(log, 2 * row("r-1").length);
    expect((await running.end()).stderr).toContain("LiteLLM");
    const events = await readFile(join(copies.workspace, "output", "events.jsonl"), "utf8");
    for (const line of [1, 2]) expect(events).toContain(`"dialect":"litellm","version":"2","file":"${log}","line":${line}`);
    await appendFile(log, row("r-3"));
    const joined = await follow([log, "--dialect", "openai-batch", "--once"]);
    expect(joined).toMatchObject({ code: 4, stderr: expect.stringMatching(/is joined with other files.*Import it/s) });
  });
});

describe("while another process has the workspace open", () => {
  let owner: Workspace | null = null;
  afterEach(async () => {
    await owner?.close();
    owner = null;
  });
  const open = async () => {
    const places = { importWorkerUrl, rendererDir: "", resourcesDir: "", version: "1.2.3" };
    const door = createOpenDoor(async () => runCli, places, silentLog);
    owner = await openWorkspace({ path: copies.workspace, importWorkerUrl, log: silentLog, door });
    return owner;
  };

  it("that one follows, and the command shows it until it is stopped", async () => {
    const { follower } = await open();
    const running = start(["app.jsonl"], { cwd: join(log, "..") });
    await writeFile(log, execution("h-1"));
    await running.offset("app.jsonl", execution("h-1").length);
    expect(follower.list).toHaveLength(1);
    expect(await running.end()).toMatchObject({ code: 0, stderr: expect.not.stringContaining("Stopped early") });
    expect(follower.list).toHaveLength(0);
  });

  it("--keep leaves it with the owner, and with whoever opens the workspace next, until it is stopped", async () => {
    const first = await open();
    await writeFile(log, execution("i-1"));
    expect(await follow(["/dev/null", "--keep"])).toMatchObject({ code: 4, stderr: expect.stringContaining("is a device") });
    expect(first.follower.list).toEqual([]);
    expect(await follow([log, "--keep"])).toMatchObject({ code: 0, stderr: expect.stringContaining("until it is stopped under Live") });
    expect(first.follower.list).toMatchObject([{ isKept: true }]);
    await first.close();
    const second = await open();
    await second.follower.resume();
    const [following] = second.follower.list;
    expect(following?.request.path).toBe(log);
    await second.follower.stop(following?.id ?? "");
    await second.close();
    const third = await open();
    await third.follower.resume();
    expect(third.follower.list).toEqual([]);
  });
});
