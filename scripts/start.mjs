// npm start: installs and builds if needed, then opens the desktop window, or serves the same workbench on loopback.
import { ensureBuilt } from "./lib/build.mjs";
import { ensureElectron, noDesktopReason } from "./lib/electron.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { cliPath, node24, root } from "./lib/places.mjs";
import { main, runInPlace, say } from "./lib/run.mjs";

/** A window that ends with a failure this soon never opened. */
const stillbornMs = 5000;

await main(async () => {
  const args = process.argv.slice(2);
  await ensureInstalled();
  await ensureBuilt();
  const reason = (await openDesktop(args)) ?? null;
  if (reason === null) return process.exitCode;
  say(`No desktop window (${reason}); serving the same workbench in the browser.`);
  const { code, interrupted } = await runInPlace(node24(), [cliPath, "serve", ...args], { cwd: process.env.INIT_CWD ?? process.cwd() });
  return interrupted ? 0 : code;
});

/** @returns why there is no window; undefined when there was one and a person closed it. */
async function openDesktop(args) {
  const reason = noDesktopReason();
  if (reason !== null) return reason;
  const electron = await ensureElectron();
  if (electron === null) return "Electron's binary cannot be had here";
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const startedMs = performance.now();
  const { code, interrupted } = await runInPlace(electron, [root, ...args], {
    env,
    cwd: process.env.INIT_CWD ?? process.cwd(),
  });
  if (code !== 0 && !interrupted && performance.now() - startedMs < stillbornMs) return `Electron ended with ${code}`;
  process.exitCode = interrupted ? 0 : code;
  return undefined;
}
