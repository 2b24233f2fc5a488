import type { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import {
  formatSessionToken,
  launchCodeHeader,
  launchCodeParameter,
  parseSessionToken,
  unknownSessionCloseCode,
  uploadTicketHeader,
} from "../../contract/web-door.ts";
import { GuardedScreen } from "./testing/guarded-screen.ts";
import { type RawRequest, rawConnection, requestText, upgrade } from "./testing/raw-client.ts";
import { maskedFrame, upgradedSocket } from "./testing/raw-socket.ts";
import { proveSession } from "./testing/socket-client.ts";
import { strangers } from "./testing/strangers.ts";

/** Everything that comes to the web host's port and must not get in, over real sockets. Whoever sends it waits for the host to close. */

const screen = new GuardedScreen();

describe("a request with a session", () => {
  const doors: Record<string, RawRequest> = {
    page: { target: "/" },
    asset: { target: "/assets/x.js" },
    upload: { method: "POST", target: "/files?name=x", body: "x" },
    address: { method: "POST", target: "/address" },
    downloads: { method: "POST", target: "/downloads?job=x" },
    download: { target: "/download/x" },
    session: { method: "POST", target: "/session" },
    socket: { target: "/socket", headers: upgrade },
  };
  const refused = strangers.flatMap(([who, headers]) => Object.keys(doors).map((door) => ({ who, door, headers })));

  it.each(refused)("$who: not at the $door", async ({ door, headers }) => {
    const request = doors[door] ?? {};
    const answer = await screen.ask({ ...request, headers: { ...request.headers, ...headers(screen.host.port) } });
    expect([400, 403]).toContain(answer.status);
    screen.expectSmall(answer);
  });

  it("our own page: at each of them", async () => {
    const statuses: Record<string, number> = {};
    for (const [door, request] of Object.entries(doors)) statuses[door] = (await screen.ask(request)).status;
    expect(statuses).toEqual({
      page: 200,
      asset: 200,
      upload: 200,
      address: 200,
      downloads: 200,
      download: 403,
      session: 403,
      socket: 101,
    });
    expect(screen.session.granted.splice(0)).toHaveLength(1);
  });

  it.each(["upload", "socket", "session", "address", "downloads"])("no origin at all: not at the %s", async (door) => {
    const request = doors[door] ?? {};
    expect((await screen.ask({ ...request, headers: { ...request.headers, origin: null } })).status).toBe(403);
  });
});

describe("a request without a session", () => {
  const withTicket = (ticket: string | readonly string[] | null) => ({ [uploadTicketHeader]: ticket });
  const guesses: [string, () => RawRequest["headers"]][] = [
    ["no ticket", () => withTicket(null)],
    ["an empty ticket", () => withTicket("")],
    ["a wrong ticket", () => withTicket("A".repeat(43))],
    ["a short ticket", () => withTicket(screen.me.ticket.slice(0, -1))],
    ["a long ticket", () => withTicket(`${screen.me.ticket}A`)],
    ["a ticket beside a wrong one", () => withTicket([screen.me.ticket, "x"])],
    ["the session's secret", () => withTicket(screen.me.token.secret)],
    ["the session's token", () => withTicket(formatSessionToken(screen.me.token))],
    ["the session's id", () => withTicket(screen.me.token.id)],
    ["a launch code", () => withTicket(new URL(screen.host.newAddress()).searchParams.get("code") ?? "")],
    [
      "the ticket as a cookie",
      () => ({ ...withTicket(null), cookie: `${uploadTicketHeader}=${screen.me.ticket}; assay_${screen.host.port}=${screen.me.ticket}` }),
    ],
    ["the ticket as a bearer", () => ({ ...withTicket(null), authorization: `Bearer ${screen.me.ticket}` })],
  ];
  const entries: Record<string, RawRequest> = {
    upload: { method: "POST", target: "/files?name=x", body: "x" },
    address: { method: "POST", target: "/address" },
    downloads: { method: "POST", target: "/downloads?job=x" },
  };
  it.each(guesses.flatMap(([what, headers]) => Object.keys(entries).map((door) => ({ what, door, headers }))))(
    "$what: not at the $door",
    async ({ door, headers }) => {
      const answer = await screen.ask({ ...entries[door], headers: headers() });
      expect(answer.status).toBe(403);
      expect(JSON.parse(answer.body)).toMatchObject({ ok: false, error: { code: "refused" } });
      screen.expectSmall(answer);
    },
  );

  it("is not asked for its body", async () => {
    const asks = (ticket: string | null) =>
      requestText(screen.me, {
        method: "POST",
        target: "/files?name=x",
        headers: { ...withTicket(ticket), expect: "100-continue", "content-length": "1" },
      });
    const { socket, ended } = rawConnection(screen.host.port);
    socket.write(asks(null));
    expect(await ended).toMatch(/^HTTP\/1\.1 403 /);
    const own = rawConnection(screen.host.port);
    own.socket.once("data", () => own.socket.write("x"));
    own.socket.write(asks(screen.me.ticket));
    expect(await own.ended).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
    expect(screen.session.granted.splice(0)).toHaveLength(1);
  });

  const proofs: [string, (answer: Record<string, unknown>) => unknown][] = [
    ["nothing proved", ({ session: id }) => ({ session: id, nonce: "A".repeat(43), proof: "" })],
    ["a proof of another text", (answer) => ({ ...answer, nonce: "A".repeat(43) })],
    ["a session nobody has", (answer) => ({ ...answer, session: "A".repeat(22) })],
    ["a name of every object", (answer) => ({ ...answer, session: "__proto__" })],
    ["the secret itself", (answer) => ({ ...answer, proof: screen.me.token.secret })],
    ["a nonce of nothing", (answer) => ({ ...answer, nonce: "" })],
    ["a proof that is no text", (answer) => ({ ...answer, proof: [answer.proof] })],
    ["a key too many", (answer) => ({ ...answer, more: 1 })],
    ["a call", () => ({ id: 1, call: "screen.host.info", input: {} })],
    ["a list", () => []],
    ["null", () => null],
  ];
  it.each(proofs)("%s: not on the socket", async (_what, change) => {
    const { socket, challenge, chunks } = await upgradedSocket(screen.host.port);
    const { answer } = proveSession(screen.me.token, challenge);
    socket.write(maskedFrame(0x81, JSON.stringify(change({ ...answer }))));
    socket.write(maskedFrame(0x81, '{"id":1,"call":"screen.host.info","input":{}}'));
    expect(await closeCode(socket, chunks)).toBe(unknownSessionCloseCode);
  });

  it("an overheard proof is not accepted on another socket", async () => {
    const first = await upgradedSocket(screen.host.port);
    const overheard = JSON.stringify(proveSession(screen.me.token, first.challenge).answer);
    const second = await upgradedSocket(screen.host.port);
    expect(second.challenge).not.toBe(first.challenge);
    second.socket.write(maskedFrame(0x81, overheard));
    expect(await closeCode(second.socket, second.chunks)).toBe(unknownSessionCloseCode);
    first.socket.destroy();
  });

  it("binary, broken text or any cookie is not accepted on the socket", async () => {
    for (const bytes of [maskedFrame(0x82, "x"), maskedFrame(0x81, "no json")]) {
      const { socket, chunks } = await upgradedSocket(screen.host.port);
      socket.write(bytes);
      expect(await closeCode(socket, chunks)).toBe(unknownSessionCloseCode);
    }
  });

  const codeOf = (address: string) => new URL(address).searchParams.get(launchCodeParameter) ?? "";
  const exchange = (code: string | readonly string[] | null, headers: RawRequest["headers"] = {}) =>
    screen.ask({ method: "POST", target: "/session", headers: { ...headers, [launchCodeHeader]: code } });

  it("a launch code works once, from its own page only", async () => {
    const code = codeOf(screen.host.newAddress());
    for (const answer of [
      await exchange(null),
      await exchange(""),
      await exchange(code.slice(0, -1)),
      await exchange([code, code]),
      await exchange(code, { origin: "https://evil.example" }),
      await exchange(code, { origin: null }),
      await exchange(code, { origin: `http://127.0.0.1:${screen.host.port + 1}` }),
      await exchange(code, { host: "evil.example" }),
      await screen.ask({ method: "POST", target: `/session?code=${code}` }),
      await screen.ask({ method: "POST", target: "/session", headers: { cookie: `code=${code}` } }),
    ]) {
      expect(answer.status).toBe(403);
      screen.expectSmall(answer);
    }
    expect((await screen.ask({ target: "/session", headers: { [launchCodeHeader]: code } })).status).toBe(404);
    const good = await exchange(code);
    expect(good.status).toBe(200);
    expect(parseSessionToken(JSON.parse(good.body).value.session)).toBeDefined();
    expect(good.headers["set-cookie"]).toBeUndefined();
    expect((await exchange(code)).status).toBe(403);
  });

  it("a flood of wrong codes gets 429 and locks nobody out", async () => {
    const statuses = new Set<number>();
    for (let i = 0; i < 60; i += 1) statuses.add((await exchange(`guess-${i}`)).status);
    expect(statuses).toContain(429);
    expect((await exchange(codeOf(screen.host.newAddress()))).status).toBe(200);
  });
});

/** The code that the host closes with. */
async function closeCode(socket: Socket, chunks: Buffer[]): Promise<number> {
  await new Promise((resolve) => socket.once("close", resolve));
  const all = Buffer.concat(chunks);
  return all.readUInt16BE(all.lastIndexOf(Buffer.from([0x88])) + 2);
}
