import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, describe, expect, it } from "vitest";
import { findOwnersDoor, openWorkspace, silentLog, type Workspace } from "../../engine/index.ts";
import { needs } from "../../engine/testing/needs.ts";
import { importWorkerUrl } from "../../engine/testing/open-temporary.ts";
import { runCli } from "../run.ts";
import { runAssay } from "../testing/run-assay.ts";
import { execution, reading, sample, WorkspaceCopies } from "../testing/workspace-copies.ts";
import { clientFrames, encodeFrame, ownerFrames } from "./frames.ts";
import { protocolVersion } from "./hello.ts";
import { createOpenDoor } from "./open-door.ts";

/** Commands of other processes on a workspace that is open. */

const copies = new WorkspaceCopies();
const places = { importWorkerUrl, rendererDir: "", resourcesDir: "", version: "1.2.3" };
let owner: Workspace | null = null;

const open = async () => {
  owner = await openWorkspace({
    path: copies.workspace,
    importWorkerUrl,
    log: silentLog,
    door: createOpenDoor(async () => runCli, places, silentLog),
  });
  return owner;
};
const onWorkspace = (argv: readonly string[], options?: Parameters<typeof runAssay>[1]) =>
  runAssay([...argv, "--workspace", copies.workspace], options);
const toDoor = async () => (await findOwnersDoor(copies.workspace)) ?? expect.fail("no door");

afterEach(async () => {
  await owner?.close();
  owner = null;
});

describe("while another process has the workspace open", () => {
  it("answers what only reads the same, with the same codes", async () => {
    const asked = [
      ...reading,
      ["quarantine", "list"],
      ["fairness"],
      ["win-rates", "--style", "--json"],
      ["compare", "a", "b", "--json"],
      ["why-slow", "a", "--percentile", "50", "--json"],
      ["failures"],
      ["stats", "--json"],
      ["objectives"],
      ["stats", "--engine", "nope"],
      ["export", "--target", "chat", "--dry-run"],
    ];
    const answers = async () => {
      const all = [];
      for (const argv of asked) all.push({ argv, ...(await onWorkspace(argv)) });
      return all;
    };
    const alone = await answers();
    await open();
    expect(await answers()).toEqual(alone);
  });

  it("imports a file named from the client's folder, and everybody sees it", async () => {
    const { queries } = await open();
    await writeFile(join(copies.folder, "more.jsonl"), `${execution("9", "z", 3)}\nno json\n`);
    const asked = await onWorkspace(["import", "more.jsonl", "--json"], { cwd: copies.folder });
    expect(asked.code).toBe(1);
    expect(JSON.parse(asked.stdout).totals).toMatchObject({ lines: 2, accepted: 1, quarantined: 1 });
    expect((await queries.names()).map(({ engineId }) => engineId)).toContain("z");
  });

  it("collects from stdin with acknowledgements, decides, and exports", async () => {
    await open();
    const lines = Array.from({ length: 3000 }, (_, i) => Buffer.from(`${execution(`t-${i}`, "far", i)}\n`));
    const collected = await onWorkspace(["collect", "--kind", "engine_execution", "--acks"], { stdin: lines });
    expect(collected.code).toBe(0);
    expect(collected.stdout.trim().split("\n").at(-1)).toBe('{"durable":3000}');
    const stored = await readFile(copies.output("events.jsonl"));
    expect(stored.subarray(stored.length - Buffer.concat(lines).length)).toEqual(Buffer.concat(lines));
    const line = Buffer.from('{"comparison_id":"c-2","candidate":0,"action":"promote","tier":"gold"}\n');
    const decided = await onWorkspace(["decide", "--actor", "script"], { stdin: [line] });
    expect(JSON.parse(decided.stdout)).toMatchObject({ ok: true, line: 1 });
    const exported = await onWorkspace(["export", "--target", "jsonl", "--out", "made"], { cwd: copies.folder });
    expect(exported.code).toBe(0);
    expect(await readFile(join(copies.folder, "made", "train.jsonl"), "utf8")).toContain("a of c-2");
  });

  it.each([
    ["engine_execution", (i: number) => execution(`v-${i}`, "v", i)],
    ["training_sample", (i: number) => sample(`v-${i}`)],
  ])("is verified while lines of kind %s arrive", async (kind, makeLine) => {
    await open();
    let sent = 0;
    let isOver = false;
    const stdin = new Readable({
      read() {
        // Now and then, so that a dataset file is sometimes still.
        setTimeout(() => this.push(isOver ? null : Array.from({ length: 10 }, () => `${makeLine(sent++)}\n`).join("")), 20);
      },
    });
    const collecting = onWorkspace(["collect", "--kind", kind, "--json"], { stdin });
    for (let round = 0; round < 3; round++) {
      const { code, stderr } = await onWorkspace(["verify"]);
      // The dataset file has no fixed places: while it grows faster than it is read, verify says that it cannot tell.
      if (kind === "engine_execution" || code === 0) expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      else expect(stderr).toBe("training_samples: lines arrive faster than they can be compared; verify again when fewer do.\n");
    }
    isOver = true;
    expect(JSON.parse((await collecting).stdout)).toMatchObject({ lines: sent, accepted: sent });
  });

  it("is refused what wants the workspace for itself", async () => {
    await open();
    expect((await onWorkspace(["serve", "--no-open"])).code).toBe(5);
  });

  it("has its stdin stopped by the client's signal, and keeps what had come", async () => {
    await open();
    const stop = new AbortController();
    const stdin = new Readable({ read: () => {} });
    stdin.push(`${execution("s-1", "stopped", 1)}\n`);
    let written = "";
    const running = runCli(["collect", "--kind", "engine_execution", "--acks", "--workspace", copies.workspace], {
      output: {
        write: async (text) => {
          written += text.toString();
          stop.abort();
        },
        note: () => {},
        progress: () => {},
      },
      stdin,
      stderr: { write: () => {} },
      env: {},
      cwd: () => copies.folder,
      places,
      stop: stop.signal,
    });
    expect(await running).toBe(0);
    expect(written).toBe('{"durable":1}\n');
  });

  it("outlives the owner where it streams: it goes on as the next one, and counts on", async () => {
    const first = await open();
    const client = stream(["collect", "--kind", "training_sample", "--acks"]);
    client.stdin.push(`${sample("early")}\n\n`);
    await client.until('{"durable":1}\n');
    client.stdin.push(sample("late").slice(0, 20));
    await first.close();
    client.stdin.push(`${sample("late").slice(20)}\nno json\n`);
    client.stdin.push(null);
    expect(await client.ended, client.noted()).toBe(1);
    expect(client.written()).toContain('{"durable":3}\n');
    const { stdout } = await onWorkspace(["samples"]);
    for (const name of ["early", "late"]) expect(stdout.split(`"${name}"`)).toHaveLength(2);
    expect(await readFile(copies.output("quarantine.jsonl"), "utf8")).toContain('"line_number":4');
  });

  it("that has no end and cannot go on elsewhere says that the owner has ended", async () => {
    const first = await open();
    const client = stream(["decide"]);
    client.stdin.push('{"action":"undo"}\n');
    await client.until("\n");
    await first.close();
    expect(await client.ended).toBe(5);
    expect(client.noted()).toContain("ended before the command did");
  });
});

describe("a command that owns the workspace", () => {
  it("does not wait for streams of others when it is done: they go on without it, each line once", async () => {
    const argv = ["collect", "--kind", "engine_execution", "--acks"];
    const owning = stream(argv);
    owning.stdin.push(`${execution("own-1", "own", 1)}\n`);
    await owning.until('{"durable":1}\n');
    const [guest, another] = [stream(argv), stream(argv)];
    for (const [i, one] of [guest, another].entries()) {
      one.stdin.push(`${execution(`guest-${i}-1`, "guest", 1)}\n`);
      await one.until('{"durable":1}\n');
    }
    owning.stdin.push(null);
    expect(await owning.ended).toBe(0);
    for (const [i, one] of [guest, another].entries()) one.stdin.push(`${execution(`guest-${i}-2`, "guest", 1)}\n`);
    await Promise.all([guest, another].map((one) => one.until('{"durable":2}\n')));
    for (const one of [guest, another]) one.stdin.push(null);
    expect(await Promise.all([guest.ended, another.ended])).toEqual([0, 0]);
    const stored = await readFile(copies.output("events.jsonl"), "utf8");
    for (const id of ["own-1", "guest-0-1", "guest-0-2", "guest-1-1", "guest-1-2"]) expect(stored.split(`"${id}"`)).toHaveLength(2);
  });
});

/** A command of another process, whose stdin goes on. */
function stream(argv: readonly string[]) {
  const stdin = new Readable({ read: () => {} });
  let written = "";
  let noted = "";
  const waiting = new Set<() => void>();
  const ended = runCli([...argv, "--workspace", copies.workspace], {
    output: {
      write: async (text) => {
        written += text.toString();
        for (const look of waiting) look();
      },
      note: (line) => {
        noted += line;
      },
      progress: () => {},
    },
    stdin,
    stderr: { write: () => {} },
    env: {},
    cwd: () => copies.folder,
    places,
    stop: new AbortController().signal,
  });
  const until = (text: string) =>
    new Promise<void>((resolve) => {
      const look = () => written.includes(text) && resolve();
      waiting.add(look);
      look();
    });
  return { stdin, ended, until, written: () => written, noted: () => noted };
}

describe("the door", () => {
  const closed = (socket: Socket) => new Promise<void>((resolve) => socket.once("close", () => resolve()).on("error", () => {}));

  needs.posix.it("is a socket that nobody else can reach, and goes with the owner", async () => {
    await open();
    const { address } = await toDoor();
    expect(await readdir(dirname(address))).toEqual(["door"]);
    await owner?.close();
    expect(existsSync(dirname(address))).toBe(false);
    expect(await findOwnersDoor(copies.workspace)).toBeNull();
  });

  it.each([
    ["no frame", Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")],
    ["a frame too long", Buffer.from([0xff, 0xff, 0xff, 0xff, 1])],
    ["another first frame", encodeFrame(clientFrames.stdin, "x")],
    ["no JSON", encodeFrame(clientFrames.hello, "{")],
    [
      "another lock",
      encodeFrame(clientFrames.hello, JSON.stringify({ protocol: protocolVersion, lock: "x", argv: ["stats"], cwd: "/", env: {} })),
    ],
  ])("drops who sends %s, and serves the next", async (_, bytes) => {
    await open();
    const socket = connect((await toDoor()).address);
    const end = closed(socket);
    socket.write(bytes);
    await end;
    expect((await onWorkspace(["stats"])).code).toBe(0);
  });

  it("keeps the whole lines of a client that dies, and blocks nobody", async () => {
    await open();
    const { address, lockId } = await toDoor();
    const socket = connect(address);
    const end = closed(socket);
    const argv = ["collect", "--kind", "engine_execution", "--acks", "--workspace", copies.workspace];
    socket.write(encodeFrame(clientFrames.hello, JSON.stringify({ protocol: protocolVersion, lock: lockId, argv, cwd: "/", env: {} })));
    socket.write(encodeFrame(clientFrames.stdin, `${execution("whole", "dead", 1)}\n{"half":`));
    await new Promise<void>((resolve) => {
      let said = "";
      socket.on("data", (chunk) => {
        said += chunk.toString("latin1");
        if (said.includes('{"durable":1}')) resolve();
      });
    });
    socket.destroy();
    await end;
    expect((await onWorkspace(["stats", "--engine", "dead", "--json"])).code).toBe(0);
    await owner?.close();
    const stored = await readFile(copies.output("events.jsonl"), "utf8");
    expect(stored.endsWith(`${execution("whole", "dead", 1)}\n`)).toBe(true);
  });

  it("drops who sends more of stdin than was asked for, and serves the next", async () => {
    await open();
    const { address, lockId } = await toDoor();
    const socket = connect(address);
    const end = closed(socket);
    // It reads none of it.
    const argv = ["stats", "--workspace", copies.workspace];
    socket.write(encodeFrame(clientFrames.hello, JSON.stringify({ protocol: protocolVersion, lock: lockId, argv, cwd: "/", env: {} })));
    for (let i = 0; i < 64; i++) socket.write(encodeFrame(clientFrames.stdin, Buffer.alloc(1 << 20)));
    await end;
    expect((await onWorkspace(["stats"])).code).toBe(0);
  });

  it("sends away who has asked for nothing yet when the owner closes, to try again", async () => {
    await open();
    const socket = connect((await toDoor()).address);
    await new Promise((resolve) => socket.once("connect", resolve));
    const said: Buffer[] = [];
    socket.on("data", (chunk) => said.push(chunk));
    const end = closed(socket);
    const closing = owner?.close();
    await end;
    await closing;
    expect(Buffer.concat(said)).toEqual(encodeFrame(ownerFrames.leaving));
  });

  it("serves on while many connections say nothing", async () => {
    await open();
    const { address } = await toDoor();
    const idle = Array.from({ length: 150 }, () => connect(address).resume());
    await Promise.all(idle.map((socket) => new Promise((resolve) => socket.once("connect", resolve))));
    expect((await onWorkspace(["stats"])).code).toBe(0);
    const ends = idle.map(closed);
    await owner?.close();
    await Promise.all(ends);
  });
});
