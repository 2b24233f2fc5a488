import { describe, expect, it } from "vitest";
import { GuardedScreen } from "./testing/guarded-screen.ts";
import { rawAsk, requestText, upgrade } from "./testing/raw-client.ts";

const screen = new GuardedScreen();

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
  ])("%.60s is not found", async (target) => {
    const answer = await screen.ask({ target });
    expect(answer.status).toBe(404);
    screen.expectSmall(answer);
  });

  it.each([
    ["/index.html", "<h1>Assay</h1>"],
    ["/?x=../secret.js", "<h1>Assay</h1>"],
    ["/assets/a%20b.js", "export {};"],
    ["/assets/inside.html", "<h1>Assay</h1>"],
  ])("%s is served", async (target, body) => {
    expect(await screen.ask({ target })).toMatchObject({ status: 200, body });
  });
});

describe("invalid requests", () => {
  const methods = ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "CONNECT", "LINK"];
  it.each(methods)("%s of a page", async (method) => {
    const answer = await screen.ask({ method, target: method === "CONNECT" ? "evil.example:443" : "/" });
    expect(answer.status).toBe(405);
    screen.expectSmall(answer);
  });

  const own = () => requestText(screen.me, {}).replace(/^GET.*\r\n/, "");
  const malformed: [string, () => string | Uint8Array, number][] = [
    ["no HTTP", () => "hello\r\n\r\n", 400],
    ["a TLS handshake", () => Uint8Array.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]), 400],
    ["an unknown method", () => `BREW / HTTP/1.1\r\n${own()}`, 400],
    ["an unknown version", () => `GET / HTTP/9.9\r\n${own()}`, 400],
    ["no Host", () => requestText(screen.me, { headers: { host: null } }), 400],
    ["HTTP/1.0 without Host", () => "GET / HTTP/1.0\r\n\r\n", 403],
    ["a NUL in the target", () => `GET /\0 HTTP/1.1\r\n${own()}`, 400],
    ["a NUL in a header", () => requestText(screen.me, { headers: { x: "a\0b" } }), 400],
    ["a folded header", () => requestText(screen.me, { headers: { x: "a\r\n b" } }), 400],
    ["a space before the colon", () => requestText(screen.me, { headers: { "x ": "y" } }), 400],
    ["two lengths", () => requestText(screen.me, { method: "POST", headers: { "content-length": ["1", "2"] }, body: "x" }), 400],
    ["a length and chunks", () => requestText(screen.me, { method: "POST", headers: { "transfer-encoding": "chunked" }, body: "x" }), 400],
    ["a length below nothing", () => requestText(screen.me, { method: "POST", headers: { "content-length": "-1" } }), 400],
    ["broken chunks", () => `${requestText(screen.me, { method: "BREW", headers: { "transfer-encoding": "chunked" } })}zz\r\n`, 400],
    ["a target that is too long", () => `GET /${"a".repeat(20_000)} HTTP/1.1\r\n${own()}`, 431],
    ["headers that are too long", () => requestText(screen.me, { headers: { x: "a".repeat(20_000) } }), 431],
    ["headers that are too many", () => requestText(screen.me, { headers: { x: Array.from({ length: 5000 }, () => "y") } }), 431],
    ["an expectation nobody meets", () => requestText(screen.me, { headers: { expect: "the impossible" } }), 417],
    ["an upgrade to another protocol", () => requestText(screen.me, { headers: { ...upgrade, upgrade: "h2c" } }), 404],
    [
      "a socket of another version",
      () => requestText(screen.me, { target: "/socket", headers: { ...upgrade, "sec-websocket-version": "1" } }),
      400,
    ],
    [
      "a socket without its key",
      () => requestText(screen.me, { target: "/socket", headers: { ...upgrade, "sec-websocket-key": null } }),
      400,
    ],
    ["a socket elsewhere", () => requestText(screen.me, { target: "/socket/../", headers: upgrade }), 404],
  ];
  it.each(malformed)("%s", async (_what, bytes, status) => {
    const answer = await rawAsk(screen.host.port, bytes());
    expect(answer.status).toBe(status);
    screen.expectSmall(answer);
  });
});
