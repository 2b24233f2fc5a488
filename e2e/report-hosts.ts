import type { Reporter, TestCase, TestResult } from "@playwright/test/reporter";
import { noDesktopReason } from "./hosts/desktop.ts";

/** Prints at the end which hosts the specs ran against and which could not run here. Skipped specs are listed by scripts/test.mjs. */
export default class ReportHosts implements Reporter {
  readonly #ran = new Map<string, number>();

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === "skipped") return;
    const host = test.parent.project()?.name ?? "unknown";
    this.#ran.set(host, (this.#ran.get(host) ?? 0) + 1);
  }

  onEnd(): void {
    const ran = [...this.#ran].map(([host, tests]) => `${host} (${tests} tests)`);
    process.stdout.write(`\ne2e hosts that ran: ${ran.length === 0 ? "none" : ran.join(", ")}\n`);
    const reason = noDesktopReason();
    if (reason !== null) {
      process.stdout.write(`e2e host that could not run here: desktop, because ${reason}. The double runs its main and preload instead.\n`);
    }
  }

  printsToStdio(): boolean {
    return false;
  }
}
