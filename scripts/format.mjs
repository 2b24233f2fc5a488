// npm run format: formats every file, sorts imports and applies the linter's safe fixes.
import { ensureInstalled } from "./lib/install.mjs";
import { tools } from "./lib/places.mjs";
import { main, run } from "./lib/run.mjs";

await main(async () => {
  await ensureInstalled();
  await run("biome check --write", process.execPath, [tools.biome(), "check", "--write", "."], { stdout: 1 });
});
