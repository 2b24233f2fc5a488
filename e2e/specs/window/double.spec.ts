import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Page } from "@playwright/test";
import type { AssayBridge } from "../../../src/contract/bridge.ts";
import { standInOrigin } from "../../double/protocol.ts";
import { drop } from "../../drop.ts";
import { expect, test } from "../../fixtures.ts";
import { startDouble } from "../../hosts/double.ts";
import { heading } from "../app.ts";
import { asThePage, violations } from "../violations.ts";

type BridgedWindow = Window & { assay: AssayBridge<File> };

/** A shell to ask: its page, how a file is dropped on it, and where its pages are. */
interface Shell {
  page: Page;
  dropFile: () => Promise<void>;
  origin: string;
}

const paths = ["/", "/index.html", "/icon.svg", "/missing.html", "/assets", "/..%2fmain/index.js", "/%2e%2e/main/index.js", "//etc/passwd"];

/** What the scheme's handler answers when a page of it is opened. */
async function answered({ page, origin }: Shell, path: string): Promise<unknown[]> {
  const response = await page.goto(`${origin}${path}`);
  const headers = await response?.allHeaders();
  const policy = headers?.["content-security-policy"]?.replace(/'nonce-[^']+'/, "'nonce-…'");
  return [path, response?.status(), headers?.["content-type"], headers?.["x-content-type-options"], headers?.["cache-control"], policy];
}

/** What can be found out about a shell: the same questions to a real one and to the double. */
async function findOut(shell: Shell): Promise<Record<string, unknown>> {
  const { page } = shell;
  await expect(heading(page)).toBeVisible();
  await page.evaluate(() => {
    const page = window as unknown as BridgedWindow & { breached: string[]; granted: Promise<unknown> };
    page.breached = [];
    document.addEventListener("securitypolicyviolation", (event) => page.breached.push(event.effectiveDirective));
    page.granted = new Promise((resolve) => {
      const take = (event: DragEvent) => {
        event.preventDefault();
        event.stopImmediatePropagation();
        const file = event.dataTransfer?.files[0];
        if (file !== undefined) resolve(page.assay.grantFile(file));
      };
      window.addEventListener("drop", take, { capture: true, once: true });
    });
  });
  await shell.dropFile();
  const bridge = await page.evaluate(async () => {
    const { assay, granted } = window as unknown as BridgedWindow & { granted: Promise<unknown> };
    const call = assay.call as (...args: unknown[]) => Promise<{ ok: boolean; error?: { code: string }; value?: object }>;
    const shape = async (answer: ReturnType<typeof call>) => {
      const { ok, error, value } = await answer;
      return { ok, code: error?.code, keys: Object.keys(value ?? {}).sort() };
    };
    const told: unknown[][] = [];
    await new Promise<void>((resolve) => {
      const off = assay.on("snapshot", (...values: unknown[]) => {
        told.push(values);
        off();
        resolve();
      });
      // A snapshot is sent when there is news.
      const fields = { output: { text: "a", basedOn: "" } };
      void call("drafts.put", { kind: "sample", target: "s", editedAtMs: Date.now(), writer: "tab", fields }, 900);
    });
    return {
      offered: Object.entries(assay).map(([name, value]) => `${name}: ${typeof value}`),
      isFrozen: Object.isFrozen(assay),
      canBeReplaced: Reflect.set(window, "assay", 1) && (window as unknown as { assay: unknown }).assay === 1,
      leaked: ["require", "process", "module", "Buffer"].filter((name) => name in window),
      info: await shape(call("host.info", {}, 1)),
      unknown: await shape(call("nonsense", {}, 2)),
      surplus: await shape(call("host.info", { surplus: 1 }, 3)),
      badNumber: await shape(call("host.info", {}, -1)),
      uncloneable: await call("host.info", () => 1, 4).then(
        () => "sent",
        () => "refused",
      ),
      snapshot: told.map((values) => values.map((value) => Object.keys(value as object).sort())),
      granted: await granted.then((answer) => {
        const { ok, value } = answer as { ok: boolean; value: { id: string } };
        return { ok, value: { ...value, id: typeof value.id } };
      }),
      made: await shape(assay.grantFile(new File(["{}"], "made.jsonl")) as ReturnType<typeof call>),
    };
  });
  // The scheme loads; it is not registered for more.
  const fetched = await page.evaluate(() =>
    fetch("/icon.svg").then(
      () => "answered",
      () => "refused",
    ),
  );
  for (const [, script] of violations) await asThePage(page, script);
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { breached: string[] }).breached.length))
    .toBeGreaterThanOrEqual(violations.length);
  const breached = await page.evaluate(() => (window as unknown as { breached: string[] }).breached);
  const served = [];
  for (const path of paths) served.push(await answered(shell, path));
  return { bridge, served, fetched, breached: breached.sort() };
}

test("the double answers a page as Electron does", async ({ assay }) => {
  assay.expectPageErrors(/./);
  const file = join(assay.stateDir, "dropped.jsonl");
  await writeFile(file, "{}\n");
  const inElectron = await findOut({
    page: assay.page,
    dropFile: () => assay.dropFile([file]),
    origin: "workbench://app",
  });

  const root = join(dirname(assay.workspaceDir), "double");
  const place = { workspaceDir: join(root, "workspace"), stateDir: join(root, "state"), env: {} };
  await mkdir(place.stateDir, { recursive: true });
  const double = await startDouble(place);
  try {
    const inDouble = await findOut({
      page: double.page,
      dropFile: async () => drop(double.page, await double.handOver([file])),
      origin: standInOrigin,
    });
    expect(inDouble).toEqual(inElectron);
  } finally {
    expect(await double.stop()).toBe(0);
  }
  expect(await assay.stop()).toBe(0);
});
