import { mkdtemp, open, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { retriedByItself, withPath } from "./io-error.ts";

it("says what is wrong with a path in words, whatever the system calls it, and cuts endless ones", async () => {
  const folder = await mkdtemp(join(tmpdir(), "assay-io-"));
  const loop = join(folder, "loop");
  await symlink(loop, loop);
  await expect(withPath(loop, () => open(loop))).rejects.toMatchObject({ code: "refused", message: expect.stringContaining("leads back") });
  const long = join(folder, "x".repeat(5000));
  const failure = await withPath(long, () => open(long)).catch((thrown) => thrown);
  expect(failure).toMatchObject({ code: "refused", where: long });
  expect(failure.message.length).toBeLessThan(400);
});

it("takes a device's failure for input/output, not for a bug", async () => {
  const failing = () => Promise.reject(Object.assign(new Error("EIO: i/o error, read"), { code: "EIO" }));
  await expect(withPath("/disk/file", failing)).rejects.toMatchObject({ code: "io", message: expect.stringContaining("/disk/file") });
});

it("says of a full disk whether the write is tried again by itself", async () => {
  const full = await withPath("/disk/file", () => Promise.reject(Object.assign(new Error("ENOSPC"), { code: "ENOSPC" }))).catch(
    (thrown) => thrown,
  );
  expect(full).toMatchObject({ code: "disk_full", fix: "Free some space, then try again.", where: "/disk/file" });
  const { code, message, where } = full;
  expect(retriedByItself(full)).toMatchObject({ code, message, where, fix: "Free some space; Assay goes on by itself." });
});
