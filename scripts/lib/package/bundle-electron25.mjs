import { join } from "node:path";
import { build } from "vite";
import { breakGuard, guardMutations } from "../guard-mutations.mjs";
import { inRoot } from "../places.mjs";
import { listNativePackages } from "./native-packages.mjs";

const entries = [
  { name: "index", source: "src/main/desktop/index.ts", folder: "main", file: "index.js", target: "node18" },
  {
    name: "import-worker",
    source: "src/main/engine/workspace/import-worker.ts",
    folder: "main",
    file: "import-worker.js",
    target: "node18",
  },
  { name: "sql-process", source: "src/main/engine/sql/sql-process.ts", folder: "main", file: "sql-process.js", target: "node18" },
  { name: "index", source: "src/preload/index.ts", folder: "preload", file: "index.cjs", target: "chrome114" },
];

/** For scripts/mutate-guards.mjs. */
const broken = guardMutations.find(({ guard }) => guard === process.env.ASSAY_BREAK_GUARD);

/**
 * Builds main, the import worker and the preload once more, for the Electron 25 that tests may run on (scripts/lib/electron25.mjs): CommonJS,
 * because ES modules as entry came with 28, and with e2e/electron/shims.ts in front.
 * @param out takes `main/` and `preload/`.
 */
export async function bundleForElectron25(out) {
  for (const { name, source, folder, file, target } of entries) {
    await build({
      configFile: false,
      root: inRoot(),
      logLevel: "error",
      plugins: [withShims(inRoot(source)), ...(broken === undefined ? [] : [withBrokenGuard(broken)])],
      define: { "import.meta.url": "importMetaUrl", "import.meta.dirname": "__dirname" },
      build: {
        ssr: true,
        target,
        outDir: join(out, folder),
        emptyOutDir: false,
        rolldownOptions: {
          input: { [name]: "assay:entry" },
          external: ["electron", ...listNativePackages("electron25")],
          output: {
            format: "cjs",
            // Node 18's loader of ES modules finds no package in an archive; `require` does.
            dynamicImportInCjs: false,
            entryFileNames: file,
            codeSplitting: false,
            ...(folder === "main" && { banner: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' }),
          },
        },
      },
      ssr: { noExternal: true, target: "node" },
    });
  }
}

/** An entry that runs the shims before anything else is loaded. */
function withShims(entry) {
  const shims = inRoot("e2e", "electron", "shims.ts");
  return {
    name: "assay-shims",
    resolveId: (id) => (id === "assay:entry" ? "\0assay:entry" : null),
    load: (id) => (id === "\0assay:entry" ? `import ${JSON.stringify(shims)};\nimport ${JSON.stringify(entry)};\n` : null),
  };
}

function withBrokenGuard(mutation) {
  return {
    name: "assay-broken-guard",
    transform: { order: "pre", handler: (code, id) => (id === inRoot(mutation.file) ? breakGuard(mutation, code) : null) },
  };
}
