import { cpSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensureElectron } from "../electron.mjs";
import { carrier, ensureElectron25 } from "../electron25.mjs";
import { inRoot } from "../places.mjs";

/**
 * The Electron to pack: the product's where it can be downloaded, else the older one that the tests run on, for a package that proves how
 * packages are made and is for nobody else.
 * @param folder takes a copy of the older one, under the names electron-builder expects.
 * @returns its version, where it lies, and whether it is the tests'.
 * @throws NotHere where there is neither.
 */
export async function electronToPack(folder) {
  const { version } = JSON.parse(readFileSync(inRoot("node_modules", "electron", "package.json"), "utf8"));
  if ((await ensureElectron()) !== null) return { version, dist: inRoot("node_modules", "electron", "dist"), isTest: false, missing: null };
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new Error(`Electron ${version} cannot be downloaded, so there is nothing to pack.`);
  const cached = await ensureElectron25();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(cached, folder, { recursive: true });
  rmSync(join(folder, ".assay-carrier"));
  renameSync(join(folder, "assay"), join(folder, "electron"));
  return { version: carrier.electron, dist: folder, isTest: true, missing: version };
}
