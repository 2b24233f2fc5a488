import type { AnyTarget, Made, Row, RowWatcher, SetRule } from "../targets/target.ts";

/** What must hold for an export as a whole. */
export class SetRules {
  readonly #rules: readonly SetRule[];
  readonly #watchers: readonly RowWatcher[];

  constructor({ setRules = [] }: AnyTarget) {
    this.#rules = setRules;
    this.#watchers = setRules.flatMap((rule) => rule.watch?.() ?? []);
  }

  see(row: Row): void {
    for (const watcher of this.#watchers) watcher.row(row);
  }

  read(): unknown[] {
    return this.#watchers.map((watcher) => watcher.read());
  }

  merge(states: readonly unknown[]): void {
    for (const [index, watcher] of this.#watchers.entries()) watcher.merge(states[index]);
  }

  /** What is wrong, in sentences. */
  problems(made: Made): string[] {
    const broken = this.#rules.map((rule) => rule.check?.(made) ?? null);
    return [...broken, ...this.#watchers.map((watcher) => watcher.problem())].filter((problem) => problem !== null);
  }
}
