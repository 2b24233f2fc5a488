// npm run assay -- …: the command line. Installs and builds first if needed, with messages on stderr; stdout is the command's.
import { pathToFileURL } from "node:url";
import { ensureBuilt } from "./lib/build.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { cliPath, isNode24, node24 } from "./lib/places.mjs";
import { main, runInPlace, whenOrphaned } from "./lib/run.mjs";

await main(async () => {
  await ensureInstalled();
  await ensureBuilt();
  // npm runs scripts in the project's folder; paths on the command line are relative to the caller's.
  const cwd = process.env.npm_lifecycle_event === "assay" && process.env.INIT_CWD ? process.env.INIT_CWD : process.cwd();
  if (!isNode24()) return (await runInPlace(node24(), [cliPath, ...process.argv.slice(2)], { cwd })).code;
  process.chdir(cwd);
  whenOrphaned(() => process.kill(process.pid, "SIGTERM"));
  await import(pathToFileURL(cliPath).href);
  return process.exitCode;
});
