// Before npm pack: installs what building needs and builds if the sources have changed. The tarball holds what is built.
import { ensureBuilt } from "./lib/build.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { main } from "./lib/run.mjs";

await main(async () => {
  await ensureInstalled();
  await ensureBuilt();
});
