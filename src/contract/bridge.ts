import type { AppCommandId, ShellCommandId, ViewName } from "./commands.ts";
import type { Result } from "./errors.ts";
import type { EventName, EventOf, Grant, Input, Output, ProcedureName } from "./index.ts";

/** IPC channels between a window and the Electron main process. Their payloads are the contract's. */
export const bridgeChannels = {
  call: "assay:call",
  abort: "assay:abort",
  visible: "assay:visible",
  grant: "assay:grant",
  event: "assay:event",
  command: "assay:command",
  run: "assay:run",
  menu: "assay:menu",
} as const;

/** A command as the menu shows it now. */
export interface MenuEntry<Id extends string = string> {
  id: Id;
  /** Its key's name as in the command tables; "" for none. */
  key: string;
  enabled: boolean;
}

/** What a window's menu has to show: made from the command tables that keys and palette are made from. */
export interface MenuState {
  /** Commands of every view; their labels are in the contract's table. */
  app: MenuEntry<AppCommandId>[];
  view: { name: ViewName; commands: (MenuEntry & { label: string })[] };
}

/**
 * What the preload exposes on a desktop window as `window.assay`. Values only: no path, no event object, nothing of Electron.
 */
export interface AssayBridge<FileHandle = unknown> {
  /** Never rejects: a failure is a value. `callId` is the caller's own number for `abort`. */
  call<N extends ProcedureName>(name: N, input: Input<N>, callId: number): Promise<Result<Output<N>>>;
  /** Aborts a call that nobody waits for any more. */
  abort(callId: number): void;
  /** Returns a function that removes the listener. */
  on<N extends EventName>(name: N, listener: (event: EventOf<N>) => void): () => void;
  /** Listens for commands chosen in the menu, by id. Returns a function that removes the listener. */
  onCommand(listener: (id: string) => void): () => void;
  /** Runs a command that is about windows. */
  runInShell(id: ShellCommandId): void;
  /** Keeps the window's menu up to date. */
  setMenu(state: MenuState): void;
  /** Grants a file that a person dropped or picked; one made by a script has no path and is refused. */
  grantFile(file: FileHandle): Promise<Result<Grant>>;
  /** Whether the window is visible: snapshots are sent 10 times a second, otherwise once. */
  setVisible(visible: boolean): void;
}
