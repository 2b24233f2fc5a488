import { createRequire } from "node:module";

/** fast-check as the tests get it (vitest.config.ts): one fixed seed, so that a red run is red again. `npm run faults` sets others. */
const fc = createRequire(import.meta.url)("fast-check");

export const defaultSeed = 20261126;
fc.configureGlobal({ seed: Number(process.env.ASSAY_SEED ?? defaultSeed) });

export default fc;
