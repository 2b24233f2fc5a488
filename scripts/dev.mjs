// npm run dev: hot reload. With Electron's binary and a display, electron-vite's; otherwise the web host with Vite in front of it.
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
  say("Screens reload as they are saved; after a change to src/main, start this again.");
  const { code, interrupted } = await runInPlace(node24(), [inRoot("scripts", "lib", "dev-server.mjs"), ...process.argv.slice(2)]);
  return interrupted ? 0 : code;
});
