import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  AssayError,
  type ErrorValue,
  type Input,
  type ProcedureName,
  procedureNames,
  type Result,
  type Transport,
} from "../../../contract/index.ts";
import type { Session } from "../../engine/index.ts";
import { type ScriptedSession, scriptedSession } from "./scripted-session.ts";
import { validInputs } from "./valid-inputs.ts";

/** A transport that ends at the given session, and how it is taken down. */
export type MakeTransport = (session: Session) => Promise<{ transport: Pick<Transport, "call" | "subscribe">; close(): Promise<void> }>;

/**
 * What every way to the engine must do alike, whatever carries it: registers the tests under `name`.
 * @param makeTransport connects a fresh transport with the session it is given.
 */
export function conformance(name: string, makeTransport: MakeTransport): void {
  describe(`contract conformance: ${name}`, () => {
    let session: ScriptedSession;
    let transport: Pick<Transport, "call" | "subscribe">;
    let close: () => Promise<void>;

    beforeEach(async () => {
      session = scriptedSession();
      ({ transport, close } = await makeTransport(session));
    });
    afterEach(() => close());

    const call = (procedure: string, input: unknown, signal?: AbortSignal) =>
      transport.call(procedure as ProcedureName, input as Input<ProcedureName>, signal) as Promise<Result<unknown>>;
    const failure = async (answer: Promise<Result<unknown>>): Promise<ErrorValue> => {
      const result = await answer;
      if (result.ok) throw new Error(`was answered: ${JSON.stringify(result.value)}`);
      return result.error;
    };

    it.each(procedureNames)("%s is reachable and gets its input whole", async (procedure) => {
      expect(await call(procedure, validInputs[procedure])).toEqual({ ok: true, value: { procedure, input: validInputs[procedure] } });
    });

    it.each(["no.such", "", "__proto__", "constructor", "toString", "hasOwnProperty", "host.info "])(
      "refuses the name %j",
      async (procedure) => {
        expect(await failure(call(procedure, {}))).toMatchObject({ code: "invalid_argument" });
        expect(session.ran).toEqual([]);
      },
    );

    it.each<[ProcedureName, unknown, string]>([
      ["host.info", { surplus: 1 }, "/surplus"],
      ["host.info", JSON.parse('{"__proto__":{"a":1}}'), "/__proto__"],
      ["host.info", [], ""],
      ["host.info", null, ""],
      ["executions.get", {}, "/offset"],
      ["executions.get", { offset: -1 }, "/offset"],
      ["executions.get", { offset: "1" }, "/offset"],
      ["executions.list", { filter: { engines: ["a", 7] }, sort: "newest", limit: 1 }, "/filter/engines/1"],
      ["executions.list", { filter: {}, sort: "newst", limit: 1 }, "/sort"],
      ["executions.list", { filter: {}, sort: "newest", limit: 501 }, "/limit"],
      ["comparisons.get", { key: "../../etc/passwd" }, "/key"],
      ["curation.apply", { actions: [{ type: "promote", comparison: "x", position: 0, tier: "gold" }] }, "/actions/0/comparison"],
      ["curation.apply", { actions: [{ type: "promot", comparison: "x", position: 0, tier: "gold" }] }, "/actions/0/type"],
      ["curation.apply", { actions: [] }, "/actions"],
    ])("%s refuses %j and points at %j", async (procedure, input, pointer) => {
      const error = await failure(call(procedure, input));
      expect(error).toMatchObject({ code: "invalid_argument", where: pointer });
      expect(error.message).toContain(procedure);
      expect(session.ran).toEqual([]);
    });

    it("keeps code, message, fix and where of a failure, and lets nothing else through", async () => {
      session.script("models.verify", async () => {
        throw new AssayError("over_limit", "m is too big.", { fix: "Raise the cap.", where: "m", cause: new Error("inner") });
      });
      expect(await call("models.verify", { name: "m" })).toEqual({
        ok: false,
        error: { code: "over_limit", message: "m is too big.", fix: "Raise the cap.", where: "m" },
      });
    });

    it("turns a bug into a value without its stack", async () => {
      session.script("host.info", async () => {
        throw new TypeError("undefined is not a function");
      });
      const error = await failure(call("host.info", {}));
      expect(error.code).toBe("bug");
      expect(JSON.stringify(error)).not.toContain(".ts:");
    });

    it("aborts: the handler's signal fires and the answer is `cancelled`", async () => {
      const controller = new AbortController();
      const started = Promise.withResolvers<void>();
      const stopped = Promise.withResolvers<void>();
      session.script("executions.list", (_input, { signal }) => {
        started.resolve();
        return new Promise(() => signal.addEventListener("abort", () => stopped.resolve()));
      });
      const answer = call("executions.list", validInputs["executions.list"], controller.signal);
      await started.promise;
      controller.abort();
      await stopped.promise;
      expect(await failure(answer)).toMatchObject({ code: "cancelled" });
    });

    it("tells the truth about a command that was done although nobody waited", async () => {
      const controller = new AbortController();
      const started = Promise.withResolvers<void>();
      const finish = Promise.withResolvers<unknown>();
      session.script("curation.undo", () => {
        started.resolve();
        return finish.promise;
      });
      const answer = call("curation.undo", {}, controller.signal);
      await started.promise;
      controller.abort();
      finish.resolve({ done: true });
      expect(await answer).toEqual({ ok: true, value: { done: true } });
    });

    it("answers calls in whatever order they are done", async () => {
      const slow = Promise.withResolvers<unknown>();
      session.script("models.list", () => slow.promise);
      const first = call("models.list", {});
      expect((await call("host.info", {})).ok).toBe(true);
      slow.resolve({ late: true });
      expect(await first).toEqual({ ok: true, value: { late: true } });
    });

    it("delivers events, in order, until the listener is taken off", async () => {
      const seen: unknown[] = [];
      const third = Promise.withResolvers<void>();
      const unsubscribe = transport.subscribe("snapshot", (snapshot) => {
        seen.push(snapshot);
        if (seen.length === 3) third.resolve();
      });
      for (const seq of [1, 2, 3]) session.announce("snapshot", { seq });
      await third.promise;
      unsubscribe();
      session.announce("snapshot", { seq: 4 });
      // A call goes the same way, so what was announced before it has arrived when it is answered.
      await call("host.info", {});
      expect(seen).toEqual([{ seq: 1 }, { seq: 2 }, { seq: 3 }]);
    });

    it.each([
      ["a date", new Date(0)],
      ["a big integer", 1n],
      ["not a number", Number.NaN],
      ["a function", () => 1],
      ["bytes", new Uint8Array(2)],
      ["nothing", undefined],
    ])("lets only JSON through: %s is a bug", async (_what, value) => {
      session.script("host.info", async () => ({ inside: [value] }));
      expect(await failure(call("host.info", {}))).toMatchObject({ code: "bug" });
    });

    it("carries text as it is", async () => {
      const text = "\u0000 \u2028 \ud83d\ude00 \u202e </script> __proto__";
      session.script("viewState.get", async () => ({ json: text, absent: undefined, nothing: null }));
      expect(await call("viewState.get", {})).toEqual({ ok: true, value: { json: text, nothing: null } });
    });
  });
}
