import {
  AssayError,
  contract,
  type Handlers,
  type ProcedureName,
  type Result,
  type Signal,
  toErrorValue,
} from "../../../contract/index.ts";
import { type Log, silentLog } from "../base/log.ts";
import { checkInput, prepareCheck } from "./dispatcher-input.ts";
import { jsonValue } from "./dispatcher-json.ts";

/** The only way to the handlers: every host sends every call through it. */
export interface Dispatcher {
  /** Never rejects: unknown names, bad input and whatever a handler throws become error values. */
  call(name: string, input: unknown, signal: Signal): Promise<Result<unknown>>;
  /** Does ahead what the first call of a name does once: compiles the check of its input. */
  prepare(name: string): void;
}

/**
 * Builds the dispatcher of a session: checks the name and the input against the contract, runs the handler, and
 * turns what it throws into a value. An aborted query answers `cancelled` at once; a command is awaited, so that
 * its outcome is reported truthfully.
 */
export function createDispatcher(handlers: Handlers, log: Log = silentLog): Dispatcher {
  return {
    prepare: (name) => {
      if (isProcedure(name)) prepareCheck(name, contract.procedures[name].input);
    },
    async call(name, input, signal) {
      try {
        if (!isProcedure(name)) throw unknownProcedure(name);
        checkInput(name, contract.procedures[name].input, input);
        if (signal.aborted) throw cancelled(name);
        const handler = handlers[name] as (input: unknown, context: { signal: Signal }) => Promise<unknown>;
        const answer = handler(input, { signal });
        const value = await (contract.procedures[name].kind === "query" ? unlessAborted(answer, signal, name) : answer);
        return { ok: true, value: jsonValue(value, name) };
      } catch (thrown) {
        if (signal.aborted && isAbortError(thrown)) return { ok: false, error: cancelled(name).toValue() };
        const error = toErrorValue(thrown);
        if (error.code === "bug") log("error", "call_failed", { name, stack: thrown instanceof Error ? thrown.stack : String(thrown) });
        return { ok: false, error };
      }
    },
  };
}

/** Own properties only: `__proto__` and `constructor` name nothing. */
function isProcedure(name: string): name is ProcedureName {
  return typeof name === "string" && Object.hasOwn(contract.procedures, name);
}

function unknownProcedure(name: unknown): AssayError {
  const shown = typeof name === "string" ? JSON.stringify(name.slice(0, 80)) : `a ${typeof name}`;
  return new AssayError("invalid_argument", `There is no procedure ${shown}.`, {
    fix: "Reload the window: screen and host may be of different versions.",
  });
}

function cancelled(name: string): AssayError {
  return new AssayError("cancelled", `${name} was cancelled.`, { where: name });
}

function isAbortError(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === "AbortError";
}

function unlessAborted<T>(answer: Promise<T>, signal: Signal, name: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(cancelled(name));
    signal.addEventListener("abort", stop, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
