import { connect } from "node:net";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type RawRequest, rawConnection, upgrade } from "../testing/raw-client.ts";
import { strangers } from "../testing/strangers.ts";
import { executions, OpenNetworkDoor } from "./testing/open-network-door.ts";

/** Everything that reaches the network door's port and must not get in, over real sockets. */

const door = new OpenNetworkDoor({ headersMs: 2000, paceMs: 500, paceBytes: 1000, connectionsWithoutSession: 50 });
const line = executions(["t-guard"]);
const kept = () => door.workspace.liveState().channels[0]?.received;

describe("who is not let in", () => {
  const entries: Record<string, RawRequest> = {
    records: { target: "/v1/records", body: line },
    traces: { target: "/v1/traces", body: "{}", headers: { "content-type": "application/json" } },
    logs: { target: "/v1/logs", body: "{}", headers: { "content-type": "application/json" } },
    "what is not there": { method: "GET", target: "/" },
    preflight: { method: "OPTIONS", target: "/v1/records" },
  };
  const all = strangers.flatMap(([who, headers]) => Object.keys(entries).map((entry) => ({ who, entry, headers })));
  it.each(all)("$who: not at $entry", async ({ entry, headers }) => {
    const request = entries[entry] ?? {};
    const answer = await door.ask({ ...request, headers: { ...request.headers, ...headers(door.port) } });
    expect([400, 403]).toContain(answer.status);
    expect(JSON.stringify(answer)).not.toContain(door.token);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    expect(kept()).toBe(0);
  });

  it("a page of the door's own address: there is none", async () => {
    expect((await door.ask({ body: line, headers: { origin: `http://127.0.0.1:${door.port}` } })).status).toBe(403);
  });

  const guesses: [string, () => string | readonly string[] | null][] = [
    ["none", () => null],
    ["empty", () => ""],
    ["wrong", () => `Bearer ${"A".repeat(43)}`],
    ["short", () => `Bearer ${door.token.slice(0, -1)}`],
    ["long", () => `Bearer ${door.token}A`],
    ["without its word", () => door.token],
    ["as a password", () => `Basic ${Buffer.from(`x:${door.token}`).toString("base64")}`],
    ["beside a wrong one", () => [`Bearer ${door.token}`, "Bearer x"]],
  ];
  it.each(guesses.flatMap(([what, token]) => Object.keys(entries).map((entry) => ({ what, entry, token }))))(
    "the token, $what: not at $entry",
    async ({ entry, token }) => {
      const request = entries[entry] ?? {};
      const answer = await door.ask({ ...request, headers: { ...request.headers, authorization: token() } });
      expect(answer.status).toBe(401);
      expect(answer.headers["www-authenticate"]).toMatch(/^Bearer/);
      expect(kept()).toBe(0);
    },
  );

  it("is not asked for its body", async () => {
    const { socket, ended } = rawConnection(door.port);
    socket.write(`POST /v1/records HTTP/1.1\r\nHost: 127.0.0.1:${door.port}\r\nExpect: 100-continue\r\nContent-Length: 1000000\r\n\r\n`);
    expect(await ended).toMatch(/^HTTP\/1\.1 401 /);
  });

  it("another address of this machine reaches nothing", async () => {
    const refused = await new Promise((resolve) => {
      connect({ host: "127.0.0.2", port: door.port })
        .on("error", () => resolve(true))
        .on("connect", () => resolve(false));
    });
    expect(refused).toBe(true);
  });

  it("neither a socket nor a proxy", async () => {
    expect((await door.ask({ method: "GET", target: "/socket", headers: upgrade })).status).toBe(404);
    expect((await door.ask({ method: "CONNECT", target: "evil.example:443" })).status).toBe(405);
  });
});

describe("what is not taken from those who are let in", () => {
  const refusals: [string, RawRequest, number][] = [
    ["another path", { target: "/v1/metrics", body: "{}" }, 404],
    ["another method", { method: "GET", target: "/v1/records" }, 405],
    ["another type", { body: line, headers: { "content-type": "application/x-protobuf" } }, 415],
    ["another coding", { body: line, headers: { "content-encoding": "br" } }, 415],
    ["an unknown wait", { target: "/v1/records?wait=never", body: line }, 400],
    ["no gzip that says so", { body: line, headers: { "content-encoding": "gzip" } }, 400],
  ];
  it.each(refusals)("%s", async (_what, request, status) => {
    const answer = await door.ask(request);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body).error).toMatchObject({ message: expect.any(String), fix: expect.any(String) });
    expect(kept()).toBe(0);
  });

  it.each([
    ["gzip", gzipSync],
    ["zstd", zstdCompressSync],
  ] as const)("%s that does not say so is told what to say", async (coding, pack) => {
    for (const [path, type] of [
      ["/v1/records", "text/plain"],
      ["/v1/traces", "application/x-protobuf"],
      ["/v1/traces", "application/json"],
    ] as const) {
      const answer = await door.post(path, pack(Buffer.from(line.repeat(10))), { "content-type": type });
      expect({ status: answer.status, body: await answer.text() }).toEqual({
        status: 400,
        body: expect.stringContaining(`Send Content-Encoding: ${coding}.`),
      });
    }
  });

  it.each([
    ["/v1/records", 1024 ** 3, "text/plain"],
    ["/v1/traces", 20 * 1024 ** 2, "application/x-protobuf"],
  ] as const)("a body for %s that says it is too long is not asked for", async (path, limit, type) => {
    const { socket, ended } = rawConnection(door.port);
    const own = `Host: 127.0.0.1:${door.port}\r\nAuthorization: Bearer ${door.token}\r\nContent-Type: ${type}\r\nExpect: 100-continue\r\n`;
    socket.write(`POST ${path} HTTP/1.1\r\n${own}Content-Length: ${limit + 1}\r\n\r\n`);
    expect(await ended).toMatch(/^HTTP\/1\.1 413 /);
  });

  it("a body that comes too slowly", async () => {
    const { socket, ended } = rawConnection(door.port);
    const own = `Host: 127.0.0.1:${door.port}\r\nAuthorization: Bearer ${door.token}\r\n`;
    socket.write(`POST /v1/records HTTP/1.1\r\n${own}Content-Length: 100000\r\n\r\n{"a"`);
    expect(await ended).toMatch(/^HTTP\/1\.1 408 /);
  });

  it("headers that never end", async () => {
    const { socket, ended } = rawConnection(door.port);
    socket.write("POST /v1/records HTTP/1.1\r\nHost: 127");
    expect(await ended).toMatch(/^HTTP\/1\.1 408 /);
  });
});

it("a thousand idle connections: what comes with the token is served", async () => {
  const idle = await Promise.all(
    Array.from(
      { length: 1000 },
      () =>
        new Promise<ReturnType<typeof connect>>((resolve) => {
          const socket = connect({ host: "127.0.0.1", port: door.port });
          socket.on("error", () => {});
          socket.on("connect", () => resolve(socket));
          socket.on("close", () => resolve(socket));
        }),
    ),
  );
  const answer = await door.post("/v1/records", line);
  expect(await answer.json()).toMatchObject({ accepted: 1 });
  for (const socket of idle) socket.destroy();
});
