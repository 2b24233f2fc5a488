import { createStore, type StoreApi } from "zustand/vanilla";
import type { Result, Transport } from "../../contract/index.ts";

/**
 * connecting: never been open yet; open; lost: was open and is being tried again; locked: the web host does not know this tab's
 * session, or the tab has none.
 */
export type ConnectionState = "connecting" | "open" | "lost" | "locked";
export interface Connection {
  state: ConnectionState;
  /** How often it has been opened; a number above 1 means what is on screen may be old. */
  opened: number;
  /** Attempts since it was last open. */
  attempts: number;
}

export const createConnection = (state: ConnectionState): StoreApi<Connection> =>
  createStore<Connection>(() => ({ state, opened: state === "open" ? 1 : 0, attempts: 0 }));

/** The contract's transport and what only a screen needs of it. */
export interface ScreenTransport extends Transport<File> {
  readonly connection: StoreApi<Connection>;
  /** Web host only: downloads an export, or one file of it, through the browser. */
  download?(job: string, file?: string): Promise<Result<unknown>>;
  /** Tells the host whether the screen is visible, which decides how often snapshots come. */
  setVisible(visible: boolean): void;
}
