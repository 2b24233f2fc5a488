// npm start: installs and builds if needed, then opens the desktop window, or serves the same screen on loopback.
import { ensureBuilt } from "./lib/build.mjs";
import { ensureElectron, noDesktopReason } from "./lib/electron.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { cliPath, node24, root } from "./lib/places.mjs";
import { main, runInPlace, say } from "./lib/run.mjs";

/** Electron that fails this soon never opened a window. */
const stillbornMs = 5000;

await main(async () => {
  const args = process.argv.slice(2);
  await ensureInstalled();
  await ensureBuilt();
  const reason = (await openDesktop(args)) ?? null;
  if (reason === null) return process.exitCode;
  say(`No desktop window (${reason}); serving the same screen in the browser.`);
  const { code, interrupted } = await runInPlace(node24(), [cliPath, "serve", ...args], { cwd: process.env.INIT_CWD ?? process.cwd() });
  return interrupted ? 0 : code;
});

/** @returns why no window opened; undefined after one was open and closed. */
async function openDesktop(args) {
  const reason = noDesktopReason();
  if (reason !== null) return reason;
  const electron = await ensureElectron();
  if (electron === null) return "Electron's binary is not available";
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
