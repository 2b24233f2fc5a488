import { existsSync } from "node:fs";
import { join } from "node:path";

export const projectRoot = join(import.meta.dirname, "../..");
/** The built program. ASSAY_OUT names another folder of the same shape. */
export const outDir = process.env.ASSAY_OUT ?? join(projectRoot, "out");
export const dataDir = join(projectRoot, "../shared/data");
export const sampleDir = join(projectRoot, "resources/sample");

export const hasData = existsSync(join(dataDir, "truth.json"));
export const noDataReason = "skipped: no ../shared/data";
