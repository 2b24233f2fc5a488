import { hash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { checkNativeParts } from "./native-parts.ts";

const library = "node_modules/db/lib.so";
const bytes = Buffer.alloc(3_000_000, "native code");
let appDir: string;

beforeEach(async () => {
  appDir = await mkdtemp(join(tmpdir(), "assay-native-"));
  await mkdir(join(appDir, "node_modules/db"), { recursive: true });
  await writeFile(join(appDir, library), bytes);
  await writeFile(join(appDir, "native.json"), JSON.stringify({ [library]: hash("sha256", bytes, "hex") }));
});
afterEach(() => rm(appDir, { recursive: true, force: true }));

it("accepts what was installed", async () => {
  await expect(checkNativeParts(appDir)).resolves.toBeUndefined();
});

it("refuses a library of which one byte is another, and one that is missing", async () => {
  await writeFile(join(appDir, library), bytes.fill("N", 2_999_999));
  const refused = { code: "damaged", where: library, message: `${library} of this installation is not the file that was installed.` };
  await expect(checkNativeParts(appDir)).rejects.toMatchObject(refused);
  await rm(join(appDir, library));
  await expect(checkNativeParts(appDir)).rejects.toMatchObject({ code: "damaged", where: library });
});

it("refuses an installation without the list of hashes", async () => {
  await rm(join(appDir, "native.json"));
  await expect(checkNativeParts(appDir)).rejects.toMatchObject({ code: "damaged", where: "native.json" });
});
