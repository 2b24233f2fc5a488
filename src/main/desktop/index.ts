import { fileURLToPath } from "node:url";
import { app } from "electron";
import { exitCodeOf } from "../../contract/index.ts";
import { defaultStateDir, keepHeapLean, setProgram } from "../engine/index.ts";
import { declareAppScheme } from "./app-scheme.ts";
import { type BuiltFiles, boot } from "./boot.ts";
import { switchOffBackgroundTraffic } from "./offline.ts";
import { keepProfileIn } from "./profile.ts";
import { showOpenWindow } from "./window.ts";

/** Entry of the desktop app. This runs before the app is ready, in this order; the rest is in `boot`. */

const files: BuiltFiles = {
  preload: fileURLToPath(new URL("../preload/index.cjs", import.meta.url)),
  rendererDir: fileURLToPath(new URL("../renderer", import.meta.url)),
  resourcesDir: fileURLToPath(new URL("../../resources", import.meta.url)),
  importWorkerUrl: new URL("./import-worker.js", import.meta.url),
};
const stateDir = defaultStateDir(process.env, process.platform);

keepHeapLean();
setProgram({ isCheckout: !app.isPackaged });
app.enableSandbox();
declareAppScheme();
switchOffBackgroundTraffic();

if (!keepProfileIn(stateDir)) {
  app.exit(exitCodeOf.io);
} else if (app.requestSingleInstanceLock()) {
  app.on("second-instance", showOpenWindow);
  // Not awaited: with an ES module as entry, the app is not ready before this file has finished.
  void app.whenReady().then(() => boot(files, stateDir));
} else {
  process.stderr.write("Assay is already open; its window comes to the front.\n");
  app.exit(0);
}
