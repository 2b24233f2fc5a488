import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { _electron, test as base, type ElectronApplication, expect, type Page } from "@playwright/test";
import { drop } from "../drop.ts";
import { giveTo } from "../hosts/electron.ts";
import { exitOf } from "../hosts/exit.ts";
import { heading } from "../specs/app.ts";

/** What scripts/lib/package/packed-host.mjs made ready. */
export interface Packed {
  /** Where the program is installed; its users cannot write there. */
  folder: string;
  launcher: string;
  packer: string;
  /** Two users that are not root; none when the tests are not either. */
  users: number[];
  canTrace: boolean;
  /** On the older Electron of the tests, not the product's. */
  isTest: boolean;
}

/** A person with an empty home folder. */
export interface Person {
  home: string;
  uid: number | undefined;
}

export interface Started {
  app: ElectronApplication;
  page: Page;
  dropFile(paths: readonly string[]): Promise<void>;
  /** Closes the window. @returns the exit code. */
  quit(): Promise<number | null>;
}

export function packedHere(): Packed | { reason: string } {
  return JSON.parse(process.env.ASSAY_PACKED ?? '{"reason":"`npm run test:package` makes the package"}') as Packed | { reason: string };
}

export const test = base.extend<{ packed: Packed; newPerson: (index?: number) => Person }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern
  packed: async ({}, use) => {
    const here = packedHere();
    if ("reason" in here) {
      base.skip(true, here.reason);
      return;
    }
    await use(here);
  },
  newPerson: async ({ packed }, use) => {
    const homes: string[] = [];
    await use((index = 0) => {
      const root = mkdtempSync(join(tmpdir(), "assay-person-"));
      homes.push(root);
      const home = join(root, "Jürgen Größe");
      mkdirSync(home);
      const uid = packed.users[index];
      giveTo(uid, root);
      return { home, uid };
    });
    for (const home of homes) rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  },
});

/** The environment of somebody who has nothing of Assay's yet. */
export function toEnvironment({ home, uid }: Person, program: string, trace = ""): Record<string, string> {
  const { PATH = "", DISPLAY = "" } = process.env;
  return { PATH, DISPLAY, HOME: home, LC_ALL: "C.UTF-8", ASSAY_PROGRAM: program, ASSAY_UID: String(uid ?? ""), ASSAY_TRACE: trace };
}

/** Opens the packed program's window. Its program differs from the shipped one in the fuse that drivers need. */
export async function start(packed: Packed, person: Person, { trace = "", args = [] as string[] } = {}): Promise<Started> {
  const app = await _electron.launch({
    executablePath: packed.launcher,
    chromiumSandbox: true,
    args,
    env: toEnvironment(person, join(packed.folder, "assay-desktop-driven"), trace),
    cwd: person.home,
  });
  const page = await app.firstWindow();
  await expect(heading(page)).toBeVisible();
  return {
    app,
    page,
    dropFile: (paths) => drop(page, paths),
    quit: async () => {
      const ended = exitOf(app.process());
      await page.close();
      return ended;
    },
  };
}

/** The workspace that opens when nothing else was named. */
export const samplePath = ({ home }: Person): string => join(home, ".config", "assay", "workspaces", "sample");

/** Runs the command line of the package. @returns its exit code and output. */
export function runInstalled(packed: Packed, person: Person, args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = toEnvironment(person, join(packed.folder, "resources", "bin", "assay"));
  return new Promise((resolve) => {
    execFile(packed.launcher, args, { env, cwd: person.home }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === "number" ? error.code : error === null ? 0 : -1, stdout, stderr }),
    );
  });
}

/** Copies the installed folder, its large files as links. @returns the copy. */
export function copyInstalled(packed: Packed, to: string): string {
  execFileSync("cp", ["-rl", packed.folder, to]);
  return to;
}
