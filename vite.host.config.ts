import { resolve } from "node:path";
import { defineConfig } from "vite";
import { bundled, nativePackages } from "./scripts/lib/bundling.mjs";

const at = (path: string) => resolve(import.meta.dirname, path);

/**
 * The headless host for plain Node: the command line, split so that a command loads what it uses, and the web host. The native packages stay outside;
 * everything else is in the bundle.
 */
export default defineConfig({
  plugins: [bundled()],
  build: {
    ssr: true,
    target: "node20",
    outDir: at("out/headless"),
    emptyOutDir: true,
    rolldownOptions: {
      input: {
        cli: at("src/main/headless/cli.ts"),
        "import-worker": at("src/main/engine/workspace/import-worker.ts"),
        "sql-process": at("src/main/engine/sql/sql-process.ts"),
        "clickhouse-process": at("src/main/headless/clickhouse/clickhouse-process.ts"),
      },
      external: nativePackages,
      // Half the bytes to read at every start; names stay, for the log of a bug.
      output: { format: "es", entryFileNames: "[name].js", minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } } },
    },
  },
  ssr: { noExternal: true },
});
