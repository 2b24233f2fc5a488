// npm run bench -- [--only PART,…] [--write] [--json] …: installs and builds if needed, then measures; see docs/performance.md.
import { ensureBuilt } from "./lib/build.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { inRoot, node24 } from "./lib/places.mjs";
import { main, runInPlace } from "./lib/run.mjs";

await main(async () => {
  await ensureInstalled();
  await ensureBuilt();
  const { code } = await runInPlace(node24(), [inRoot("bench", "run.ts"), ...process.argv.slice(2)]);
  return code;
});
