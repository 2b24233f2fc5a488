import { describe, expect, it } from "vitest";
import { contract, type Handlers, procedureNames } from "../../../contract/index.ts";
import { createDispatcher } from "./dispatcher.ts";
import { checkInput } from "./dispatcher-input.ts";
import { jsonValue } from "./dispatcher-json.ts";

const never = new AbortController().signal;

describe("createDispatcher", () => {
  it("refuses what is no name at all, and never looks for it in the handlers", async () => {
    const handlers = new Proxy({}, { get: () => expect.fail("a handler was looked for") }) as Handlers;
    for (const name of [undefined, null, 7, {}, ["host.info"]]) {
      expect(await createDispatcher(handlers).call(name as string, {}, never)).toMatchObject({
        ok: false,
        error: { code: "invalid_argument" },
      });
    }
  });

  it("does not start what nobody waits for any more", async () => {
    const handlers = { "host.info": () => expect.fail("it was started") } as unknown as Handlers;
    expect(await createDispatcher(handlers).call("host.info", {}, AbortSignal.abort())).toMatchObject({
      ok: false,
      error: { code: "cancelled" },
    });
  });

  it("logs a bug with its stack and answers without it", async () => {
    const logged: unknown[] = [];
    const handlers = {
      "host.info": async () => {
        throw new RangeError("boom");
      },
    } as unknown as Handlers;
    const dispatcher = createDispatcher(handlers, (...entry) => logged.push(entry));
    expect(await dispatcher.call("host.info", {}, never)).toMatchObject({ ok: false, error: { code: "bug" } });
    expect(logged).toEqual([["error", "call_failed", { name: "host.info", stack: expect.stringContaining("dispatcher.test.ts") }]]);
  });
});

describe("checkInput", () => {
  it("compiles the schema of every procedure", () => {
    for (const name of procedureNames) {
      expect(() => checkInput(name, contract.procedures[name].input, "no object")).toThrow(
        expect.objectContaining({ code: "invalid_argument" }),
      );
    }
  });

  it("says what was there and what would do", () => {
    const wrong = { filter: {}, sort: "newst", limit: 1 };
    expect(() => checkInput("executions.list", contract.procedures["executions.list"].input, wrong)).toThrow(
      'executions.list: /sort must be one of "newest", "oldest", "slowest", "fastest", "costliest", "cheapest", "most_tokens", "fewest_tokens", "most_input_tokens", "fewest_input_tokens", "best", "worst", "largest", "smallest", "arrival", not "newst".',
    );
  });

  it.each([
    [[{ type: "promot" }], '/actions/0/type must be one of "promote", "reject"', "/actions/0/type"],
    [[{ comparison: "" }], "/actions/0/type is missing.", "/actions/0/type"],
    [[{ type: 7 }], "/actions/0/type must be one of", "/actions/0/type"],
    [["tie"], "/actions/0 must be object", "/actions/0"],
    [[{ type: "tie", comparison: "a".repeat(24), tier: "gold" }], "/actions/0/tier is not a known key.", "/actions/0/tier"],
  ])("holds %j against the member of a union that it names", (actions, message, where) => {
    const { input } = contract.procedures["curation.apply"];
    expect(() => checkInput("curation.apply", input, { actions })).toThrow(
      expect.objectContaining({ message: expect.stringContaining(message), where }),
    );
  });

  it("escapes keys in the pointer", () => {
    expect(() => checkInput("host.info", contract.procedures["host.info"].input, { "a/b~c": 1 })).toThrow(
      expect.objectContaining({ where: "/a~1b~0c" }),
    );
  });
});

describe("jsonValue", () => {
  it("is a copy without what JSON leaves out", () => {
    const value = { a: [1, "x", null, true], b: undefined, c: { d: {} } };
    const copy = jsonValue(value, "w");
    expect(copy).toStrictEqual({ a: [1, "x", null, true], c: { d: {} } });
    expect(copy).not.toBe(value);
  });

  it("keeps a key named __proto__ a key", () => {
    const copy = jsonValue(JSON.parse('{"__proto__":{"polluted":1}}'), "w") as object;
    expect(JSON.stringify(copy)).toBe('{"__proto__":{"polluted":1}}');
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  });

  it.each([[new Map()], [Number.POSITIVE_INFINITY], [Symbol("s")]])("names the place of %s", (value) => {
    expect(() => jsonValue({ rows: [value] }, "x.list")).toThrow("x.list/rows/0");
  });
});
