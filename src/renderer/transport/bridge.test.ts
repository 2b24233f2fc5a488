import { describe, expect, it } from "vitest";
import { type Bridge, createBridgeTransport } from "./bridge.ts";

function bridge(over: Partial<Bridge> = {}): { calls: unknown[][]; bridge: Bridge } {
  const calls: unknown[][] = [];
  const log =
    (name: string) =>
    (...given: unknown[]) => {
      calls.push([name, ...given]);
    };
  return {
    calls,
    bridge: {
      call: (name, input, id) => {
        calls.push(["call", name, input, id]);
        return new Promise(() => {});
      },
      abort: log("abort"),
      on: (name) => {
        calls.push(["on", name]);
        return log("off");
      },
      onCommand: () => log("off"),
      runInShell: log("runInShell"),
      setMenu: log("setMenu"),
      grantFile: async (file) => ({ ok: true, value: { id: "g", name: file.name, sizeBytes: file.size } }),
      setVisible: log("setVisible"),
      ...over,
    },
  };
}

describe("bridge transport", () => {
  it("numbers its calls and aborts by that number", async () => {
    const given = bridge();
    const transport = createBridgeTransport(given.bridge);
    const controller = new AbortController();
    void transport.call("host.info", {});
    void transport.call("engines.names", {}, controller.signal);
    controller.abort();
    expect(given.calls).toEqual([
      ["call", "host.info", {}, 1],
      ["call", "engines.names", {}, 2],
      ["abort", 2],
    ]);
  });

  it("hands over what JSON would: no keys that are undefined", () => {
    const given = bridge();
    void createBridgeTransport(given.bridge).call("comparisons.list", { filter: { text: undefined }, limit: 1 } as never);
    expect(given.calls[0]?.[2]).toStrictEqual({ filter: {}, limit: 1 });
  });

  it("turns what the bridge throws into a value without its stack", async () => {
    const failing = bridge({ call: () => Promise.reject(new Error("Error invoking remote method at /secret/main.js")) });
    const answer = await createBridgeTransport(failing.bridge).call("host.info", {});
    expect(answer).toMatchObject({ ok: false, error: { code: "bug" } });
    expect(JSON.stringify(answer)).not.toContain("secret");
  });

  it("is open from the start and passes subscriptions and visibility on", () => {
    const given = bridge();
    const transport = createBridgeTransport(given.bridge);
    expect(transport.connection.getState().state).toBe("open");
    transport.subscribe("snapshot", () => {})();
    transport.setVisible(false);
    expect(given.calls).toEqual([["on", "snapshot"], ["off"], ["setVisible", false]]);
  });
});
