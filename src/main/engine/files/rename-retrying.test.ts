import { expect, it } from "vitest";
import { renameRetrying } from "./rename-retrying.ts";

/** A system whose first renames fail with these codes, and what happened. */
function failing(platform: NodeJS.Platform, ...codes: string[]) {
  const seen = { renames: 0, waitedMs: 0 };
  const rename = async () => {
    const code = codes[seen.renames++];
    if (code !== undefined) throw Object.assign(new Error(code), { code });
  };
  const wait = async (ms: number) => {
    seen.waitedMs += ms;
  };
  return { seen, system: { platform, rename, wait } };
}

it("tries again on Windows while another program holds the file", async () => {
  const { seen, system } = failing("win32", "EPERM", "EBUSY", "EACCES");
  await renameRetrying("from", "to", system);
  expect(seen).toEqual({ renames: 4, waitedMs: 10 + 20 + 40 });
});

it("gives up after 1.3 s with the system's error", async () => {
  const { seen, system } = failing("win32", ...new Array<string>(20).fill("EPERM"));
  await expect(renameRetrying("from", "to", system)).rejects.toMatchObject({ code: "EPERM" });
  expect(seen).toEqual({ renames: 8, waitedMs: 1270 });
});

it.each([
  ["win32", "ENOENT"],
  ["linux", "EPERM"],
  ["darwin", "EBUSY"],
] as const)("fails at once: %s, %s", async (platform, code) => {
  const { seen, system } = failing(platform, code);
  await expect(renameRetrying("from", "to", system)).rejects.toMatchObject({ code });
  expect(seen).toEqual({ renames: 1, waitedMs: 0 });
});
