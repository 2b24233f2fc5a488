import type { BrowserWindow } from "electron";
import { bridgeChannels, type MenuState } from "../../contract/bridge.ts";
import { eventNames, type Snapshot } from "../../contract/index.ts";
import type { Session } from "../engine/index.ts";
import { showWindow } from "./window.ts";

/** An open workspace: its session, and the window that shows it. It may go on collecting without a window. */
export class WorkspaceWindow {
  readonly session: Session;
  /** See `WindowOptions.name`; null while there is no window. */
  windowName: string | null = null;
  /** What the page last said about its commands. */
  menu: MenuState | null = null;
  #snapshot: Snapshot | null = null;
  #path: string;
  #window: BrowserWindow | null = null;
  #closing: Promise<void> | null = null;

  /** @param onSnapshot called with each snapshot of the session. */
  constructor(session: Session, onSnapshot: (from: WorkspaceWindow, snapshot: Snapshot) => void) {
    this.session = session;
    this.#path = session.workspaceInfo().path;
    for (const name of eventNames) session.subscribe(name, (value) => this.send(bridgeChannels.event, name, value));
    session.subscribe("snapshot", (snapshot) => {
      this.#snapshot = snapshot;
      this.#path = snapshot.workspacePath;
      onSnapshot(this, snapshot);
    });
  }

  /** The folder of the open workspace; during a switch, of the one before. */
  get path(): string {
    return this.#path;
  }

  get snapshot(): Snapshot | null {
    return this.#snapshot;
  }

  get window(): BrowserWindow | null {
    return this.#window;
  }

  /** Whether the session is being closed or is closed. */
  get isClosing(): boolean {
    return this.#closing !== null;
  }

  attach(window: BrowserWindow): void {
    this.#window = window;
    this.menu = null;
  }

  detach(): void {
    this.#window = null;
    this.windowName = null;
    this.menu = null;
  }

  show(): void {
    if (this.#window !== null) showWindow(this.#window);
  }

  /** Sends the page something; nothing happens while there is none. */
  send(channel: string, ...values: unknown[]): void {
    if (this.#window !== null && !this.#window.isDestroyed()) this.#window.webContents.send(channel, ...values);
  }

  /** Flushes everything and releases the workspace. Idempotent. @throws AssayError what could not be written. */
  close(): Promise<void> {
    this.#closing ??= this.session.close();
    return this.#closing;
  }
}
