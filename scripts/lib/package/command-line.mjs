import { copyFileSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inRoot } from "../places.mjs";
import { copyBuilt } from "./app-folder.mjs";

/**
 * The command line as a packed program carries it: the built one, with the screen and the sample that `serve` needs. The Node beside it cannot
 * read an archive, so all of this lies outside, where the packed program's `node_modules` is found from.
 * @param folder becomes `cli/` of the packed program.
 */
export function copyCommandLine(folder) {
  for (const part of ["headless", "renderer"]) copyBuilt(part, join(folder, "out", part));
  cpSync(inRoot("resources"), join(folder, "resources"), { recursive: true });
  writeFileSync(join(folder, "package.json"), '{"type":"module"}\n');
}

/** Puts `assay` and the Node that runs it into `bin`, which lies beside `app.asar.unpacked`. */
export function copyCommand(bin, node, platform = process.platform) {
  mkdirSync(bin, { recursive: true });
  copyFileSync(node, join(bin, platform === "win32" ? "node.exe" : "node"));
  const script = platform === "win32" ? "assay.cmd" : "assay";
  copyFileSync(inRoot("packaging", "bin", script), join(bin, script));
}
