import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { silentLog } from "../engine/index.ts";
import { startWebHost, type WebHost } from "./serve.ts";
import { type RawAnswer, type RawRequest, rawAsk, requestText, upgrade } from "./testing/raw-client.ts";
import { type ScriptedSession, scriptedSession } from "./testing/scripted-session.ts";

/** Everything that comes to the web host's port and must not get in, over real sockets. Whoever sends it waits for the host to close. */

const secret = "what lies outside the screen's folder";
let folder: string;
let session: ScriptedSession;
let host: WebHost;

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

const ask = (request: RawRequest) => rawAsk(host.port, requestText(host, request));

/** A refusal is short, says nothing of what it guards, and lets no other site read it. */
function expectSmall(answer: RawAnswer): void {
  expect(answer.body.length).toBeLessThan(2000);
  expect(answer.body).not.toContain(secret);
  expect(JSON.stringify(answer)).not.toContain(host.token);
  expect(JSON.stringify(answer)).not.toContain(folder);
  expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
}

describe("who may come in", () => {
  const doors: Record<string, RawRequest> = {
    page: { target: "/" },
    asset: { target: "/assets/x.js" },
    upload: { method: "POST", target: "/files?name=x", body: "x" },
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
    ["no token", () => ({ cookie: null })],
    ["an empty token", () => ({ cookie: `assay_${host.port}=` })],
    ["a wrong token", () => ({ cookie: `assay_${host.port}=${"A".repeat(43)}` })],
    ["a short token", () => ({ cookie: `assay_${host.port}=${host.token.slice(0, -1)}` })],
    ["a long token", () => ({ cookie: `assay_${host.port}=${host.token}A` })],
    ["the token of another port", () => ({ cookie: `assay_${host.port + 1}=${host.token}` })],
    ["a token beside a wrong one", () => ({ cookie: `assay_${host.port}=${host.token}; assay_${host.port}=x` })],
    ["the token in another header", () => ({ cookie: null, authorization: `Bearer ${host.token}` })],
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
    expect(statuses).toEqual({ page: 200, asset: 200, upload: 200, socket: 101 });
    expect(session.granted.splice(0)).toHaveLength(1);
  });

  it.each(["upload", "socket"])("no origin at all: not at the %s", async (door) => {
    const request = doors[door] ?? {};
    expect((await ask({ ...request, headers: { ...request.headers, origin: null } })).status).toBe(403);
  });

  it("the token in an address: on the start page alone, to our own name alone", async () => {
    const bare = { cookie: null, origin: null };
    const target = `/?token=${host.token}`;
    expect((await ask({ target, headers: bare })).status).toBe(303);
    for (const other of [
      { target: `/assets/x.js?token=${host.token}`, headers: bare },
      { target: `/socket?token=${host.token}`, headers: { ...bare, ...upgrade } },
      { target: `/?token=${host.token.slice(0, -1)}`, headers: bare },
      { target: `/?token=`, headers: bare },
      { target, headers: { ...bare, host: at("evil.example") } },
      { target, headers: bare, method: "HEAD" },
      { target, headers: bare, method: "POST", body: "" },
    ]) {
      const answer = await ask(other);
      expect(answer.status, other.target).toBe(403);
      expectSmall(answer);
    }
  });
});

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

  const own = () => requestText(host, {}).replace(/^GET.*\r\n/, "");
  const malformed: [string, () => string | Uint8Array, number][] = [
    ["no HTTP", () => "hello\r\n\r\n", 400],
    ["a TLS handshake", () => Uint8Array.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]), 400],
    ["an unknown method", () => `BREW / HTTP/1.1\r\n${own()}`, 400],
    ["an unknown version", () => `GET / HTTP/9.9\r\n${own()}`, 400],
    ["no Host", () => requestText(host, { headers: { host: null } }), 400],
    ["HTTP/1.0 without Host", () => "GET / HTTP/1.0\r\n\r\n", 403],
    ["a NUL in the target", () => `GET /\0 HTTP/1.1\r\n${own()}`, 400],
    ["a NUL in a header", () => requestText(host, { headers: { x: "a\0b" } }), 400],
    ["a folded header", () => requestText(host, { headers: { x: "a\r\n b" } }), 400],
    ["a space before the colon", () => requestText(host, { headers: { "x ": "y" } }), 400],
    ["two lengths", () => requestText(host, { method: "POST", headers: { "content-length": ["1", "2"] }, body: "x" }), 400],
    ["a length and chunks", () => requestText(host, { method: "POST", headers: { "transfer-encoding": "chunked" }, body: "x" }), 400],
    ["a length below nothing", () => requestText(host, { method: "POST", headers: { "content-length": "-1" } }), 400],
    ["broken chunks", () => `${requestText(host, { method: "BREW", headers: { "transfer-encoding": "chunked" } })}zz\r\n`, 400],
    ["a target that is too long", () => `GET /${"a".repeat(20_000)} HTTP/1.1\r\n${own()}`, 431],
    ["headers that are too long", () => requestText(host, { headers: { x: "a".repeat(20_000) } }), 431],
    ["headers that are too many", () => requestText(host, { headers: { x: Array.from({ length: 5000 }, () => "y") } }), 431],
    ["an expectation nobody meets", () => requestText(host, { headers: { expect: "the impossible" } }), 417],
    ["an upgrade to another protocol", () => requestText(host, { headers: { ...upgrade, upgrade: "h2c" } }), 404],
    [
      "a socket of another version",
      () => requestText(host, { target: "/socket", headers: { ...upgrade, "sec-websocket-version": "1" } }),
      400,
    ],
    ["a socket without its key", () => requestText(host, { target: "/socket", headers: { ...upgrade, "sec-websocket-key": null } }), 400],
    ["a socket elsewhere", () => requestText(host, { target: "/socket/../", headers: upgrade }), 404],
  ];
  it.each(malformed)("%s", async (_what, bytes, status) => {
    const answer = await rawAsk(host.port, bytes());
    expect(answer.status).toBe(status);
    expectSmall(answer);
  });
});
