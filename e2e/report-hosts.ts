import type { FullConfig, Reporter, TestCase, TestResult } from "@playwright/test/reporter";

/** Says at the end which hosts the specs ran against, and which could not run here. */
export default class ReportHosts implements Reporter {
  readonly #ran = new Map<string, number>();
  #known: string[] = [];

  onBegin(config: FullConfig): void {
    this.#known = config.projects.map((project) => project.name);
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === "skipped") return;
    const host = test.parent.project()?.name ?? "unknown";
    this.#ran.set(host, (this.#ran.get(host) ?? 0) + 1);
  }

  onEnd(): void {
    const ran = [...this.#ran].map(([host, tests]) => `${host} (${tests} tests)`);
    process.stdout.write(`\ne2e hosts that ran: ${ran.length === 0 ? "none" : ran.join(", ")}\n`);
    if (!this.#known.includes("desktop")) {
      process.stdout.write("e2e host that did not run: desktop, because Electron's binary is not here; the double ran main and preload.\n");
    }
  }

  printsToStdio(): boolean {
    return false;
  }
}
