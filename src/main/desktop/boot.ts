import { join } from "node:path";
import { app } from "electron";
import { exitCodeOf, type ShellCommandId, toErrorValue } from "../../contract/index.ts";
import { loadMachineSettings, openSession, RecentWorkspaces, type Session } from "../engine/index.ts";
import { createOpenDoor } from "../headless/door/open-door.ts";
import { HttpListener } from "../headless/network/network-listener.ts";
import { serveAppScheme } from "./app-scheme.ts";
import { CollectingTray } from "./collecting-tray.ts";
import { explainBug, explainDamage, pickFolder } from "./dialogs.ts";
import { guardSessions } from "./guards.ts";
import { ImportSignals } from "./import-signals.ts";
import type { Incoming } from "./incoming.ts";
import { connectIpc } from "./ipc.ts";
import { lastFolderIn } from "./last-folder.ts";
import { manageLifecycle } from "./lifecycle.ts";
import { stderrLog as log } from "./log.ts";
import { checkNativeParts } from "./native-parts.ts";
import { stayOffline } from "./offline.ts";
import type { OpenRequest } from "./open-request.ts";
import { Opener } from "./opener.ts";
import { appOrigin, devOrigin, firstPaintParameter } from "./origin.ts";
import { saveFile } from "./save-file.ts";
import { ShellMenus } from "./shell-menus.ts";
import { readFirstPaint } from "./theme.ts";
import { openWindow } from "./window.ts";
import { chooseWorkspace } from "./workspace-choice.ts";
import type { WorkspaceWindow } from "./workspace-window.ts";
import { WorkspaceWindows } from "./workspace-windows.ts";

/** Paths of the built parts. Computed in the entry file, because bundlers move all other code. */
export interface BuiltFiles {
  /** The archive of a packed program. */
  appDir: string;
  preload: string;
  rendererDir: string;
  resourcesDir: string;
  importWorkerUrl: URL;
}

/**
 * Starts Assay once the app is ready: the check of a packed program's parts and guards first, then the engine, then the window.
 * @param incoming what is to be opened, now and later.
 */
export async function boot(files: BuiltFiles, stateDir: string, incoming: Incoming): Promise<void> {
  const ownOrigin = devOrigin(app.isPackaged, process.env.ELECTRON_RENDERER_URL) ?? appOrigin;
  const lastFolder = lastFolderIn(stateDir, log);
  const pick = () => pickFolder(lastFolder);
  const lastSaved = lastFolderIn(stateDir, log, "last-saved-folder.json");
  const places = { stateDir, resourcesDir: files.resourcesDir };

  if (app.isPackaged) {
    const damage = await checkNativeParts(files.appDir).catch(toErrorValue);
    if (damage !== undefined) {
      explainDamage(damage);
      return app.exit(exitCodeOf[damage.code]);
    }
  }
  guardSessions(ownOrigin, log);
  const offline = stayOffline(ownOrigin);
  serveAppScheme(files.rendererDir);

  const recent = await RecentWorkspaces.open(stateDir);
  const windows: WorkspaceWindows = new WorkspaceWindows({
    openSession: async ({ path, isSample }) => {
      const session: Session = await openSession({
        workspacePath: path,
        isSample,
        stateDir,
        resourcesDir: files.resourcesDir,
        recent,
        importWorkerUrl: files.importWorkerUrl,
        host: { host: "desktop", version: app.getVersion(), platform: process.platform, canPickFolder: true },
        pickFolder: pick,
        saveFile: (name, bytes) => saveFile(name, bytes, lastSaved),
        door: createOpenDoor(
          async () => (await import("../headless/run.ts")).runCli,
          {
            importWorkerUrl: files.importWorkerUrl,
            rendererDir: files.rendererDir,
            resourcesDir: files.resourcesDir,
            version: app.getVersion(),
          },
          log,
        ),
        network: (intake) => new HttpListener({ stateDir, log }, intake),
        showElsewhere: (other) => windows.showIfOpen(other, session),
        log,
      });
      return session;
    },
    openWindow: async (session, name) => {
      await offline;
      const { theme, firstPaint } = await readFirstPaint(session);
      const url = `${ownOrigin}/?${new URLSearchParams({ [firstPaintParameter]: firstPaint })}`;
      return openWindow({ url, preload: files.preload, theme, name, log });
    },
    staysOpen: async (closed) => isImporting(closed) && (await loadMachineSettings(stateDir)).settings.collect_in_background,
    onChange: () => {
      menus.refresh();
      tray.update(windows.withoutWindow);
    },
    onSnapshot: (from, snapshot) => {
      signals.take(from, snapshot);
      if (windows.withoutWindow.includes(from) && !isImporting(from)) void windows.close(from);
    },
    onEmpty: () => {
      // On macOS a program goes on without a window.
      if (process.platform !== "darwin") app.quit();
    },
    log,
  });
  const lifecycle = manageLifecycle({ flush: () => windows.closeAll(), explain: explainBug, log });
  const opener = new Opener({
    windows,
    recent,
    places,
    chooseDefault: () => chooseWorkspace(process.env, places, recent),
    pickFolder: pick,
  });
  const shellCommands: Record<ShellCommandId, () => void> = {
    "window.new": () => void opener.newWindow(),
    "window.open": () => void opener.pickWorkspace(),
  };
  const show = (path: string) => void opener.open({ workspace: path, paths: [] });
  const signals = new ImportSignals((path) => void windows.showView(path, "import").then((isShown) => isShown || show(path)));
  const tray = new CollectingTray({ icon: join(files.resourcesDir, "tray.png"), open: show, quit: () => app.quit() });
  const menus = new ShellMenus({ recent, windows, opener, shellCommands, log });
  connectIpc<WorkspaceWindow>({
    ofSender: (contents) => windows.ofSender(contents),
    ownOrigin,
    runInShell: (id) => shellCommands[id](),
    setMenu: (workspace, state) => {
      workspace.menu = state;
      menus.refresh();
    },
    log,
  });
  app.on("activate", () => void opener.open({ workspace: null, paths: [] }));

  const open = (request: OpenRequest) => {
    if (!lifecycle.isEnding()) void opener.open(request);
  };
  const [first, ...others] = incoming.connect(open);
  const opening = opener.open(first);
  for (const request of others) open(request);
  const failure = await opening;
  if (failure !== null) lifecycle.end(exitCodeOf[failure]);
}

function isImporting({ snapshot }: WorkspaceWindow): boolean {
  return (snapshot?.importTotals.unfinished ?? 0) > 0;
}
