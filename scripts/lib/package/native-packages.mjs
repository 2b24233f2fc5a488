import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { inRoot } from "../places.mjs";

/**
 * The packages that a packed program carries as they are: those with native code, which scripts/lib/bundling.mjs leaves out of the bundles, and
 * what they need. onnxruntime-node is not among them: 288 MB for what only a machine that sets `native_models` uses.
 * @param electron "product", or "electron25": its bundle is one file, which would load DuckDB's code before it was checked.
 */
export function listNativePackages(electron, platform = process.platform, arch = process.arch) {
  const native = ["@duckdb/node-bindings", `@duckdb/node-bindings-${platform}-${arch}`, "detect-libc", "fs-native-extensions"];
  return electron === "electron25" ? ["@duckdb/node-api", ...native] : native;
}

/** Files that are loaded as machine code. */
export const isNative = (path) => /\.(node|so|dylib|dll)$/.test(path);

/** Copies what runs of these packages into `<folder>/node_modules`: no declarations, no sources, no other system's addons. */
export function copyNativePackages(folder, electron, platform = process.platform, arch = process.arch) {
  for (const name of listNativePackages(electron, platform, arch)) {
    const from = inRoot("node_modules", name);
    if (!existsSync(from)) throw new Error(`${name} is not installed: a package for ${platform}-${arch} is made on ${platform}-${arch}.`);
    const target = join(folder, "node_modules", name);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(from, target, { recursive: true, filter: (path) => runs(relative(from, path).split(sep).join("/"), `${platform}-${arch}`) });
  }
}

function runs(path, system) {
  if (path.startsWith("prebuilds/")) return path === `prebuilds/${system}` || path.startsWith(`prebuilds/${system}/`);
  return !/\.d\.[cm]?ts$|\.map$|\.tsbuildinfo$|^(src|include)(\/|$)|\.c$|CMakeLists\.txt$|^README/.test(path);
}

/**
 * Hashes of every file of `folder` that is loaded as machine code, as src/main/desktop/native-parts.ts reads them.
 * @returns by path below the folder, with forward slashes: SHA-256 in hex.
 */
export function hashNativeFiles(folder) {
  const paths = readdirSync(join(folder, "node_modules"), { recursive: true }).filter(isNative).sort();
  return Object.fromEntries(
    paths.map((path) => [
      `node_modules/${path.split(sep).join("/")}`,
      createHash("sha256")
        .update(readFileSync(join(folder, "node_modules", path)))
        .digest("hex"),
    ]),
  );
}
