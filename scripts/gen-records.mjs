// Writes src/contract/records.generated.ts from schemas/v1.
import { writeFileSync } from "node:fs";
import { recordsPath, recordTypes } from "./lib/records.mjs";

writeFileSync(recordsPath, await recordTypes());
