import type { Finding, QuarantineRetry } from "../../../contract/index.ts";
import { reasonOf } from "../collector/quarantine-line.ts";

const maxReasons = 20;

export const unexplained: Finding = { pointer: "", rule: "no_record", message: "Nothing was made of this line." };

/** Counts what became of lines that were tried again. */
export class RetryTally {
  accepted = 0;
  duplicates = 0;
  #rejected = 0;
  readonly #reasons = new Map<string, { reason: string; count: number; example: Finding }>();

  reject(findings: readonly Finding[]): void {
    this.#rejected++;
    const [example = unexplained] = findings;
    const reason = reasonOf([example]);
    const known = this.#reasons.get(reason);
    if (known) known.count++;
    else if (this.#reasons.size < 1000) this.#reasons.set(reason, { reason, count: 1, example });
  }

  read(): QuarantineRetry {
    const { accepted, duplicates } = this;
    const reasons = [...this.#reasons.values()].sort((a, b) => b.count - a.count).slice(0, maxReasons);
    return { lines: accepted + duplicates + this.#rejected, accepted, duplicates, rejected: this.#rejected, reasons };
  }
}
