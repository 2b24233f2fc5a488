import { app } from "electron";
import { exitCodeOf, toErrorValue } from "../../contract/index.ts";
import { openSession, type Session } from "../engine/index.ts";
import { serveAppScheme } from "./app-scheme.ts";
import { explainBug, explainDamage, pickFolder } from "./dialogs.ts";
import { guardSessions } from "./guards.ts";
import { connectIpc } from "./ipc.ts";
import { lastFolderIn } from "./last-folder.ts";
import { manageLifecycle } from "./lifecycle.ts";
import { stderrLog as log } from "./log.ts";
import { installMenu } from "./menu.ts";
import { checkNativeParts } from "./native-parts.ts";
import { stayOffline } from "./offline.ts";
import { openPatiently } from "./opening.ts";
import { appOrigin, devOrigin } from "./origin.ts";
import { chosenTheme } from "./theme.ts";
import { openWindow } from "./window.ts";
import { chooseWorkspace } from "./workspace-choice.ts";

/** Paths of the built parts. Computed in the entry file, because bundlers move all other code. */
export interface BuiltFiles {
  /** The archive of a packed program. */
  appDir: string;
  preload: string;
  rendererDir: string;
  resourcesDir: string;
  importWorkerUrl: URL;
}

/** Starts Assay once the app is ready: the check of a packed program's parts and guards first, then the engine, then the window. */
export async function boot(files: BuiltFiles, stateDir: string): Promise<void> {
  const ownOrigin = devOrigin(app.isPackaged, process.env.ELECTRON_RENDERER_URL) ?? appOrigin;
  const lastFolder = lastFolderIn(stateDir, log);
  let opening: Promise<Session> | undefined;

  const lifecycle = manageLifecycle({
    // Also wait for a session that is still opening: it holds the workspace's lock.
    flush: async () => (await opening?.catch(() => undefined))?.close(),
    explain: explainBug,
    log,
  });
  if (app.isPackaged) {
    const damage = await checkNativeParts(files.appDir).catch(toErrorValue);
    if (damage !== undefined) {
      explainDamage(damage);
      return lifecycle.end(exitCodeOf[damage.code]);
    }
  }
  guardSessions(ownOrigin, log);
  const offline = stayOffline(ownOrigin);
  serveAppScheme(files.rendererDir);
  installMenu(app.isPackaged);

  const session = await openPatiently({
    choose: () => chooseWorkspace(process.argv, process.env, { stateDir, resourcesDir: files.resourcesDir }),
    open: ({ path, isSample }) => {
      const attempt = openSession({
        workspacePath: path,
        isSample,
        stateDir,
        importWorkerUrl: files.importWorkerUrl,
        host: { host: "desktop", version: app.getVersion(), platform: process.platform, canPickFolder: true },
        pickFolder: () => pickFolder(lastFolder),
        log,
      });
      opening = attempt;
      return attempt;
    },
    pickFolder: () => pickFolder(lastFolder),
  });
  if (typeof session === "string") return lifecycle.end(exitCodeOf[session]);
  if (lifecycle.isEnding()) return;

  await offline;
  connectIpc(session, ownOrigin, log);
  openWindow({ url: `${ownOrigin}/`, preload: files.preload, theme: await chosenTheme(session), log });
}
