import { spawn } from "node:child_process";
import { mkdtemp, readdir, readlink, rm, truncate, writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { needs } from "../engine/testing/needs.ts";
import type { Limits } from "./limits.ts";
import { startWebHost, type WebHost } from "./serve.ts";
import { type RawRequest, rawAsk, rawConnection, readAnswer, requestText, upgrade } from "./testing/raw-client.ts";
import { admittedSocket, maskedFrame, upgradedSocket } from "./testing/raw-socket.ts";
import { type ScriptedSession, scriptedSession } from "./testing/scripted-session.ts";
import { connectClient, type SignedIn, signIn } from "./testing/socket-client.ts";

/** Clients that are slow, stubborn or many: the host holds a bounded amount for each, serves the others, and lets go in the end. */

const mib = 1024 * 1024;
/** What two ends of a loopback connection and a stream may hold by themselves. */
const onTheWayBytes = 40 * mib;

let folder: string;
let session: ScriptedSession;
let host: WebHost | undefined;
let me: SignedIn;
let logged: Map<string, () => void>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-crowds-"));
  await writeFile(join(folder, "index.html"), "<h1>Assay</h1>");
  session = scriptedSession(folder);
  logged = new Map();
});
afterEach(async () => {
  await host?.close();
  host = undefined;
  await rm(folder, { recursive: true });
});

async function serve(limits: Partial<Limits> = {}): Promise<WebHost> {
  host = await startWebHost({ session, rendererDir: folder, port: 0, log: (_level, event) => logged.get(event)?.(), limits });
  me = await signIn(host.newAddress());
  return host;
}

/** Resolves when the host logs that. */
function untilLogged(event: string): Promise<void> {
  return new Promise((resolve) => logged.set(event, resolve));
}

const ask = async (to: WebHost, request: RawRequest = {}) => rawAsk(to.port, requestText(me, request));

/** Sends a text as slowly as a client can: a byte at a time, for as long as the host listens. */
function drip(socket: Socket, start: string): void {
  socket.write(start);
  const dripping = setInterval(() => socket.write("a"), 5);
  socket.once("close", () => clearInterval(dripping));
}

/** A socket that was let in and then reads nothing until `resume`. */
async function stalledSocket(): Promise<{ send(text: string): void; readUntil(text: string): Promise<number>; socket: Socket }> {
  const { socket } = await admittedSocket(me);
  socket.pause();
  return {
    socket,
    send: (text) => void socket.write(maskedFrame(0x81, text)),
    readUntil: (text) => bytesRead(socket, text),
  };
}

/** Reads on, and answers how much came until the connection ended, or until a chunk had that text, which then must come. */
function bytesRead(socket: Socket, until?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    socket.on("data", (chunk) => {
      bytes += chunk.length;
      if (until !== undefined && chunk.includes(until)) resolve(bytes);
    });
    socket.once("close", () => (until === undefined ? resolve(bytes) : reject(new Error(`The host hung up before ${until}.`))));
    socket.resume();
  });
}

describe("a client that hardly sends", () => {
  it.each([
    ["says nothing at all", ""],
    ["sends its headers byte by byte", "GET / HTTP/1.1\r\nx-"],
  ])("%s: is cut off", async (_what, start) => {
    const { port } = await serve({ headersMs: 150 });
    const { socket, ended } = rawConnection(port);
    if (start !== "") drip(socket, start);
    expect(readAnswer(await ended).status).toBe(408);
  });

  it("sends an upload byte by byte: gets an answer, is aborted and leaves nothing", async () => {
    const to = await serve({ uploadPaceMs: 100, uploadPaceBytes: 64 * 1024 });
    const { socket, ended } = rawConnection(to.port);
    drip(socket, requestText(me, { method: "POST", target: "/files?name=slow.jsonl", headers: { "content-length": "1000000" } }));
    const answer = readAnswer(await ended);
    expect(JSON.parse(answer.body)).toMatchObject({
      ok: false,
      error: { code: "cancelled", message: expect.stringContaining("slow.jsonl") },
    });
    expect(await readdir(join(folder, ".assay", "uploads"))).toEqual([]);
    expect(session.granted).toEqual([]);
  });

  it("sends an unexpected body: is answered and cut off", async () => {
    const to = await serve();
    const { socket, ended } = rawConnection(to.port);
    drip(socket, requestText(me, { headers: { connection: "keep-alive", "content-length": "1000000" } }));
    expect(readAnswer(await ended).status).toBe(200);
  });
});

describe("a client that stops reading", () => {
  it("a large file: gets what fits, and its place goes to another client", async () => {
    await writeFile(join(folder, "large.js"), "");
    await truncate(join(folder, "large.js"), 1024 * mib);
    const to = await serve({ connectionsWithoutSession: 1 });
    const { socket, ended } = rawConnection(to.port);
    socket.pause();
    socket.write(requestText(me, { target: "/large.js" }));
    await expect.poll(async () => (await ask(to)).status, { timeout: 10_000 }).toBe(200);
    socket.resume();
    await ended;
    expect(socket.bytesRead).toBeLessThan(onTheWayBytes);
  });

  needs.linux.it("many files on one connection: waiting answers hold no open file", async () => {
    const large = join(folder, "large.js");
    await writeFile(large, Buffer.alloc(4 * mib));
    const to = await serve();
    const { socket, ended } = rawConnection(to.port);
    socket.pause();
    socket.write(requestText(me, { target: "/large.js", headers: { connection: "keep-alive" } }).repeat(12));
    // Whoever asks afterwards is answered afterwards.
    for (let asked = 0; asked < 12; asked += 1) expect((await ask(to, { target: "/large.js" })).status).toBe(200);
    const open = await Promise.all((await readdir("/proc/self/fd")).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => "")));
    expect(open.filter((path) => path === large)).toEqual([]);
    socket.destroy();
    await ended;
  });

  it("a thousand requests at once on one connection: is dropped", async () => {
    const to = await serve();
    const dropped = untilLogged("connection_dropped");
    const { socket, ended } = rawConnection(to.port);
    socket.write(requestText(me, { headers: { connection: "keep-alive" } }).repeat(1000));
    await dropped;
    await ended;
    expect((await ask(to)).status).toBe(200);
  });

  it("snapshots: misses most of them, and the others get them all", async () => {
    const to = await serve();
    const stalled = await stalledSocket();
    const reading = await connectClient(to);
    let seen = 0;
    reading.on("snapshot", () => {
      seen += 1;
    });
    const text = "x".repeat(mib);
    for (let seq = 0; seq < 200; seq += 1) {
      session.announce("snapshot", { seq, text });
      await reading.call("host.info", {});
    }
    expect(seen).toBe(200);
    // Everything that was kept for it comes before this answer.
    stalled.send('{"id":7,"call":"host.info","input":{}}');
    expect(await stalled.readUntil('"id":7')).toBeLessThan(onTheWayBytes);
  });

  it("answers: is dropped, and the others are served", async () => {
    const to = await serve();
    session.script("models.list", async () => ({ text: "x".repeat(4 * mib) }));
    const dropped = untilLogged("socket_dropped");
    const stalled = await stalledSocket();
    for (let id = 0; id < 60; id += 1) stalled.send(`{"id":${id},"call":"models.list","input":{}}`);
    await dropped;
    const reading = await connectClient(to);
    expect(await reading.call("host.info", {})).toMatchObject({ ok: true });
    expect(await bytesRead(stalled.socket)).toBeLessThan(64 * mib + onTheWayBytes);
  });
});

describe("a thousand at once", () => {
  const thousand = Array.from({ length: 1000 });

  it("requests: each is answered or refused, and the host keeps working", async () => {
    const to = await serve();
    const answers = await Promise.all(thousand.map(() => ask(to)));
    const statuses = new Set(answers.map(({ status }) => status));
    expect([...statuses].filter((status) => status !== 200 && status !== 0)).toEqual([]);
    expect(statuses).toContain(200);
    expect((await ask(to)).status).toBe(200);
  });

  it("silent connections: the oldest are replaced, the rest are cut off, and the host keeps working", async () => {
    const to = await serve({ headersMs: 1000 });
    const dropped = untilLogged("connection_dropped");
    const answers = await Promise.all(thousand.map(async () => readAnswer(await rawConnection(to.port).ended).status));
    await dropped;
    expect(new Set(answers)).toEqual(new Set([0, 408]));
    expect((await ask(to)).status).toBe(200);
  });

  it("sockets: up to the limit, 503 for the rest, and a free place when one leaves", async () => {
    const to = await serve({ sockets: 20 });
    const clients = await Promise.all(Array.from({ length: 20 }, () => connectClient(to)));
    const more = await Promise.all(Array.from({ length: 40 }, () => ask(to, { target: "/socket", headers: upgrade })));
    expect(more.map(({ status }) => status)).toEqual(more.map(() => 503));
    clients[0]?.close();
    await clients[0]?.closed;
    await expect.poll(async () => (await ask(to, { target: "/socket", headers: upgrade })).status).toBe(101);
    expect(await clients[1]?.call("host.info", {})).toMatchObject({ ok: true });
  });
});

describe("many without a session, who hold on and reconnect", () => {
  /** Resolves when all connections have been up and one has been dropped; each that is dropped is made again at once. */
  async function besiege(port: number, count: number, text: string): Promise<{ end(): void }> {
    const program = fileURLToPath(new URL("./testing/siege.child.ts", import.meta.url));
    const child = spawn(process.execPath, [program, String(port), String(count), text], { stdio: ["ignore", "pipe", "inherit"] });
    const lines = new Set(["up", "dropped"]);
    for await (const line of createInterface({ input: child.stdout })) {
      lines.delete(line);
      if (lines.size === 0) break;
    }
    return { end: () => void child.kill("SIGKILL") };
  }

  const sieges: [string, number, (port: number) => string][] = [
    ["say nothing", 1000, () => ""],
    ["begin a request", 1000, () => "GET / HTTP/1.1\r\nx-"],
    ["upgrade and never prove a session", 1000, (port) => requestText({ port }, { target: "/socket", headers: upgrade })],
    ["say nothing, thousands of them", 5000, () => ""],
  ];
  it.each(sieges)("%s: who was let in works on, and who comes with an address gets in", async (_what, count, text) => {
    const to = await serve();
    const inside = await connectClient(me);
    const siege = await besiege(to.port, count, text(to.port));
    try {
      expect(await inside.call("host.info", {})).toMatchObject({ ok: true });
      // A browser connects again when a connection is dropped before it was answered.
      await expect.poll(async () => (await ask(to)).status, { timeout: 10_000 }).toBe(200);
      const fresh = await connectClient(to);
      expect(await fresh.call("host.info", {})).toMatchObject({ ok: true });
      expect(await inside.call("host.info", {})).toMatchObject({ ok: true });
    } finally {
      siege.end();
    }
  });

  it("sockets that are not admitted: closed in the end, and what they send is not kept", async () => {
    const to = await serve({ admissionMs: 200, closeMs: 100 });
    const { socket } = await upgradedSocket(to.port);
    await new Promise((resolve) => socket.once("close", resolve));
    const sending = await upgradedSocket(to.port);
    const cut = new Promise((resolve) => sending.socket.once("close", resolve));
    sending.socket.write(maskedFrame(0x01, "x".repeat(8192)));
    await cut;
    expect(Buffer.concat(sending.chunks).includes(0x88), "it was cut off, not spoken to").toBe(false);
  });
});

it("closes although clients hold on", async () => {
  const to = await serve();
  const stubborn = () => {
    const socket = connect({ host: "127.0.0.1", port: to.port, allowHalfOpen: true });
    socket.on("error", () => {});
    return socket;
  };
  const came = (socket: Socket) => new Promise((resolve) => socket.once("data", resolve));
  const sockets = [stubborn(), stubborn(), stubborn()] as const;
  const [silent, refused, uploading] = sockets;
  await new Promise((resolve) => silent.once("connect", resolve));
  refused.write(requestText(me, { target: "/socket", headers: { ...upgrade, origin: "null" } }));
  await came(refused);
  const stalled = await stalledSocket();
  uploading.write(requestText(me, { method: "POST", target: "/files?name=x", headers: { "content-length": "1000" } }));
  await expect.poll(() => readdir(join(folder, ".assay", "uploads")).catch(() => [])).toHaveLength(1);
  await to.close();
  for (const socket of [...sockets, stalled.socket]) socket.destroy();
});
