import { copyFileSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { inRoot } from "../places.mjs";
import { nativePackages } from "./native-packages.mjs";

/**
 * The command line as a packed program carries it: for the Node beside it, its packages bundled in, with the screen and the sample that
 * `serve` needs. That Node cannot read an archive, so all of this lies outside, above the `node_modules` with the native packages.
 * @param folder becomes `cli/` of the packed program.
 */
export async function bundleCommandLine(folder) {
  const out = join(folder, "out");
  await build({
    configFile: false,
    root: inRoot(),
    logLevel: "error",
    build: {
      ssr: true,
      target: "node24",
      outDir: join(out, "headless"),
      rolldownOptions: {
        input: { cli: inRoot("src/main/headless/cli.ts"), "import-worker": inRoot("src/main/engine/workspace/import-worker.ts") },
        external: nativePackages(),
        output: { format: "es", entryFileNames: "[name].js" },
      },
    },
    ssr: { noExternal: true, target: "node" },
  });
  cpSync(inRoot("out", "renderer"), join(out, "renderer"), { recursive: true });
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
