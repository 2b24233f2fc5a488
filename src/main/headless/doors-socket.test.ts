import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { silentLog } from "../engine/index.ts";
import { startWebHost, type WebHost } from "./serve.ts";
import { admittedSocket, maskedFrame } from "./testing/raw-socket.ts";
import { type ScriptedSession, scriptedSession } from "./testing/scripted-session.ts";
import { connectClient, type SocketClient, signIn } from "./testing/socket-client.ts";

/** Everything that comes through the web host's socket and must not do anything, from a client that was let in. */

let session: ScriptedSession;
let host: WebHost;

beforeAll(async () => {
  session = scriptedSession();
  host = await startWebHost({ session, rendererDir: import.meta.dirname, port: 0, log: silentLog, limits: { closeMs: 100 } });
});
afterAll(() => host.close());
/** Whatever was refused, nothing of it ran, and the host goes on. */
afterEach(async () => {
  expect(session.ran.splice(0)).toEqual([]);
  const client = await connectClient(host);
  expect(await client.call("host.info", {})).toMatchObject({ ok: true });
  client.close();
  session.ran.splice(0);
});

describe("invalid calls", () => {
  let client: SocketClient;
  beforeAll(async () => {
    client = await connectClient(host);
  });
  afterAll(() => client.close());

  const names = ["__proto__", "constructor", "prototype", "toString", "valueOf", "hasOwnProperty", "__defineGetter__"];
  const unknown = [
    ...names,
    "",
    "nothing.here",
    "host.info ",
    "HOST.INFO",
    "host.info.",
    "../host.info",
    "host\0info",
    "x".repeat(1 << 20),
  ];
  it.each(unknown)("the procedure %.40j", async (name) => {
    const answer = await client.call(name, {});
    expect(answer).toMatchObject({ ok: false, error: { code: "invalid_argument" } });
    expect(JSON.stringify(answer).length).toBeLessThan(1000);
  });

  const keyed = [...names, "x".repeat(1 << 20)].flatMap((name) => {
    const key = JSON.stringify(name);
    const list = `"sort":"newest","limit":1`;
    return [
      { name, where: "input", call: "host.info", input: `{${key}:{"polluted":true}}` },
      { name, where: "filter", call: "executions.list", input: `{"filter":{${key}:{"polluted":true}},${list}}` },
      { name, where: "sort", call: "executions.list", input: `{"filter":{},"sort":${key},"limit":1}` },
    ];
  });
  it.each(keyed)("$name as a key or value of $where", async ({ call, input }) => {
    const answer = await client.call(call, JSON.parse(input));
    expect(answer).toMatchObject({ ok: false, error: { code: "invalid_argument" } });
    expect(JSON.stringify(answer).length).toBeLessThan(1000);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it("an input as deep as a message can be", async () => {
    const depth = 1_000_000;
    client.send(`{"id":1000000,"call":"host.info","input":${"[".repeat(depth)}${"]".repeat(depth)}}`);
    expect(await client.call("nothing", {})).toMatchObject({ ok: false });
  });
});

describe("invalid messages", () => {
  const call = '{"id":1,"call":"host.info","input":{}}';
  it.each([
    ["no JSON", "not json", 1008],
    ["a list", "[]", 1008],
    ["null", "null", 1008],
    ["nothing in it", "{}", 1008],
    ["no call", '{"id":1}', 1008],
    ["a number below nothing", '{"id":-1,"call":"host.info","input":{}}', 1008],
    ["half a number", '{"id":1.5,"call":"host.info","input":{}}', 1008],
    ["a number as text", '{"id":"1","call":"host.info","input":{}}', 1008],
    ["a number too large", '{"id":1e300,"call":"host.info","input":{}}', 1008],
    ["a list as a name", '{"id":1,"call":["host.info"],"input":{}}', 1008],
    ["a key too many", '{"id":1,"call":"host.info","input":{},"more":1}', 1008],
    ["__proto__ as a key", '{"id":1,"call":"host.info","input":{},"__proto__":{}}', 1008],
    ["keys that only read alike", '{"call id input":1}', 1008],
    ["an abort of a text", '{"abort":"1"}', 1008],
    ["visible as a number", '{"visible":1}', 1008],
    ["more than 8 MiB", JSON.stringify({ id: 1, call: "viewState.set", input: { json: "x".repeat(8 * 1024 * 1024) } }), 1009],
  ])("%s closes with a code, and what follows is ignored", async (_what, text, code) => {
    const client = await connectClient(host);
    client.send(text);
    client.send(call);
    expect(await client.closed).toBe(code);
  });

  it.each([
    ["a binary frame", maskedFrame(0x82, call), 1008],
    ["an unmasked frame", Buffer.concat([Buffer.from([0x81, call.length]), Buffer.from(call)]), 1002],
    ["a reserved bit", maskedFrame(0xc1, call), 1002],
    ["an unknown kind of frame", maskedFrame(0x83, call), 1002],
    ["a continuation of nothing", maskedFrame(0x80, call), 1002],
    ["text that is no UTF-8", Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe]), 1007],
    ["a frame that says it has 2^60 bytes", Buffer.from([0x81, 0xff, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), 1009],
  ])("%s", async (_what, bytes, code) => {
    const { closeCode } = await rawFrames(Buffer.concat([bytes, maskedFrame(0x81, call)]));
    expect(closeCode).toBe(code);
  });
});

/** A socket that was let in sends bytes and answers nothing; resolves with the code that the host closed with. */
async function rawFrames(bytes: Uint8Array): Promise<{ closeCode: number | undefined }> {
  const { socket, chunks } = await admittedSocket(await signIn(host.newAddress()));
  socket.write(bytes);
  await new Promise((resolve) => socket.once("close", resolve));
  const all = Buffer.concat(chunks);
  const close = all.lastIndexOf(Buffer.from([0x88]));
  return { closeCode: close < 0 ? undefined : all.readUInt16BE(close + 2) };
}
