import { readFileSync } from "node:fs";
import assemble from "wabt";
import { inRoot } from "./places.mjs";

const folder = ["src", "main", "engine", "queries", "search"];
const source = inRoot(...folder, "text-scanner.wat");
export const scannerPath = inRoot(...folder, "text-scanner.generated.ts");

const features = { simd: true, multi_value: true };

/** Assembles the scanner of searched texts, and writes its bytes as a module of TypeScript. */
export async function textScanner() {
  const wabt = await assemble();
  const module = wabt.parseWat("text-scanner.wat", readFileSync(source, "utf8"), features);
  module.resolveNames();
  module.validate(features);
  const bytes = Buffer.from(module.toBinary({ write_debug_names: false }).buffer);
  module.destroy();
  return `// Generated from text-scanner.wat by scripts/gen-text-scanner.mjs; do not edit.\n\n/** WebAssembly, in base64. */\nexport const textScannerWasm =\n  "${bytes.toString("base64")}";\n`;
}
