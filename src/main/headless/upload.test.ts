import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { uploadTicketHeader } from "../../contract/web-door.ts";
import { silentLog } from "../engine/index.ts";
import { startWebHost, type WebHost } from "./serve.ts";
import { type RawHeaders, requestText } from "./testing/raw-client.ts";
import { type ScriptedSession, scriptedSession } from "./testing/scripted-session.ts";
import { type SignedIn, signIn } from "./testing/socket-client.ts";

const limitBytes = 1000;
let workspace: string;
let session: ScriptedSession;
let host: WebHost;
let me: SignedIn;

beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), "assay-upload-"));
  session = scriptedSession(workspace);
  host = await startWebHost({
    session,
    rendererDir: workspace,
    port: 0,
    log: silentLog,
    limits: { uploadBytes: limitBytes, uploadTotalBytes: 3 * limitBytes, uploads: 4 },
  });
  me = await signIn(host.newAddress());
});
afterEach(async () => {
  await host.close();
  await rm(workspace, { recursive: true });
});

const headers = () => ({ [uploadTicketHeader]: me.ticket, origin: `http://127.0.0.1:${host.port}` });
const uploads = () => readdir(join(workspace, ".assay", "uploads")).catch(() => []);

async function upload(query: string, body: string | Uint8Array<ArrayBuffer> | ReadableStream): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${host.port}/files${query}`, {
    method: "POST",
    headers: headers(),
    body,
    duplex: "half",
  } as RequestInit);
  return response.json();
}

describe("POST /files", () => {
  it("keeps the body, byte for byte, and grants it as a temporary file", async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    expect(await upload("?name=a%20b.jsonl", bytes)).toEqual({ ok: true, value: { id: "grant-1", name: "a b.jsonl", sizeBytes: 256 } });
    const [granted] = session.granted;
    expect(granted).toMatchObject({ name: "a b.jsonl", disposeAfterUse: true });
    expect(new Uint8Array(await readFile(granted?.path ?? ""))).toEqual(bytes);
    expect(granted?.path.startsWith(join(workspace, ".assay", "uploads"))).toBe(true);
  });

  it("accepts several files at once after clearing what a crash left", async () => {
    const folder = join(workspace, ".assay", "uploads");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "left"), "");
    const answers = await Promise.all(Array.from({ length: 4 }, (_, i) => upload(`?name=f-${i}.jsonl`, `${i}`)));
    expect(answers).toEqual(answers.map(() => ({ ok: true, value: expect.anything() })));
    expect((await uploads()).length).toBe(4);
    for (const { path, name } of session.granted) expect(`f-${await readFile(path, "utf8")}.jsonl`).toBe(name);
  });

  it("accepts an empty file", async () => {
    expect(await upload("?name=empty.jsonl", "")).toMatchObject({ ok: true, value: { sizeBytes: 0 } });
  });

  it.each(["", "?name=", "?name=..", "?name=..%2Fx", "?name=a%5Cb", "?name=a%00b", `?name=${"x".repeat(256)}`])(
    "refuses the name in %j",
    async (query) => {
      expect(await upload(query, "x")).toMatchObject({ ok: false, error: { code: "invalid_argument" } });
      expect(await uploads()).toEqual([]);
    },
  );

  it("refuses a body over the limit, declared or not, and leaves nothing", async () => {
    expect(await upload("?name=big", "x".repeat(limitBytes + 1))).toMatchObject({ ok: false, error: { code: "over_limit" } });
    const unannounced = new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array(limitBytes));
        controller.enqueue(new Uint8Array(1));
        controller.close();
      },
    });
    expect(await upload("?name=big", unannounced)).toMatchObject({ ok: false, error: { code: "over_limit" } });
    expect(await uploads()).toEqual([]);
    expect(session.granted).toEqual([]);
  });

  it("accepts exactly the limit", async () => {
    expect(await upload("?name=big", "x".repeat(limitBytes))).toMatchObject({ ok: true, value: { sizeBytes: limitBytes } });
  });

  it("leaves nothing of an aborted upload", async () => {
    const request = httpRequest({
      host: "127.0.0.1",
      port: host.port,
      path: "/files?name=part",
      method: "POST",
      headers: { ...headers(), "content-length": 500 },
    });
    request.on("error", () => {});
    request.write("x".repeat(100));
    await expect.poll(uploads).toHaveLength(1);
    request.destroy();
    await expect.poll(uploads).toEqual([]);
    expect(session.granted).toEqual([]);
  });

  const aborts: [string, (socket: Socket) => void][] = [
    ["the client's end", (socket) => socket.end()],
    ["a reset", (socket) => socket.resetAndDestroy()],
    ["a chunk that is none", (socket) => socket.end("zz\r\n")],
  ];
  it.each(aborts)("aborted at once by %s, a thousand times: no file and no descriptor stays", async (what, abort) => {
    const length: RawHeaders = what.includes("chunk") ? { "transfer-encoding": "chunked" } : { "content-length": "500" };
    const text = requestText(me, { method: "POST", target: "/files?name=part", headers: length });
    const before = await descriptors();
    const once = () =>
      new Promise<void>((resolve) => {
        const socket = connect({ host: "127.0.0.1", port: host.port });
        socket.on("error", () => {});
        socket.on("data", () => {});
        socket.once("close", () => resolve());
        socket.once("connect", () => socket.write(text, () => abort(socket)));
      });
    for (let round = 0; round < 20; round += 1) await Promise.all(Array.from({ length: 50 }, once));
    // Long before the 30 s after which a slow upload is cut off; a thousand files are made and removed on a busy disk meanwhile.
    await expect.poll(uploads, { timeout: 15_000 }).toEqual([]);
    await expect.poll(descriptors, { timeout: 15_000 }).toBeLessThanOrEqual(before);
    expect(session.granted).toEqual([]);
  });

  it("refuses what would exceed the total of uploads that wait to be imported", async () => {
    session.temporaryBytes = () => 3 * limitBytes - 10;
    for (const body of ["x".repeat(11), new Blob(["x".repeat(11)]).stream()]) {
      expect(await upload("?name=more", body)).toMatchObject({
        ok: false,
        error: { code: "over_limit", message: expect.stringContaining(`${3 * limitBytes} bytes`) },
      });
    }
    expect(await uploads()).toEqual([]);
    expect(await upload("?name=fits", "x".repeat(10))).toMatchObject({ ok: true });
  });

  it("refuses more concurrent uploads than its limit, and accepts them when others have ended", async () => {
    const open = Array.from({ length: 4 }, (_, index) => {
      const socket = connect({ host: "127.0.0.1", port: host.port });
      socket.on("error", () => {});
      socket.write(requestText(me, { method: "POST", target: `/files?name=${index}`, headers: { "content-length": "100" } }));
      return socket;
    });
    await expect.poll(uploads).toHaveLength(4);
    expect(await upload("?name=fifth", "x")).toMatchObject({ ok: false, error: { code: "over_limit" } });
    for (const socket of open) socket.destroy();
    await expect.poll(uploads).toEqual([]);
    expect(await upload("?name=fifth", "x")).toMatchObject({ ok: true });
  });
});

/** How many descriptors this process has open; 0 where that cannot be seen. */
async function descriptors(): Promise<number> {
  return (await readdir("/proc/self/fd").catch(() => [])).length;
}
