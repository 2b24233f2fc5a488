import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  formatSessionToken,
  launchCodeHeader,
  launchCodeParameter,
  parseSessionToken,
  unknownSessionCloseCode,
  uploadTicketHeader,
} from "../../contract/web-door.ts";
import { silentLog } from "../engine/index.ts";
import { startWebHost, type WebHost } from "./serve.ts";
import { type RawAnswer, type RawRequest, rawAsk, rawConnection, requestText, upgrade } from "./testing/raw-client.ts";
import { maskedFrame, upgradedSocket } from "./testing/raw-socket.ts";
import { type ScriptedSession, scriptedSession } from "./testing/scripted-session.ts";
import { proveSession, type SignedIn, signIn } from "./testing/socket-client.ts";

/** Everything that comes to the web host's port and must not get in, over real sockets. Whoever sends it waits for the host to close. */

const secret = "what lies outside the screen's folder";
let folder: string;
let session: ScriptedSession;
let host: WebHost;
let me: SignedIn;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "assay-doors-")));
  const root = join(folder, "renderer");
  await mkdir(join(root, "assets"), { recursive: true });
  await mkdir(join(folder, "renderer-evil"));
  await writeFile(join(root, "index.html"), "<h1>Assay</h1>");
  await writeFile(join(root, "assets", "a b.js"), "export {};");
  await writeFile(join(root, "assets", "x.js"), "export {};");
  await writeFile(join(root, "assets", ".env"), secret);
  await writeFile(join(folder, "secret.js"), secret);
  await writeFile(join(folder, "renderer-evil", "x.js"), secret);
  await symlink(join(folder, "secret.js"), join(root, "assets", "out.js"));
  await symlink(folder, join(root, "up"));
  await symlink("loop.js", join(root, "loop.js"));
  await symlink(join(root, "index.html"), join(root, "assets", "inside.html"));
  session = scriptedSession(folder);
  host = await startWebHost({ session, rendererDir: root, port: 0, log: silentLog, limits: { closeMs: 100 } });
  me = await signIn(host.newAddress());
});
afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true });
});
/** Whatever was refused, nothing of it ran, and the host goes on. */
afterEach(async () => {
  expect(session.ran.splice(0)).toEqual([]);
  expect(session.granted.splice(0)).toEqual([]);
  expect((await ask({})).status).toBe(200);
});

const ask = (request: RawRequest) => rawAsk(host.port, requestText(me, request));

/** A refusal is short, says nothing of what it guards, and lets no other site read it. */
function expectSmall(answer: RawAnswer): void {
  expect(answer.body.length).toBeLessThan(2000);
  expect(answer.body).not.toContain(secret);
  expect(JSON.stringify(answer)).not.toContain(me.ticket);
  expect(JSON.stringify(answer)).not.toContain(me.token.secret);
  expect(JSON.stringify(answer)).not.toContain(folder);
  expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
}

describe("who may come in", () => {
  const doors: Record<string, RawRequest> = {
    page: { target: "/" },
    asset: { target: "/assets/x.js" },
    upload: { method: "POST", target: "/files?name=x", body: "x" },
    address: { method: "POST", target: "/address" },
    session: { method: "POST", target: "/session" },
    socket: { target: "/socket", headers: upgrade },
  };
  const at = (name: string) => `${name}:${host.port}`;
  const strangers: [string, () => RawRequest["headers"]][] = [
    ["a foreign origin", () => ({ origin: "https://evil.example" })],
    ["the origin null", () => ({ origin: "null" })],
    ["the origin of another port", () => ({ origin: "http://127.0.0.1:1" })],
    ["our origin with another scheme", () => ({ origin: `https://${at("127.0.0.1")}` })],
    ["our origin by its other name", () => ({ origin: `http://${at("localhost")}` })],
    ["two origins", () => ({ origin: [`http://${at("127.0.0.1")}`, "https://evil.example"] })],
    ["a rebound name", () => ({ host: at("evil.example"), origin: `http://${at("evil.example")}` })],
    ["a name that begins like ours", () => ({ host: at("127.0.0.1.evil.example") })],
    ["another address of this machine", () => ({ host: at("[::1]") })],
    ["another spelling of our address", () => ({ host: at("127.1") })],
    ["the host of another port", () => ({ host: "127.0.0.1:1" })],
    ["an empty host", () => ({ host: "" })],
    ["two hosts", () => ({ host: [at("127.0.0.1"), at("evil.example")] })],
  ];
  const refused = strangers.flatMap(([who, headers]) => Object.keys(doors).map((door) => ({ who, door, headers })));

  it.each(refused)("$who: not at the $door", async ({ door, headers }) => {
    const request = doors[door] ?? {};
    const answer = await ask({ ...request, headers: { ...request.headers, ...headers() } });
    expect([400, 403]).toContain(answer.status);
    expectSmall(answer);
  });

  it("our own page: at each of them", async () => {
    const statuses: Record<string, number> = {};
    for (const [door, request] of Object.entries(doors)) statuses[door] = (await ask(request)).status;
    expect(statuses).toEqual({ page: 200, asset: 200, upload: 200, address: 200, session: 403, socket: 101 });
    expect(session.granted.splice(0)).toHaveLength(1);
  });

  it.each(["upload", "socket", "session", "address"])("no origin at all: not at the %s", async (door) => {
    const request = doors[door] ?? {};
    expect((await ask({ ...request, headers: { ...request.headers, origin: null } })).status).toBe(403);
  });
});

describe("who has no session", () => {
  const withTicket = (ticket: string | readonly string[] | null) => ({ [uploadTicketHeader]: ticket });
  const guesses: [string, () => RawRequest["headers"]][] = [
    ["no ticket", () => withTicket(null)],
    ["an empty ticket", () => withTicket("")],
    ["a wrong ticket", () => withTicket("A".repeat(43))],
    ["a short ticket", () => withTicket(me.ticket.slice(0, -1))],
    ["a long ticket", () => withTicket(`${me.ticket}A`)],
    ["a ticket beside a wrong one", () => withTicket([me.ticket, "x"])],
    ["the session's secret", () => withTicket(me.token.secret)],
    ["the session's token", () => withTicket(formatSessionToken(me.token))],
    ["the session's id", () => withTicket(me.token.id)],
    ["a launch code", () => withTicket(new URL(host.newAddress()).searchParams.get("code") ?? "")],
    [
      "the ticket as a cookie",
      () => ({ ...withTicket(null), cookie: `${uploadTicketHeader}=${me.ticket}; assay_${host.port}=${me.ticket}` }),
    ],
    ["the ticket as a bearer", () => ({ ...withTicket(null), authorization: `Bearer ${me.ticket}` })],
  ];
  const entries: Record<string, RawRequest> = {
    upload: { method: "POST", target: "/files?name=x", body: "x" },
    address: { method: "POST", target: "/address" },
  };
  it.each(guesses.flatMap(([what, headers]) => Object.keys(entries).map((door) => ({ what, door, headers }))))(
    "$what: not at the $door",
    async ({ door, headers }) => {
      const answer = await ask({ ...entries[door], headers: headers() });
      expect(answer.status).toBe(403);
      expect(JSON.parse(answer.body)).toMatchObject({ ok: false, error: { code: "refused" } });
      expectSmall(answer);
    },
  );

  it("is not told to send its body", async () => {
    const asks = (ticket: string | null) =>
      requestText(me, {
        method: "POST",
        target: "/files?name=x",
        headers: { ...withTicket(ticket), expect: "100-continue", "content-length": "1" },
      });
    const { socket, ended } = rawConnection(host.port);
    socket.write(asks(null));
    expect(await ended).toMatch(/^HTTP\/1\.1 403 /);
    const own = rawConnection(host.port);
    own.socket.once("data", () => own.socket.write("x"));
    own.socket.write(asks(me.ticket));
    expect(await own.ended).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
    expect(session.granted.splice(0)).toHaveLength(1);
  });

  const proofs: [string, (answer: Record<string, unknown>) => unknown][] = [
    ["nothing proved", ({ session: id }) => ({ session: id, nonce: "A".repeat(43), proof: "" })],
    ["a proof of another text", (answer) => ({ ...answer, nonce: "A".repeat(43) })],
    ["a session nobody has", (answer) => ({ ...answer, session: "A".repeat(22) })],
    ["a name of every object", (answer) => ({ ...answer, session: "__proto__" })],
    ["the secret itself", (answer) => ({ ...answer, proof: me.token.secret })],
    ["a nonce of nothing", (answer) => ({ ...answer, nonce: "" })],
    ["a proof that is no text", (answer) => ({ ...answer, proof: [answer.proof] })],
    ["a key too many", (answer) => ({ ...answer, more: 1 })],
    ["a call", () => ({ id: 1, call: "host.info", input: {} })],
    ["a list", () => []],
    ["null", () => null],
  ];
  it.each(proofs)("%s: not on the socket", async (_what, change) => {
    const { socket, challenge, chunks } = await upgradedSocket(host.port);
    const { answer } = proveSession(me.token, challenge);
    socket.write(maskedFrame(0x81, JSON.stringify(change({ ...answer }))));
    socket.write(maskedFrame(0x81, '{"id":1,"call":"host.info","input":{}}'));
    expect(await closeCode(socket, chunks)).toBe(unknownSessionCloseCode);
  });

  it("a proof that was overheard: not on another socket", async () => {
    const first = await upgradedSocket(host.port);
    const overheard = JSON.stringify(proveSession(me.token, first.challenge).answer);
    const second = await upgradedSocket(host.port);
    expect(second.challenge).not.toBe(first.challenge);
    second.socket.write(maskedFrame(0x81, overheard));
    expect(await closeCode(second.socket, second.chunks)).toBe(unknownSessionCloseCode);
    first.socket.destroy();
  });

  it("binary, broken text or a cookie of anything: not on the socket", async () => {
    for (const bytes of [maskedFrame(0x82, "x"), maskedFrame(0x81, "no json")]) {
      const { socket, chunks } = await upgradedSocket(host.port);
      socket.write(bytes);
      expect(await closeCode(socket, chunks)).toBe(unknownSessionCloseCode);
    }
  });

  const codeOf = (address: string) => new URL(address).searchParams.get(launchCodeParameter) ?? "";
  const exchange = (code: string | readonly string[] | null, headers: RawRequest["headers"] = {}) =>
    ask({ method: "POST", target: "/session", headers: { ...headers, [launchCodeHeader]: code } });

  it("a launch code: once, by its own page, and by no other way", async () => {
    const code = codeOf(host.newAddress());
    for (const answer of [
      await exchange(null),
      await exchange(""),
      await exchange(code.slice(0, -1)),
      await exchange([code, code]),
      await exchange(code, { origin: "https://evil.example" }),
      await exchange(code, { origin: null }),
      await exchange(code, { origin: `http://127.0.0.1:${host.port + 1}` }),
      await exchange(code, { host: "evil.example" }),
      await ask({ method: "POST", target: `/session?code=${code}` }),
      await ask({ method: "POST", target: "/session", headers: { cookie: `code=${code}` } }),
    ]) {
      expect(answer.status).toBe(403);
      expectSmall(answer);
    }
    expect((await ask({ target: "/session", headers: { [launchCodeHeader]: code } })).status).toBe(404);
    const good = await exchange(code);
    expect(good.status).toBe(200);
    expect(parseSessionToken(JSON.parse(good.body).value.session)).toBeDefined();
    expect(good.headers["set-cookie"]).toBeUndefined();
    expect((await exchange(code)).status).toBe(403);
  });

  it("a flood of wrong codes is told so, and keeps nobody out", async () => {
    const statuses = new Set<number>();
    for (let i = 0; i < 60; i += 1) statuses.add((await exchange(`guess-${i}`)).status);
    expect(statuses).toContain(429);
    expect((await exchange(codeOf(host.newAddress()))).status).toBe(200);
  });
});

/** The code that the host closes with. */
async function closeCode(socket: Socket, chunks: Buffer[]): Promise<number> {
  await new Promise((resolve) => socket.once("close", resolve));
  const all = Buffer.concat(chunks);
  return all.readUInt16BE(all.lastIndexOf(Buffer.from([0x88])) + 2);
}

describe("paths on static files", () => {
  it.each([
    "/../secret.js",
    "/assets/../../secret.js",
    "/assets/..%2f..%2fsecret.js",
    "/./secret.js",
    "/%2e%2e/secret.js",
    "/%2E%2E%2Fsecret.js",
    "/..%2fsecret.js",
    "/..%5csecret.js",
    "/..\\secret.js",
    "/%252e%252e/secret.js",
    "/%252e%252e%252fsecret.js",
    "/..%c0%afsecret.js",
    "/.%00./secret.js",
    "/..;/secret.js",
    "/../renderer-evil/x.js",
    "/..%2frenderer-evil%2fx.js",
    "//etc/passwd",
    "/etc/passwd",
    "/%2fetc/passwd",
    "/file:///etc/passwd",
    "/C:/Windows/win.ini",
    "/C:%5cWindows%5cwin.ini",
    "/index.html%00.js",
    "/assets/x.js%00",
    "/%",
    "/%ff",
    "/assets/out.js",
    "/up/secret.js",
    "/loop.js",
    "/assets/.env",
    "/assets",
    "/assets/",
    "/missing.js",
    "/index.html/",
    "/assets/x.js/",
    "/__proto__",
    "/constructor.js",
    "http://127.0.0.1/index.html",
    "*",
    `/${"a".repeat(9000)}.js`,
    `/${"a/".repeat(4000)}x.js`,
    `/${"../".repeat(3000)}etc/passwd`,
  ])("%.60s is nowhere", async (target) => {
    const answer = await ask({ target });
    expect(answer.status).toBe(404);
    expectSmall(answer);
  });

  it.each([
    ["/index.html", "<h1>Assay</h1>"],
    ["/?x=../secret.js", "<h1>Assay</h1>"],
    ["/assets/a%20b.js", "export {};"],
    ["/assets/inside.html", "<h1>Assay</h1>"],
  ])("%s is there", async (target, body) => {
    expect(await ask({ target })).toMatchObject({ status: 200, body });
  });
});

describe("what is no request of ours", () => {
  const methods = ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "CONNECT", "LINK"];
  it.each(methods)("%s of a page", async (method) => {
    const answer = await ask({ method, target: method === "CONNECT" ? "evil.example:443" : "/" });
    expect(answer.status).toBe(405);
    expectSmall(answer);
  });

  const own = () => requestText(me, {}).replace(/^GET.*\r\n/, "");
  const malformed: [string, () => string | Uint8Array, number][] = [
    ["no HTTP", () => "hello\r\n\r\n", 400],
    ["a TLS handshake", () => Uint8Array.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]), 400],
    ["an unknown method", () => `BREW / HTTP/1.1\r\n${own()}`, 400],
    ["an unknown version", () => `GET / HTTP/9.9\r\n${own()}`, 400],
    ["no Host", () => requestText(me, { headers: { host: null } }), 400],
    ["HTTP/1.0 without Host", () => "GET / HTTP/1.0\r\n\r\n", 403],
    ["a NUL in the target", () => `GET /\0 HTTP/1.1\r\n${own()}`, 400],
    ["a NUL in a header", () => requestText(me, { headers: { x: "a\0b" } }), 400],
    ["a folded header", () => requestText(me, { headers: { x: "a\r\n b" } }), 400],
    ["a space before the colon", () => requestText(me, { headers: { "x ": "y" } }), 400],
    ["two lengths", () => requestText(me, { method: "POST", headers: { "content-length": ["1", "2"] }, body: "x" }), 400],
    ["a length and chunks", () => requestText(me, { method: "POST", headers: { "transfer-encoding": "chunked" }, body: "x" }), 400],
    ["a length below nothing", () => requestText(me, { method: "POST", headers: { "content-length": "-1" } }), 400],
    ["broken chunks", () => `${requestText(me, { method: "BREW", headers: { "transfer-encoding": "chunked" } })}zz\r\n`, 400],
    ["a target that is too long", () => `GET /${"a".repeat(20_000)} HTTP/1.1\r\n${own()}`, 431],
    ["headers that are too long", () => requestText(me, { headers: { x: "a".repeat(20_000) } }), 431],
    ["headers that are too many", () => requestText(me, { headers: { x: Array.from({ length: 5000 }, () => "y") } }), 431],
    ["an expectation nobody meets", () => requestText(me, { headers: { expect: "the impossible" } }), 417],
    ["an upgrade to another protocol", () => requestText(me, { headers: { ...upgrade, upgrade: "h2c" } }), 404],
    [
      "a socket of another version",
      () => requestText(me, { target: "/socket", headers: { ...upgrade, "sec-websocket-version": "1" } }),
      400,
    ],
    ["a socket without its key", () => requestText(me, { target: "/socket", headers: { ...upgrade, "sec-websocket-key": null } }), 400],
    ["a socket elsewhere", () => requestText(me, { target: "/socket/../", headers: upgrade }), 404],
  ];
  it.each(malformed)("%s", async (_what, bytes, status) => {
    const answer = await rawAsk(host.port, bytes());
    expect(answer.status).toBe(status);
    expectSmall(answer);
  });
});
