import type { Result } from "./errors.ts";
import type { EventName, EventOf, Grant, Input, Output, ProcedureName } from "./index.ts";

/** The IPC channels between a window and the Electron main process; what travels on them is the contract's. */
export const bridgeChannels = {
  call: "assay:call",
  abort: "assay:abort",
  visible: "assay:visible",
  grant: "assay:grant",
  event: "assay:event",
  command: "assay:command",
} as const;

/**
 * What the preload puts on a desktop window as `window.assay`. Values only: no path, no event object and
 * nothing of Electron gets through.
 */
export interface AssayBridge<FileHandle = unknown> {
  /** Never rejects: a failure is a value. `callId` is the caller's own number for `abort`. */
  call<N extends ProcedureName>(name: N, input: Input<N>, callId: number): Promise<Result<Output<N>>>;
  /** Nobody waits for that call any more. */
  abort(callId: number): void;
  /** Returns what takes the listener off again. */
  on<N extends EventName>(name: N, listener: (event: EventOf<N>) => void): () => void;
  /** Listens for commands chosen in the menu, by id. Returns what takes the listener off again. */
  onCommand(listener: (id: string) => void): () => void;
  /** Hands over a file that a person dropped or picked; one made by script has no path and is refused. */
  grantFile(file: FileHandle): Promise<Result<Grant>>;
  /** Whether anybody looks: snapshots leave 10 times a second, or once. */
  setVisible(visible: boolean): void;
}
