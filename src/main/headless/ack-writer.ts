import type { Receipt } from "../engine/index.ts";
import { DurablePrefix } from "./durable-prefix.ts";
import { jsonLine, type Output } from "./output.ts";

/** Tells the producer, line by line on stdout, how many of its first lines are on disk. */
export class AckWriter {
  readonly #output: Output;
  readonly #groups = new DurablePrefix();
  readonly #linesUpTo: number[] = [];
  readonly #open = new Set<Promise<void>>();
  #lines = 0;
  #told = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(output: Output) {
    this.#output = output;
  }

  /** Lines that arrived together, in order. They are acknowledged together, after all before them. */
  expect(receipts: readonly Receipt[]): void {
    if (receipts.length === 0) return;
    this.#lines += receipts.length;
    const group = this.#groups.begin();
    this.#linesUpTo[group] = this.#lines;
    // A channel writes in order: when its last accepted line is durable, those before it are. Refused lines have a file of their own.
    const lastAccepted = receipts.findLast((receipt) => receipt.status === "accepted");
    const refused = receipts.filter((receipt) => receipt.status === "quarantined").map((receipt) => receipt.durable);
    const settled = Promise.all([lastAccepted?.durable, ...refused]).then(
      () => {
        if (this.#groups.done(group)) this.#tell();
      },
      // Not durable, so not acknowledged; the command fails when it flushes.
      () => {},
    );
    this.#open.add(settled);
    settled.finally(() => this.#open.delete(settled));
  }

  /** Waits for every acknowledgement to be written. */
  async finish(): Promise<void> {
    await Promise.all(this.#open);
    await this.#writing;
  }

  #tell(): void {
    this.#writing = this.#writing.then(async () => {
      const durable = this.#linesUpTo[this.#groups.prefix - 1] ?? 0;
      if (durable <= this.#told) return;
      this.#told = durable;
      await this.#output.write(jsonLine({ durable }));
    });
    // Seen again in `finish`; until then it is not unhandled.
    this.#writing.catch(() => {});
  }
}
