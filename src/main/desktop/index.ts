import { fileURLToPath } from "node:url";
import { app } from "electron";
import { exitCodeOf, toErrorValue } from "../../contract/index.ts";
import { defaultStateDir, keepHeapLean, setProgram, setSqlProcessStarter } from "../engine/index.ts";
import { declareAppScheme } from "./app-scheme.ts";
import { type BuiltFiles, boot } from "./boot.ts";
import { Incoming } from "./incoming.ts";
import { switchOffBackgroundTraffic } from "./offline.ts";
import { checkRequest, type OpenRequest, parseArguments } from "./open-request.ts";
import { keepProfileIn } from "./profile.ts";
import { startSqlUtility } from "./sql-process.ts";

/** Entry of the desktop app. This runs before the app is ready, in this order; the rest is in `boot`. */

const files: BuiltFiles = {
  appDir: fileURLToPath(new URL("../..", import.meta.url)),
  preload: fileURLToPath(new URL("../preload/index.cjs", import.meta.url)),
  rendererDir: fileURLToPath(new URL("../renderer", import.meta.url)),
  resourcesDir: fileURLToPath(new URL("../../resources", import.meta.url)),
  importWorkerUrl: new URL("./import-worker.js", import.meta.url),
};
const stateDir = defaultStateDir(process.env, process.platform);

keepHeapLean();
setProgram({ isCheckout: !app.isPackaged });
setSqlProcessStarter(startSqlUtility);
app.enableSandbox();
declareAppScheme();
switchOffBackgroundTraffic();

const request = read(process.argv, process.cwd());
if (!keepProfileIn(stateDir)) {
  app.exit(exitCodeOf.io);
} else if (request === null) {
  app.exit(exitCodeOf.invalid_argument);
} else if (app.requestSingleInstanceLock(request)) {
  start(request);
} else {
  process.stderr.write("Assay is already open; its window comes to the front.\n");
  app.exit(0);
}

function start(request: OpenRequest): void {
  const incoming = new Incoming();
  incoming.push(request);
  // macOS, also before the app is ready.
  app.on("open-file", (event, path) => {
    event.preventDefault();
    incoming.push({ workspace: null, paths: [path] });
  });
  app.on("second-instance", (_event, argv, cwd, sent) => {
    const other = checkRequest(sent) ?? read(argv, cwd);
    if (other !== null) incoming.push(other);
  });
  // Not awaited: with an ES module as entry, the app is not ready before this file has finished.
  void app.whenReady().then(() => boot(files, stateDir, incoming));
}

/** The request of a command line; null, reported on stderr, when it cannot be understood. */
function read(argv: readonly string[], cwd: string): OpenRequest | null {
  try {
    return parseArguments(argv, cwd, !app.isPackaged);
  } catch (thrown) {
    const { message, fix } = toErrorValue(thrown);
    process.stderr.write(`assay: ${message} ${fix ?? ""}\n`);
    return null;
  }
}
