// Builds main, the import worker and the preload once more, for the Electron 25 that the tests may run on (scripts/lib/electron25.mjs):
// CommonJS, because ES modules as entry came with 28, and with e2e/electron/shims.ts in front. The screen is the built one.
// npm run build:electron25 [-- FOLDER]: the folder becomes the program's `resources/app`.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "vite";
import { ensureBuilt } from "./lib/build.mjs";
import { breakGuard, guardMutations } from "./lib/guard-mutations.mjs";
import { inRoot } from "./lib/places.mjs";

const app = process.argv[2] ?? inRoot("node_modules", ".cache", "assay-electron25", "app");

const entries = [
  { name: "index", source: "src/main/desktop/index.ts", folder: "main", file: "index.js", target: "node18" },
  {
    name: "import-worker",
    source: "src/main/engine/workspace/import-worker.ts",
    folder: "main",
    file: "import-worker.js",
    target: "node18",
  },
  { name: "index", source: "src/preload/index.ts", folder: "preload", file: "index.cjs", target: "chrome114" },
];
/** Native addons and what loads them stay packages; everything else goes into the bundle. */
const packages = ["@duckdb/node-api", "@duckdb/node-bindings", "@duckdb/node-bindings-linux-x64", "detect-libc", "fs-native-extensions"];

/** For scripts/mutate-guards.mjs. */
const broken = guardMutations.find(({ guard }) => guard === process.env.ASSAY_BREAK_GUARD);

await ensureBuilt();
rmSync(app, { recursive: true, force: true });
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
      outDir: join(app, "out", folder),
      emptyOutDir: false,
      rolldownOptions: {
        input: { [name]: "assay:entry" },
        external: ["electron", ...packages],
        output: {
          format: "cjs",
          entryFileNames: file,
          codeSplitting: false,
          ...(folder === "main" && { banner: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' }),
        },
      },
    },
    ssr: { noExternal: true, target: "node" },
  });
}
for (const name of packages) copyPackage(name);
cpSync(inRoot("out", "renderer"), join(app, "out", "renderer"), { recursive: true });
cpSync(inRoot("resources"), join(app, "resources"), { recursive: true });
const { version } = JSON.parse(readFileSync(inRoot("package.json"), "utf8"));
writeFileSync(join(app, "package.json"), JSON.stringify({ name: "assay", version, main: "out/main/index.js" }));

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

function copyPackage(name) {
  const target = join(app, "node_modules", name);
  mkdirSync(dirname(target), { recursive: true });
  const onlyLinux = (path) => !path.includes("/prebuilds/") || path.includes("/prebuilds/linux-x64");
  cpSync(inRoot("node_modules", name), target, { recursive: true, filter: onlyLinux });
}
