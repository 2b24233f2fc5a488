import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { AssayError, toErrorValue } from "../../contract/index.ts";

/** Written by scripts/lib/package/app-folder.mjs: SHA-256 in hex of each file that is loaded as machine code, by its path in the app's folder. */
const manifest = "native.json";
/** 70 MB are hashed at each start: in 180 ms by 1 MiB, in 300 by Node's 64 KiB. */
const chunkBytes = 1024 * 1024;

/**
 * Compares the native addons and libraries of a packed program with the hashes in its archive. They lie beside the archive, where its own
 * integrity check does not reach. Must run before the first of them is loaded.
 * @param appDir the archive, or the folder in its place.
 * @throws AssayError damaged, naming the first file that is missing or another one.
 */
export async function checkNativeParts(appDir: string): Promise<void> {
  const expected = JSON.parse(await readFile(join(appDir, manifest), "utf8").catch(notInstalled(manifest))) as Record<string, string>;
  await Promise.all(
    Object.entries(expected).map(async ([path, sha256]) => {
      const hash = createHash("sha256");
      await pipeline(createReadStream(join(appDir, path), { highWaterMark: chunkBytes }), hash).catch(notInstalled(path));
      if (hash.digest("hex") !== sha256) throw damaged(path, "is not the file that was installed");
    }),
  );
}

function notInstalled(path: string): (cause: unknown) => never {
  return (cause) => {
    throw damaged(path, `cannot be read: ${toErrorValue(cause).message}`);
  };
}

function damaged(path: string, what: string): AssayError {
  return new AssayError("damaged", `${path} of this installation ${what}.`, {
    fix: "Install Assay again, from a package whose checksum you have compared.",
    where: path,
  });
}
