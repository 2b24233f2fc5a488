import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../engine/index.ts";
import { onEnterKey } from "./enter-key.ts";
import { LaunchCodes, launchCodeMs } from "./launch-codes.ts";
import type { WebHost } from "./serve.ts";
import { formatStartCommand } from "./start-command.ts";
import { startRemembered } from "./start-remembered.ts";
import { scriptedSession } from "./testing/scripted-session.ts";
import { connectClient, exchangeCode, proveSession } from "./testing/socket-client.ts";
import { type StoredSession, sessionLifeMs, WebSessions } from "./web-sessions.ts";

/** How a tab gets in and stays in: codes, sessions, and what is remembered between two starts. */

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-sessions-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("launch codes", () => {
  it("work once, within a minute, independently", () => {
    let nowMs = 0;
    const codes = new LaunchCodes(() => nowMs);
    const [first, second] = [codes.issue(), codes.issue()];
    expect(first).not.toBe(second);
    expect(Buffer.from(first, "base64url")).toHaveLength(32);
    expect(codes.redeem(first)).toBe(true);
    expect(codes.redeem(first)).toBe(false);
    nowMs = launchCodeMs - 1;
    expect(codes.isLive(second)).toBe(true);
    nowMs = launchCodeMs;
    expect(codes.isLive(second)).toBe(false);
    expect(codes.redeem(second)).toBe(false);
  });

  it("are bounded: the oldest is replaced", () => {
    const codes = new LaunchCodes();
    const issued = Array.from({ length: 21 }, () => codes.issue());
    expect(issued.map((code) => codes.isLive(code))).toEqual([false, ...Array.from({ length: 20 }, () => true)]);
  });
});

describe("sessions", () => {
  const parse = (text: string) => {
    const [id = "", secret = ""] = text.split(".");
    return { id, secret };
  };
  const admits = (sessions: WebSessions, token: string) =>
    sessions.admit("challenge", proveSession(parse(token), "challenge").answer as { session: string; nonce: string; proof: string }) !==
    null;

  it("expire a day after their last use", () => {
    let nowMs = 0;
    const sessions = new WebSessions([], undefined, () => nowMs);
    const token = sessions.start();
    nowMs = sessionLifeMs - 1;
    expect(admits(sessions, token)).toBe(true);
    nowMs += sessionLifeMs - 1;
    expect(admits(sessions, token)).toBe(true);
    nowMs += sessionLifeMs;
    expect(admits(sessions, token)).toBe(false);
    expect(sessions.stored()).toEqual([]);
  });

  it("are bounded: the least recently used is replaced", () => {
    const sessions = new WebSessions([]);
    const tokens = Array.from({ length: 50 }, () => sessions.start());
    expect(admits(sessions, tokens[0] ?? "")).toBe(true);
    sessions.start();
    expect(admits(sessions, tokens[0] ?? "")).toBe(true);
    expect(admits(sessions, tokens[1] ?? "")).toBe(false);
  });

  it("are not extended when the clock is set back", () => {
    const stored: StoredSession = { id: "A".repeat(22), hash: Buffer.alloc(32).toString("base64url"), expiresAtMs: 1e15 };
    expect(new WebSessions([stored], undefined, () => 0).stored()[0]?.expiresAtMs).toBe(sessionLifeMs);
  });
});

describe("a restart", () => {
  const start = (port = 0, workspace = "w") =>
    startRemembered(
      { session: scriptedSession(join(folder, workspace)), rendererDir: folder, port, log: silentLog },
      join(folder, "state"),
    );
  const started = async (work: (host: WebHost) => Promise<void>, port?: number, workspace?: string) => {
    const host = await start(port, workspace);
    try {
      await work(host);
    } finally {
      await host.close();
    }
    return host.port;
  };

  it("keeps the port and readmits the open tab, but not an old address", async () => {
    const first = await start();
    const unused = first.newAddress();
    const token = await exchangeCode(first.newAddress());
    await first.close();
    const port = await started(async (host) => {
      (await connectClient({ port: host.port, token })).close();
      await expect(exchangeCode(unused)).rejects.toThrow("refused");
    });
    expect(port).toBe(first.port);
  });

  it("uses another port when that one is in use, and does not readmit a tab of another origin", async () => {
    const first = await start();
    const token = await exchangeCode(first.newAddress());
    await first.close();
    const other = createServer().listen(first.port, "127.0.0.1");
    try {
      await started(async (host) => {
        expect(host.port).not.toBe(first.port);
        await expect(connectClient({ port: host.port, token })).rejects.toThrow("4401");
      });
    } finally {
      other.close();
    }
  });

  it("readmits no tab of another workspace, and prefers a requested port to the previous one", async () => {
    const first = await start();
    const token = await exchangeCode(first.newAddress());
    await first.close();
    await started((host) => expect(connectClient({ port: host.port, token })).rejects.toThrow("4401"), first.port, "other");
    const free = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => free.once("listening", resolve));
    const { port } = free.address() as { port: number };
    await new Promise((resolve) => free.close(resolve));
    expect(await started(async () => {}, port)).toBe(port);
  });

  it("stores its state for this user only, without a secret", async () => {
    const host = await start();
    const token = await exchangeCode(host.newAddress());
    await host.close();
    const web = join(folder, "state", "web");
    expect((await stat(web)).mode & 0o777).toBe(0o700);
    const [name = "", ...more] = await readdir(web);
    expect(more).toEqual([]);
    expect((await stat(join(web, name))).mode & 0o777).toBe(0o600);
    const text = await readFile(join(web, name), "utf8");
    expect(text).toContain(token.id);
    expect(text).not.toContain(token.secret);
  });

  it.each(["", "{", "[]", "null", '{"version":1}', '{"version":1,"port":0,"sessions":[]}', '{"version":1,"port":"x","sessions":[{}]}'])(
    "starts with the damaged memory %j",
    async (text) => {
      await started(async () => {});
      const web = join(folder, "state", "web");
      for (const name of await readdir(web)) await writeFile(join(web, name), text);
      await started(async (host) => {
        await exchangeCode(host.newAddress());
      });
    },
  );
});

describe("the Enter key", () => {
  const terminal = () => Object.assign(new PassThrough(), { isTTY: true });

  it("works in the foreground of a terminal, until the listener is removed", async () => {
    const stdin = terminal();
    let pressed = 0;
    const heard = Promise.withResolvers<void>();
    const stop = onEnterKey(
      stdin,
      () => {
        pressed += 1;
        if (pressed === 2) heard.resolve();
      },
      () => true,
    );
    stdin.write("\n\n");
    await heard.promise;
    stop();
    stdin.write("\n");
    expect(pressed).toBe(2);
  });

  it("does not read the terminal in the background, which would stop the process, but does again in the foreground", async () => {
    const stdin = terminal();
    let isInForeground = false;
    const heard = Promise.withResolvers<void>();
    const stop = onEnterKey(stdin, heard.resolve, () => isInForeground);
    expect(stdin.isPaused()).toBe(true);
    isInForeground = true;
    process.emit("SIGCONT");
    stdin.write("\n");
    await heard.promise;
    stop();
  });

  it("is not read from a pipe", () => {
    const stdin = new PassThrough();
    onEnterKey(stdin, () => {})();
    expect(stdin.listenerCount("data")).toBe(0);
  });
});

it.each([
  [{}, undefined, "assay serve --workspace /a/b"],
  [{ npm_lifecycle_event: "start" }, undefined, "npm start -- --workspace /a/b"],
  [{}, "4000", "assay serve --workspace /a/b --port 4000"],
])("formats the restart command, in %j with port %s", (env, port, command) => {
  expect(formatStartCommand("/a/b", port, env)).toBe(command);
  expect(formatStartCommand("/a b/it's; rm", undefined, {})).toBe("assay serve --workspace '/a b/it'\\''s; rm'");
});

describe("opening the browser on Linux", () => {
  /** Runs openBrowser with a stand-in for the system's programs; answers what was opened. */
  async function opened(defaultBrowser: string, forPages = defaultBrowser, env: Record<string, string> = {}): Promise<string> {
    const bin = join(folder, "bin");
    await mkdir(bin);
    const script = async (name: string, body: string) => {
      await writeFile(join(bin, name), `#!/bin/sh\n${body}\n`);
      await chmod(join(bin, name), 0o755);
    };
    const out = join(folder, "opened");
    await script("xdg-settings", `echo '${defaultBrowser}'`);
    await script("xdg-mime", `echo '${forPages}'`);
    await script("xdg-open", `printf '%s' "$1" > '${out}.part'; mv '${out}.part' '${out}'`);
    const module = fileURLToPath(new URL("./browser.ts", import.meta.url));
    const code = `const { openBrowser } = await import(${JSON.stringify(module)});
      await openBrowser("http://127.0.0.1:1/?code=secret", ${JSON.stringify(join(folder, "state"))}, "linux", process.env);`;
    await new Promise<void>((resolve, reject) => {
      execFile(
        process.execPath,
        ["--input-type=module", "-e", code],
        { env: { PATH: `${bin}:${process.env.PATH}`, HOME: folder, DISPLAY: ":0", ...env } },
        (failed) => (failed ? reject(failed) : resolve()),
      );
    });
    await expect.poll(() => readFile(out, "utf8").catch(() => "")).not.toBe("");
    return readFile(out, "utf8");
  }

  it("gives an unconfined browser a private page instead of a code", async () => {
    const target = await opened("firefox.desktop");
    expect(target).toMatch(/^file:\/\/.*\/state\/web\/open-[0-9a-f]{12}\.html$/);
    const path = fileURLToPath(target);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(path, "utf8")).toContain('content="0;url=http://127.0.0.1:1/?code=secret"');
  });

  it.each([
    ["a snap", "firefox_firefox.desktop", "firefox_firefox.desktop", {}],
    ["no known browser", "", "", {}],
    ["an editor for pages", "firefox.desktop", "editor.desktop", {}],
    ["a browser that was named", "firefox.desktop", "firefox.desktop", { BROWSER: "links" }],
    ["Windows around it", "firefox.desktop", "firefox.desktop", { WSL_DISTRO_NAME: "x" }],
  ])("gives %s the address itself", async (_what, browser, forPages, env) => {
    expect(await opened(browser, forPages, env)).toBe("http://127.0.0.1:1/?code=secret");
  });
});
