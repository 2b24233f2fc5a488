import type { Reporter, TestCase, TestResult } from "@playwright/test/reporter";
import { noDesktopReason } from "./hosts/desktop.ts";

/** Says at the end which hosts the specs ran against, which could not run here, and what was skipped and why. */
export default class ReportHosts implements Reporter {
  readonly #skipped: string[] = [];
  readonly #ran = new Map<string, number>();

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === "skipped") {
      const reason = test.annotations.find((annotation) => annotation.type === "skip")?.description ?? "skipped";
      this.#skipped.push(`${test.parent.project()?.name}, ${test.title}: ${reason}`);
      return;
    }
    const host = test.parent.project()?.name ?? "unknown";
    this.#ran.set(host, (this.#ran.get(host) ?? 0) + 1);
  }

  onEnd(): void {
    const ran = [...this.#ran].map(([host, tests]) => `${host} (${tests} tests)`);
    for (const skipped of this.#skipped) process.stdout.write(`\n${skipped}`);
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
