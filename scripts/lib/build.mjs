import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { inRoot, node24, root, tools } from "./places.mjs";
import { run, say } from "./run.mjs";
import { withSetupLock } from "./setup-lock.mjs";

const stampPath = inRoot("out", ".assay-built");
const sources = [
  "src",
  "schemas",
  "electron.vite.config.ts",
  "vite.host.config.ts",
  "vite.engine.config.ts",
  "tsconfig.package.json",
  "scripts/lib/bundling.mjs",
  "package.json",
  "package-lock.json",
  "tsconfig.base.json",
];

/** Builds out/ if it was built from other sources. */
export async function ensureBuilt() {
  if (isBuilt(sourcesHash())) return;
  await withSetupLock(async () => {
    const hash = sourcesHash();
    if (isBuilt(hash)) return;
    say("Building …");
    await build();
    mkdirSync(inRoot("out"), { recursive: true });
    writeFileSync(stampPath, hash);
  });
}

/** Builds the desktop's bundles with the screen, the headless host, and the engine as a package. Quiet unless it fails. */
export async function build() {
  rmSync(stampPath, { force: true });
  await run("electron-vite build", node24(), [tools.electronVite(), "build", "--logLevel", "error"], { quiet: true });
  await run("vite build", node24(), [tools.vite(), "build", "-c", "vite.host.config.ts", "--logLevel", "error"], { quiet: true });
  await run("vite build", node24(), [tools.vite(), "build", "-c", "vite.engine.config.ts", "--logLevel", "error"], { quiet: true });
  await run("tsc", node24(), [tools.tsc(), "-p", "tsconfig.package.json"], { quiet: true });
}

function isBuilt(hash) {
  return existsSync(stampPath) && readFileSync(stampPath, "utf8") === hash;
}

/** Hashes contents, not times, which a fresh clone or a switched branch changes. */
function sourcesHash() {
  const hash = createHash("sha256");
  for (const source of sources)
    for (const path of listFiles(inRoot(source)))
      hash
        .update(`${relative(root, path).split(sep).join("/")}\0`)
        .update(readFileSync(path))
        .update("\0");
  return hash.digest("hex");
}

function listFiles(path) {
  if (!existsSync(path)) return [];
  let entries;
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (error.code === "ENOTDIR") return [path];
    throw error;
  }
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      entry.isDirectory() ? listFiles(join(path, entry.name)) : /\.test\.tsx?$/.test(entry.name) ? [] : [join(path, entry.name)],
    );
}
