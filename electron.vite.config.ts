import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "electron-vite";
import { bundled, droppableSchemas, nativePackages, staticShell } from "./scripts/lib/bundling.mjs";

const at = (path: string) => resolve(import.meta.dirname, path);

/**
 * Hot reload needs an inline script and a socket, so the development server's policy is looser than the one
 * the built screen is served with; it still lets nothing from elsewhere in.
 */
const devPolicy = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self' ws://127.0.0.1:*",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Fonts in the one format that Chromium takes; KaTeX's stylesheet names each in two more. */
const woff2Only = {
  name: "woff2-only",
  enforce: "pre" as const,
  transform: (code: string, id: string) =>
    /katex[^/]*\.css/.test(id) ? code.replace(/,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\("[^"]*"\)/g, "") : null,
};

/** Three bundles: main (ESM for Electron's Node), preload (one CommonJS file, because the window is sandboxed), renderer. */
export default defineConfig({
  main: {
    plugins: [bundled()],
    build: {
      target: "node24",
      // Only native packages stay packages, so that a packed program needs no others.
      externalizeDeps: false,
      rolldownOptions: {
        external: ["electron", ...nativePackages],
        input: {
          index: at("src/main/desktop/index.ts"),
          "import-worker": at("src/main/engine/workspace/import-worker.ts"),
          "sql-process": at("src/main/engine/sql/sql-process.ts"),
        },
        output: { format: "es", entryFileNames: "[name].js" },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: at("src/preload/index.ts") },
        output: { format: "cjs", entryFileNames: "[name].cjs" },
      },
    },
  },
  renderer: {
    root: at("src/renderer"),
    plugins: [react(), woff2Only, bundled(), droppableSchemas(), staticShell()],
    server: { host: "127.0.0.1", headers: { "Content-Security-Policy": devPolicy } },
    build: {
      target: "chrome140",
      outDir: at("out/renderer"),
      minify: true,
      modulePreload: { polyfill: false },
      // Fonts and pictures stay files: the policy admits no font from a data: address.
      assetsInlineLimit: 0,
      rolldownOptions: { input: at("src/renderer/index.html") },
    },
  },
});
