import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureBuilt } from "../build.mjs";
import { licenceFileName } from "../bundling.mjs";
import { inRoot } from "../places.mjs";
import { bundleForElectron25 } from "./bundle-electron25.mjs";
import { copyNativePackages, hashNativeFiles } from "./native-packages.mjs";

/**
 * Makes the folder that a packed program runs: the built bundles, the screen, the sample and the native packages. Of two runs on the
 * same sources every file is the same.
 * @param folder is emptied first.
 * @param electron "product": for the Electron of package.json; "electron25": for the tests' (scripts/lib/electron25.mjs).
 */
export async function makeAppFolder(folder, electron) {
  await ensureBuilt();
  rmSync(folder, { recursive: true, force: true });
  const out = join(folder, "out");
  mkdirSync(out, { recursive: true });
  if (electron === "electron25") await bundleForElectron25(out);
  else for (const part of ["main", "preload"]) copyBuilt(part, join(out, part));
  copyBuilt("renderer", join(out, "renderer"));
  cpSync(inRoot("resources"), join(folder, "resources"), { recursive: true });
  copyNativePackages(folder, electron);
  writeFileSync(join(folder, "native.json"), `${JSON.stringify(hashNativeFiles(folder), null, 2)}\n`);
  const { name, version, description, license, main } = JSON.parse(readFileSync(inRoot("package.json"), "utf8"));
  const type = electron === "electron25" ? {} : { type: "module" };
  writeFileSync(join(folder, "package.json"), `${JSON.stringify({ name, version, description, license, ...type, main }, null, 2)}\n`);
}

/** Copies a part of out/, without its list of licences: a package has one for all of it. */
export function copyBuilt(part, target) {
  cpSync(inRoot("out", part), target, { recursive: true, filter: (path) => !path.endsWith(licenceFileName) });
}
