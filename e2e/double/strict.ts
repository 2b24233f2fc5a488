import type { JournalEntry } from "./protocol.ts";

/** What main did, in order. */
export const journal: JournalEntry[] = [];

export function note(what: string, detail?: unknown): void {
  journal.push(detail === undefined ? { what } : { what, detail });
}

/** Names the language itself looks for on any object, for example when it is awaited. */
const languageNames = new Set(["then", "toJSON", "constructor"]);

/**
 * Wraps a part of the double so that using anything it lacks fails loudly: a double that answers
 * `undefined` would prove nothing.
 */
export function strict<T extends object>(name: string, part: T): T {
  return new Proxy(part, {
    get(target, property) {
      if (typeof property === "symbol" || property in target || languageNames.has(property)) {
        const value: unknown = Reflect.get(target, property);
        // Bound to what is wrapped: private fields cannot be reached through a proxy.
        return typeof value === "function" ? value.bind(target) : value;
      }
      throw new Error(`The double of electron has no ${name}.${property}. Assay uses it now: add it to e2e/double.`);
    },
  });
}
