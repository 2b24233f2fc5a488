import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { proofText, type SessionToken, unknownSessionCloseCode } from "../../contract/web-door.ts";
import { createSocketTransport, type SocketTransport } from "./socket.ts";

/** What is used of the server package; its own types would bring Node's into the renderer's world. */
interface ServerSocket {
  send(text: string): void;
  terminate(): void;
  close(code: number): void;
  on(event: "message", listener: (data: { toString(): string }) => void): void;
  on(event: "close", listener: () => void): void;
}
interface Server {
  address(): { port: number };
  on(event: "connection", listener: (socket: ServerSocket) => void): void;
  once(event: "listening", listener: () => void): void;
  close(done: () => void): void;
  clients: Set<ServerSocket>;
}
const serverPackage: string = "ws";
const { WebSocketServer } = (await import(/* @vite-ignore */ serverPackage)) as {
  WebSocketServer: new (options: { host: string; port: number }) => Server;
};

interface Message {
  id?: number;
  call?: string;
  input?: unknown;
  abort?: number;
  visible?: boolean;
  session?: string;
  nonce?: string;
  proof?: string;
}

const token: SessionToken = { id: "A".repeat(22), secret: "B".repeat(43) };
const session = { isLikely: true, token: Promise.resolve(token) };

async function sign(secret: string, text: string): Promise<string> {
  const bytes = (value: string) => new TextEncoder().encode(value);
  const hash = await crypto.subtle.digest("SHA-256", bytes(secret));
  const key = await crypto.subtle.importKey("raw", hash, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const signed = new Uint8Array(await crypto.subtle.sign("HMAC", key, bytes(text)));
  return btoa(String.fromCharCode(...signed))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** A real server that keeps what it was sent and lets the test wait for the next message of a sort. */
class Host {
  readonly server: Server;
  readonly received: Message[] = [];
  readonly proofs: Message[] = [];
  socket: ServerSocket | undefined;
  private waiting: { wanted: (message: Message) => boolean; found: (message: Message) => void }[] = [];

  /** @param secret what this host takes the session's secret for; null: it knows no session. */
  constructor(port = 0, secret: string | null = token.secret) {
    this.server = new WebSocketServer({ host: "127.0.0.1", port });
    this.server.on("connection", (socket) => {
      this.socket = socket;
      this.send({ challenge: "C".repeat(43) });
      socket.on("message", async (data) => {
        const message = JSON.parse(data.toString()) as Message;
        if (message.proof !== undefined) {
          if (secret === null) return socket.close(unknownSessionCloseCode);
          this.proofs.push(message);
          const proof = await sign(secret, proofText("host", "C".repeat(43), message.nonce ?? ""));
          return this.send({ admitted: { proof, uploads: "ticket" } });
        }
        this.received.push(message);
        for (const waiter of this.waiting) if (waiter.wanted(message)) waiter.found(message);
      });
    });
  }

  listening(): Promise<void> {
    return new Promise((resolve) => this.server.once("listening", resolve));
  }

  /** The first message of that sort, come already or yet to come. */
  next(wanted: (message: Message) => boolean): Promise<Message> {
    const there = this.received.find(wanted);
    if (there !== undefined) return Promise.resolve(there);
    return new Promise((found) => this.waiting.push({ wanted, found }));
  }

  send(message: unknown): void {
    this.socket?.send(JSON.stringify(message));
  }

  stop(): Promise<void> {
    for (const client of this.server.clients) client.terminate();
    return new Promise((resolve) => this.server.close(resolve));
  }
}

const calls = (name: string) => (message: Message) => message.call === name;

describe("socket transport", () => {
  let host: Host;
  let transport: SocketTransport;
  let port: number;

  beforeEach(async () => {
    host = new Host();
    await host.listening();
    port = host.server.address().port;
    transport = createSocketTransport({ url: `ws://127.0.0.1:${port}/socket`, session, firstRetryMs: 5, longestRetryMs: 20 });
  });

  afterEach(async () => {
    transport.close();
    await host.stop();
  });

  const state = (wanted: string) =>
    new Promise<void>((resolve) => {
      if (transport.connection.getState().state === wanted) resolve();
      else transport.connection.subscribe((now) => now.state === wanted && resolve());
    });

  it("asks, and answers each call with its own answer", async () => {
    const info = transport.call("host.info", {});
    const names = transport.call("engines.names", {});
    const first = await host.next(calls("host.info"));
    const second = await host.next(calls("engines.names"));
    host.send({ id: second.id, result: { ok: true, value: [] } });
    host.send({ id: first.id, result: { ok: false, error: { code: "io", message: "no" } } });
    expect(await names).toEqual({ ok: true, value: [] });
    expect(await info).toEqual({ ok: false, error: { code: "io", message: "no" } });
    expect(first.input).toEqual({});
  });

  it("hands events to who listens, and to nobody after that", async () => {
    await host.next((message) => message.visible === true);
    const seen: unknown[] = [];
    const stop = transport.subscribe("snapshot", (snapshot) => seen.push(snapshot.seq));
    host.send({ event: "snapshot", data: { seq: 1 } });
    host.send({ event: "other", data: {} });
    host.send("no message");
    const between = transport.call("host.info", {});
    host.send({ id: (await host.next(calls("host.info"))).id, result: { ok: true, value: {} } });
    await between;
    stop();
    host.send({ event: "snapshot", data: { seq: 2 } });
    const after = transport.call("viewState.get", {});
    host.send({ id: (await host.next(calls("viewState.get"))).id, result: { ok: true, value: { json: "" } } });
    await after;
    expect(seen).toEqual([1]);
  });

  it("aborts: the host is told, the caller answered", async () => {
    const controller = new AbortController();
    const answer = transport.call("engines.names", {}, controller.signal);
    const asked = await host.next(calls("engines.names"));
    controller.abort();
    expect(await answer).toMatchObject({ ok: false, error: { code: "cancelled" } });
    expect((await host.next((message) => message.abort !== undefined)).abort).toBe(asked.id);
    expect(await transport.call("host.info", {}, controller.signal)).toMatchObject({ ok: false, error: { code: "cancelled" } });
  });

  it("connects again and asks unanswered queries again, but never a command", async () => {
    const query = transport.call("engines.names", {});
    const command = transport.call("curation.undo", {});
    await host.next(calls("engines.names"));
    await host.next(calls("curation.undo"));
    await host.stop();
    expect(await command).toMatchObject({ ok: false, error: { code: "unavailable" } });
    await state("lost");
    expect(await transport.call("curation.redo", {})).toMatchObject({ ok: false, error: { code: "unavailable" } });
    transport.setVisible(false);

    host = new Host(port);
    const again = await host.next(calls("engines.names"));
    expect((await host.next((message) => message.visible !== undefined)).visible).toBe(false);
    host.send({ id: again.id, result: { ok: true, value: [] } });
    expect(await query).toEqual({ ok: true, value: [] });
    expect(host.received.some(calls("curation.undo"))).toBe(false);
    expect(transport.connection.getState()).toMatchObject({ state: "open", opened: 2, attempts: 0 });
  });

  it("sends calls made before the first connection once it is there", async () => {
    transport.close();
    await host.stop();
    transport = createSocketTransport({ url: `ws://127.0.0.1:${port}/socket`, session, firstRetryMs: 5, longestRetryMs: 20 });
    const answer = transport.call("viewState.set", { json: "{}" });
    await new Promise<void>((resolve) => transport.connection.subscribe((now) => now.attempts > 0 && resolve()));
    expect(transport.connection.getState().state).toBe("connecting");
    host = new Host(port);
    const asked = await host.next(calls("viewState.set"));
    expect(asked.input).toEqual({ json: "{}" });
    host.send({ id: asked.id, result: { ok: true, value: {} } });
    expect(await answer).toEqual({ ok: true, value: {} });
  });

  it("asks once what is asked the moment the connection is there again", async () => {
    await host.next((message) => message.visible !== undefined);
    const waiting = transport.call("engines.names", {});
    await host.next(calls("engines.names"));
    await host.stop();
    let fresh: Promise<unknown> | undefined;
    transport.connection.subscribe((now, before) => {
      if (now.state === "open" && before.state !== "open") fresh ??= transport.call("host.info", {});
    });
    host = new Host(port);
    const again = await host.next(calls("engines.names"));
    host.send({ id: again.id, result: { ok: true, value: [] } });
    await waiting;
    const asked = host.received.filter(calls("host.info"));
    expect(asked).toHaveLength(1);
    host.send({ id: asked[0]?.id, result: { ok: true, value: {} } });
    await fresh;
  });

  it("proves its session, and never sends the secret", async () => {
    await state("open");
    const [proof] = host.proofs;
    expect(proof?.session).toBe(token.id);
    expect(proof?.proof).toBe(await sign(token.secret, proofText("tab", "C".repeat(43), proof?.nonce ?? "")));
    expect(JSON.stringify(proof)).not.toContain(token.secret);
  });

  it("tells nothing to a program that took the port and does not know the session, and goes on when its own host is back", async () => {
    await state("open");
    await host.stop();
    await state("lost");
    const query = transport.call("engines.names", {});
    host = new Host(port, "another secret");
    await new Promise<void>((resolve) => transport.connection.subscribe((now) => now.attempts > 3 && resolve()));
    expect(transport.connection.getState().state).toBe("lost");
    expect(host.received).toEqual([]);
    await host.stop();
    host = new Host(port);
    host.send({ id: (await host.next(calls("engines.names"))).id, result: { ok: true, value: ["a"] } });
    expect(await query).toEqual({ ok: true, value: ["a"] });
  });

  it("is locked where its session is unknown, fails commands there, and goes on when it is known again", async () => {
    await state("open");
    await host.stop();
    host = new Host(port, null);
    await state("locked");
    expect(await transport.call("curation.undo", {})).toMatchObject({ ok: false, error: { code: "unavailable" } });
    await host.stop();
    host = new Host(port);
    await state("open");
  });

  it("is locked without a session, and connects to nothing", async () => {
    const before = host.server.clients.size;
    const none = { isLikely: false, token: Promise.resolve(undefined) };
    const without = createSocketTransport({ url: `ws://127.0.0.1:${port}/socket`, session: none });
    await new Promise<void>((resolve) => {
      if (without.connection.getState().state === "locked") resolve();
      else without.connection.subscribe((now) => now.state === "locked" && resolve());
    });
    expect(host.server.clients.size).toBe(before);
    without.close();
  });

  describe("while its session is asked for", () => {
    let answered: (token: SessionToken | undefined) => void;
    let connected: Promise<ServerSocket>;
    let own: Host;

    beforeEach(async () => {
      own = new Host();
      await own.listening();
      connected = new Promise((resolve) => own.server.on("connection", resolve));
      transport.close();
      const token = new Promise<SessionToken | undefined>((resolve) => {
        answered = resolve;
      });
      const url = `ws://127.0.0.1:${own.server.address().port}/socket`;
      transport = createSocketTransport({ url, session: { isLikely: true, token }, firstRetryMs: 1 });
    });
    afterEach(() => own.stop());

    it("connects, and proves the session once it is there", async () => {
      await connected;
      expect([transport.connection.getState().state, own.proofs.length]).toEqual(["connecting", 0]);
      answered(token);
      await state("open");
      expect(own.proofs).toHaveLength(1);
    });

    it("hangs up where there is none after all, is locked, and does not try again", async () => {
      const hungUp = connected.then((socket) => new Promise<void>((resolve) => socket.on("close", resolve)));
      await connected;
      answered(undefined);
      await state("locked");
      await hungUp;
      expect([own.proofs.length, transport.connection.getState().attempts]).toEqual([0, 0]);
    });
  });
});
