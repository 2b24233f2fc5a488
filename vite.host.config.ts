import { resolve } from "node:path";
import { defineConfig } from "vite";

const at = (path: string) => resolve(import.meta.dirname, path);

/** The headless host: the command line and the loopback web host, one bundle for plain Node, packages left outside. */
export default defineConfig({
  build: {
    ssr: true,
    target: "node22",
    outDir: at("out/headless"),
    emptyOutDir: true,
    rolldownOptions: {
      input: { cli: at("src/main/headless/cli.ts"), "import-worker": at("src/main/engine/workspace/import-worker.ts") },
      output: { format: "es", entryFileNames: "[name].js" },
    },
  },
  ssr: { external: true },
});
