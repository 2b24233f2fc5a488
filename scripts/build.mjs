// npm run build: builds everything into out/, even if it is current.
import { build } from "./lib/build.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { main } from "./lib/run.mjs";

await main(async () => {
  await ensureInstalled();
  await build();
});
