// Builds everything into out/, whether or not it is stale.
import { build } from "./lib/build.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { main } from "./lib/run.mjs";

await main(async () => {
  await ensureInstalled();
  await build();
});
