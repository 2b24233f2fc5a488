// Writes src/main/engine/queries/search/text-scanner.generated.ts from text-scanner.wat beside it.
import { writeFileSync } from "node:fs";
import { scannerPath, textScanner } from "./lib/text-scanner.mjs";

writeFileSync(scannerPath, await textScanner());
