import { resolve } from "node:path";
import { defineConfig } from "vite";
import { bundled, nativePackages } from "./scripts/lib/bundling.mjs";

const at = (path: string) => resolve(import.meta.dirname, path);

/** The engine as a package: what `import … from "assay"` loads under plain Node, with only the native packages left outside. */
export default defineConfig({
  plugins: [bundled()],
  build: {
    ssr: true,
    target: "node20",
    outDir: at("out/engine"),
    emptyOutDir: true,
    rolldownOptions: {
      input: {
        index: at("src/main/engine/package-entry.ts"),
        "import-worker": at("src/main/engine/workspace/import-worker.ts"),
        "sql-process": at("src/main/engine/sql/sql-process.ts"),
      },
      external: nativePackages,
      output: { format: "es", entryFileNames: "[name].js" },
    },
  },
  ssr: { noExternal: true },
});
