import type { Reporter, TestCase, TestResult } from "@playwright/test/reporter";
import { notCovered } from "./electron/after25.ts";
import { electronHere, productElectron } from "./hosts/electron.ts";

/** Prints at the end which hosts the specs ran against and which could not run here. Skipped specs are listed by scripts/test.mjs. */
export default class ReportHosts implements Reporter {
  readonly #ran = new Map<string, number>();

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === "skipped" || result.retry > 0) return;
    const host = test.parent.project()?.name ?? "unknown";
    this.#ran.set(host, (this.#ran.get(host) ?? 0) + 1);
  }

  onEnd(): void {
    const here = electronHere();
    const title = (host: string) => (host === "electron" && typeof here !== "string" ? `electron ${here.version}` : host);
    const ran = [...this.#ran].map(([host, tests]) => `${title(host)} (${tests} tests)`);
    process.stdout.write(`\ne2e hosts that ran: ${ran.length === 0 ? "none" : ran.join(", ")}\n`);
    if (typeof here === "string") {
      process.stdout.write(`e2e host that could not run here: electron, because ${here}. The double runs its main and preload instead.\n`);
    } else if (here.version !== productElectron) {
      process.stdout.write(
        `electron ${here.version} is what could be had; the product ships ${productElectron}. Not covered: ${notCovered.join(", ")}.\n`,
      );
    }
  }

  printsToStdio(): boolean {
    return false;
  }
}
