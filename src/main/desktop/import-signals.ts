import { Notification } from "electron";
import type { Snapshot } from "../../contract/index.ts";
import { type ImportBatch, ImportProgress } from "./import-progress.ts";
import type { WorkspaceWindow } from "./workspace-window.ts";

/** An import that took longer is announced when it ends: nobody waited for it. */
const longMs = 10_000;

interface Shown {
  path: string;
  progress: ImportProgress;
  /** What the task bar shows, to change it only when it is to look different. */
  bar: string;
}

/** Shows imports outside the window: their progress on the task bar, and that a long one has ended. */
export class ImportSignals {
  readonly #show: (workspacePath: string) => void;
  readonly #shown = new WeakMap<WorkspaceWindow, Shown>();
  /** A notification that nobody holds is collected, and its click with it. */
  readonly #notifications = new Set<Notification>();

  /** @param show brings the Import view of a workspace to the front. */
  constructor(show: (workspacePath: string) => void) {
    this.#show = show;
  }

  take(from: WorkspaceWindow, snapshot: Snapshot): void {
    const known = this.#shown.get(from);
    const shown =
      known?.path === snapshot.workspacePath ? known : { path: snapshot.workspacePath, progress: new ImportProgress(), bar: "" };
    this.#shown.set(from, shown);
    const { progress, hasFailed, ended } = shown.progress.take(snapshot, performance.now());
    setBar(from, shown, progress, hasFailed);
    const isInFront = from.window?.isFocused() ?? false;
    if (ended !== null && ended.durationMs >= longMs && !isInFront) this.#announce(from, ended);
  }

  #announce({ path, session }: WorkspaceWindow, batch: ImportBatch): void {
    if (!Notification.isSupported()) return;
    const notification = new Notification({ title: toTitle(session.workspaceInfo().name, batch), body: toBody(batch) });
    this.#notifications.add(notification);
    const forget = () => this.#notifications.delete(notification);
    notification.on("click", () => {
      forget();
      this.#show(path);
    });
    notification.on("close", forget);
    notification.show();
  }
}

/** Windows colours the bar when something failed; other systems show the progress alone. */
function setBar({ window }: WorkspaceWindow, shown: Shown, progress: number | null, hasFailed: boolean): void {
  const percent = progress === null ? -1 : Math.floor(progress * 100);
  const bar = percent < 0 ? "" : `${percent} ${hasFailed}`;
  if (window === null || window.isDestroyed() || bar === shown.bar) return;
  shown.bar = bar;
  if (percent < 0) window.setProgressBar(-1);
  else window.setProgressBar(percent / 100, { mode: hasFailed ? "error" : "normal" });
}

function toTitle(workspace: string, { failed }: ImportBatch): string {
  // A folder may have any name; one that pretends to be markup or to run backwards stays text.
  const name = workspace.replaceAll(/[\p{Cc}\p{Cf}<>&]/gu, "_").slice(0, 60);
  return failed > 0 ? `Import into ${name} ended with failures` : `Import into ${name} finished`;
}

/** Numbers only: some desktops read the body as markup, and file names are anybody's. */
function toBody({ files, accepted, duplicates, quarantined, failed }: ImportBatch): string {
  const count = (value: number) => value.toLocaleString("en-GB");
  const parts = [
    files === 1 ? "1 file" : `${count(files)} files`,
    `${count(accepted)} new`,
    ...(duplicates > 0 ? [`${count(duplicates)} duplicate`] : []),
    ...(quarantined > 0 ? [`${count(quarantined)} rejected`] : []),
    ...(failed > 0 ? [`${count(failed)} failed`] : []),
  ];
  return parts.join(" · ");
}
