import { EventEmitter } from "node:events";
import { beforeEach, describe, expect, it, vi } from "vitest";

const app = vi.hoisted(() => ({ listeners: new Map<string, (event: unknown) => void>(), calls: [] as string[] }));
vi.mock("electron", () => ({
  app: {
    on: (name: string, listener: (event: unknown) => void) => app.listeners.set(name, listener),
    quit: () => app.calls.push("quit"),
    exit: (code: number) => app.calls.push(`exit ${code}`),
  },
}));

const { manageLifecycle } = await import("./lifecycle.ts");

function start(flush: () => Promise<void> = async () => {}) {
  const host = new EventEmitter();
  const logged: string[] = [];
  const lifecycle = manageLifecycle({
    flush: async () => {
      app.calls.push("flush");
      await flush();
    },
    explain: () => app.calls.push("explain"),
    log: (_level, event) => logged.push(event),
    host: host as unknown as NodeJS.Process,
  });
  return { host, lifecycle, logged };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("manageLifecycle", () => {
  beforeEach(() => {
    app.calls.length = 0;
  });

  it("delays a quit until everything is flushed", async () => {
    let flushed = () => {};
    const { lifecycle } = start(() => new Promise((resolve) => (flushed = resolve)));
    const event = { preventDefault: vi.fn() };
    app.listeners.get("before-quit")?.(event);
    expect(event.preventDefault).toHaveBeenCalledOnce();
    expect(lifecycle.isEnding()).toBe(true);
    await settled();
    expect(app.calls).toEqual(["flush"]);
    flushed();
    await settled();
    expect(app.calls).toEqual(["flush", "quit"]);
    const second = { preventDefault: vi.fn() };
    app.listeners.get("before-quit")?.(second);
    expect(second.preventDefault).not.toHaveBeenCalled();
  });

  it("flushes once on a signal and exits at once on a second", async () => {
    const { host } = start(() => new Promise(() => {}));
    host.emit("SIGTERM");
    await settled();
    expect(app.calls).toEqual(["flush"]);
    host.emit("SIGINT");
    expect(app.calls).toEqual(["flush", "exit 130"]);
  });

  it("flushes after an uncaught error, reports it, and exits with 70", async () => {
    const { host, logged } = start();
    host.emit("unhandledRejection", new Error("a bug"));
    host.emit("uncaughtException", new Error("another, while ending"));
    await settled();
    expect(app.calls).toEqual(["flush", "explain", "exit 70"]);
    expect(logged).toEqual(["unhandled_rejection", "uncaught_exception"]);
  });

  it("exits with an error code when flushing failed", async () => {
    const { lifecycle, logged } = start(() => Promise.reject(new Error("disk full")));
    lifecycle.end(0);
    await settled();
    expect(app.calls).toEqual(["flush", "exit 6"]);
    expect(logged).toEqual(["flush_failed"]);
  });
});
