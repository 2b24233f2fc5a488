// npm run dev: hot reload. electron-vite where Electron's binary and a display exist, otherwise Vite in front of the web host.
import { ensureBuilt } from "./lib/build.mjs";
import { electronProgram, noDesktopReason } from "./lib/electron.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { inRoot, node24, tools } from "./lib/places.mjs";
import { main, runInPlace, say } from "./lib/run.mjs";

await main(async () => {
  await ensureInstalled();
  if (noDesktopReason() === null && electronProgram() !== null) {
    const { code, interrupted } = await runInPlace(node24(), [tools.electronVite(), "dev"]);
    return interrupted ? 0 : code;
  }
  await ensureBuilt();
  say("The screen reloads on save; restart this after a change in src/main.");
  const { code, interrupted } = await runInPlace(node24(), [inRoot("scripts", "lib", "dev-server.mjs"), ...process.argv.slice(2)]);
  return interrupted ? 0 : code;
});
