import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { fuses } from "./fuses.ts";

const main = resolve(import.meta.dirname, "..");

/** What the desktop replaces before it starts (sql-process.ts). */
const replaced = ["engine/sql/start-process.ts"];

/** What in the sources would stop working once the fuse is off in the packaged binary. */
const needsFuse: [keyof typeof fuses, RegExp][] = [
  // A utility process needs no fuse.
  ["RunAsNode", /ELECTRON_RUN_AS_NODE|(?<!utilityProcess\.)\bfork\(/],
  ["EnableNodeOptionsEnvironmentVariable", /NODE_OPTIONS|NODE_EXTRA_CA_CERTS/],
  ["EnableNodeCliInspectArguments", /--inspect/],
  ["GrantFileProtocolExtraPrivileges", /loadFile\(|["'`]file:/],
  ["LoadBrowserProcessSpecificV8Snapshot", /browser_v8_context_snapshot/],
];

describe("fuses", () => {
  it.each(needsFuse)("%s can be off: neither the shell nor the engine uses what it allows", async (fuse, pattern) => {
    expect(fuses[fuse]).toBe(false);
    const users: string[] = [];
    for (const world of ["desktop", "engine"]) {
      for (const file of await readdir(join(main, world), { recursive: true })) {
        if (!/\.ts$/.test(file) || /\.test\.ts$|testing\/|fuses\.ts$/.test(file)) continue;
        const code = (await readFile(join(main, world, file), "utf8")).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
        if (!replaced.includes(`${world}/${file}`) && pattern.test(code)) users.push(`${world}/${file}`);
      }
    }
    expect(users).toEqual([]);
  });

  it("covers every fuse that is off", () => {
    const off = Object.entries(fuses).flatMap(([name, on]) => (on ? [] : [name]));
    expect(needsFuse.map(([name]) => name).sort()).toEqual(off.sort());
  });
});
