import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../engine/index.ts";
import { startWebHost, type WebHost } from "./serve.ts";
import { type ScriptedSession, scriptedSession } from "./testing/scripted-session.ts";
import { connectClient, exchangeCode } from "./testing/socket-client.ts";

/** What the web host does for those it lets in. Who and what it does not let in: doors.test.ts and doors-socket.test.ts. */

let folder: string;
let session: ScriptedSession;
let host: WebHost;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-serve-"));
  await mkdir(join(folder, "assets"));
  await writeFile(join(folder, "index.html"), '<meta name="csp-nonce" content="__CSP_NONCE__"><h1>Assay</h1><i>__FIRST_PAINT__</i>');
  await writeFile(join(folder, "assets", "index-B7x_9aQz.js"), "export {};");
  session = scriptedSession(folder);
  host = await startWebHost({ session, rendererDir: folder, port: 0, log: silentLog });
});
afterEach(async () => {
  await host.close();
  await rm(folder, { recursive: true });
});

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** A request with exactly these headers; `fetch` would not let a test set Host. */
function ask(path: string, { method = "GET", headers = {} }: { method?: string; headers?: Record<string, string> } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: "127.0.0.1", port: host.port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    request.on("error", reject);
    request.end();
  });
}

describe("the printed address", () => {
  it("works once, through its page's own script, and opens a session without a cookie", async () => {
    const address = new URL(host.newAddress());
    expect(address.hostname).toBe("127.0.0.1");
    const { status, headers, body } = await ask(address.pathname + address.search);
    expect(status).toBe(200);
    expect(headers["set-cookie"]).toBeUndefined();
    expect(body).toContain("<h1>Assay</h1><i>last wide overview</i>");
    expect((await ask("/")).body, "what is on screen is told to nobody else").toContain("<h1>Assay</h1><i></i>");
    await exchangeCode(address.href);
    await expect(exchangeCode(address.href)).rejects.toThrow("refused");
  });

  it("a used address gets a page that says what to do, without script", async () => {
    const address = new URL(host.newAddress());
    await exchangeCode(address.href);
    for (const path of [address.pathname + address.search, "/?code=guess", "/?code="]) {
      const { status, headers, body } = await ask(path);
      expect(status, path).toBe(403);
      expect(headers["content-type"]).toContain("text/html");
      expect(body).toContain("This address has been used or has expired");
      expect(body).toContain("Press Enter in the terminal");
      expect(body).not.toContain("<script");
    }
  });

  it("reports a port that is in use", async () => {
    await expect(startWebHost({ session, rendererDir: folder, port: host.port, log: silentLog })).rejects.toMatchObject({
      code: "unavailable",
    });
  });
});

describe("the screen", () => {
  it("is served with the safety headers and a fresh nonce each time", async () => {
    const first = await ask("/");
    const second = await ask("/");
    const nonce = /content="([^"]+)"/.exec(first.body)?.[1] ?? "";
    expect(first.status).toBe(200);
    expect(first.body).not.toContain("__CSP_NONCE__");
    expect(first.body).not.toBe(second.body);
    expect(first.headers).toMatchObject({
      "content-security-policy": expect.stringContaining(`style-src 'self' 'nonce-${nonce}'`),
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "no-store",
    });
    expect(Object.keys(first.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
  });

  it("caches hashed assets, and answers HEAD without a body", async () => {
    const { status, headers, body } = await ask("/assets/index-B7x_9aQz.js");
    expect({ status, body }).toEqual({ status: 200, body: "export {};" });
    expect(headers["content-type"]).toBe("text/javascript; charset=utf-8");
    expect(headers["cache-control"]).toContain("immutable");
    const head = await ask("/assets/index-B7x_9aQz.js", { method: "HEAD" });
    expect({ status: head.status, body: head.body, length: head.headers["content-length"] }).toEqual({
      status: 200,
      body: "",
      length: "10",
    });
  });
});

describe("the socket", () => {
  it("aborts the calls of a client that leaves", async () => {
    const started = Promise.withResolvers<void>();
    const aborted = Promise.withResolvers<void>();
    session.script("models.list", (_input, { signal }) => {
      signal.addEventListener("abort", () => aborted.resolve());
      started.resolve();
      return new Promise(() => {});
    });
    const client = await connectClient(host);
    client.call("models.list", {}).catch(() => {});
    await started.promise;
    client.close();
    await aborted.promise;
  });

  it("is visible while any client is", async () => {
    const first = await connectClient(host);
    const second = await connectClient(host);
    first.send('{"visible":false}');
    await first.call("host.info", {});
    expect(session.visible.at(-1)).toBe(true);
    second.send('{"visible":false}');
    await second.call("host.info", {});
    expect(session.visible.at(-1)).toBe(false);
  });

  it("shows a new client the newest snapshot at once", async () => {
    session.announce("snapshot", { seq: 7 });
    const client = await connectClient(host);
    const seen = new Promise((resolve) => client.on("snapshot", resolve));
    // Sent when it joined: it may have come before the listener was there, so another follows.
    session.announce("snapshot", { seq: 8 });
    expect([7, 8]).toContain(((await seen) as { seq: number }).seq);
  });
});
