#!/usr/bin/env node
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { keepHeapLean, setProgram, toolVersion } from "../engine/index.ts";
import { keepCompiledCode } from "./compile-cache.ts";

/**
 * The entry of the command line: the least that a start needs, so that `assay --version` answers at once and everything else is loaded from
 * the compile cache. Paths are computed here only: bundlers move shared code to other files.
 */
const isSource = import.meta.url.endsWith(".ts");
const inPackage = (path: string) => new URL(isSource ? `../../../${path}` : `../../${path}`, import.meta.url);

keepHeapLean();
// The script behind `npm run assay`, which no package holds.
setProgram({ isCheckout: existsSync(inPackage("scripts/assay.mjs")) });

const argv = process.argv.slice(2);
if (argv.length === 1 && argv[0] === "--version") {
  process.stdout.on("error", () => {});
  process.stdout.write(`${toolVersion}\n`);
} else {
  keepCompiledCode(process.env);
  const { runProcess } = await import("./process.ts");
  await runProcess(argv, {
    // The built worker is beside this file; from source it is in the engine.
    importWorkerUrl: new URL(isSource ? "../engine/workspace/import-worker.ts" : "./import-worker.js", import.meta.url),
    clickhouseProcessUrl: new URL(isSource ? "./clickhouse/clickhouse-process.ts" : "./clickhouse-process.js", import.meta.url),
    rendererDir: fileURLToPath(inPackage(isSource ? "src/renderer/" : "out/renderer/")),
    resourcesDir: fileURLToPath(inPackage("resources/")),
    version: toolVersion,
  });
}
