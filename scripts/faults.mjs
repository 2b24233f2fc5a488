// npm run faults -- [--rounds N] [--only NAME]… [--seed S]: installs and builds if needed, then breaks workspaces and checks the promises; see docs/durability.md.
import { ensureBuilt } from "./lib/build.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { inRoot, node24 } from "./lib/places.mjs";
import { main, runInPlace } from "./lib/run.mjs";

await main(async () => {
  await ensureInstalled();
  await ensureBuilt();
  return (await runInPlace(node24(), [inRoot("faults", "cli.ts"), ...process.argv.slice(2)])).code;
});
