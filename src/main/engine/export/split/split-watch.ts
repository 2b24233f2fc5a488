import { hash } from "node:crypto";

/** Counts prompts that stand in two parts of a split because they belong to two tasks. Holds 12 characters a prompt that names a task. */
export class SplitWatch {
  readonly #partOf = new Map<string, number>();
  readonly #torn = new Set<string>();

  /** @param part index of the part that the row is in. */
  note(promptKey: string, part: number): void {
    this.#noteKey(hash("sha256", promptKey, "base64").slice(0, 12), part);
  }

  merge({ partOf, torn }: SplitWatch["seen"]): void {
    for (const [key, part] of partOf) this.#noteKey(key, part);
    for (const key of torn) this.#torn.add(key);
  }

  /** As data that crosses threads. */
  get seen() {
    return { partOf: this.#partOf, torn: this.#torn } as const;
  }

  #noteKey(key: string, part: number): void {
    const known = this.#partOf.get(key);
    if (known === undefined) this.#partOf.set(key, part);
    else if (known !== part) this.#torn.add(key);
  }

  warnings(): string[] {
    if (this.#torn.size === 0) return [];
    return [`${this.#torn.size} prompts stand in two parts of the split, since they belong to several tasks (task_id).`];
  }
}
