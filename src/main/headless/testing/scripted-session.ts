import { stat } from "node:fs/promises";
import { basename } from "node:path";
import {
  AssayError,
  type EventName,
  type Grant,
  type Handlers,
  type ProcedureName,
  procedureNames,
  type Signal,
  type Snapshot,
} from "../../../contract/index.ts";
import type { Session } from "../../engine/index.ts";

/** What a scripted handler does with a call. */
export type Script = (input: unknown, context: { signal: Signal }) => Promise<unknown>;

export interface ScriptedSession extends Session {
  /** Names of the handlers that ran, in order. */
  readonly ran: string[];
  /** What was told with `setVisible`, in order. */
  readonly visible: boolean[];
  /** Scripted too: what is said to wait to be used. */
  temporaryBytes: Session["temporaryBytes"];
  exportMade: Session["exportMade"];
  readonly granted: { path: string; name: string | undefined; disposeAfterUse: boolean | undefined }[];
  /** Lets one procedure do something of the test's own. */
  script(name: ProcedureName, work: Script): void;
  announce(name: EventName, data: unknown): void;
}

/**
 * A session for tests of the hosts: it has no workspace, answers every call with the procedure's name and its input, and does
 * what a test scripts. The real engine has its own tests.
 */
export function scriptedSession(workspacePath = "/workspace"): ScriptedSession {
  const scripts = new Map<ProcedureName, Script>();
  const listeners = new Set<(data: Snapshot) => void>();
  const ran: string[] = [];
  const visible: boolean[] = [];
  const granted: ScriptedSession["granted"] = [];
  const handler = (name: ProcedureName): Script => {
    return async (input, context) => {
      ran.push(name);
      const script = scripts.get(name);
      return script ? script(input, context) : { procedure: name, input };
    };
  };
  return {
    ran,
    visible,
    granted,
    handlers: Object.fromEntries(procedureNames.map((name) => [name, handler(name)])) as unknown as Handlers,
    script: (name, work) => {
      scripts.set(name, work);
    },
    announce: (_name, data) => {
      for (const listener of listeners) listener(data as Snapshot);
    },
    subscribe: (_name, listener) => {
      listeners.add(listener as (data: Snapshot) => void);
      return () => listeners.delete(listener as (data: Snapshot) => void);
    },
    grant: async (path, options): Promise<Grant> => {
      granted.push({ path, name: options?.name, disposeAfterUse: options?.disposeAfterUse });
      return { id: "grant-1", name: options?.name ?? basename(path), sizeBytes: (await stat(path)).size };
    },
    offer: async () => {},
    temporaryBytes: () => 0,
    exportMade: () => {
      throw new AssayError("not_found", "There is no such export.");
    },
    workspaceInfo: () => ({ path: workspacePath, name: "scripted", isSample: false, openedAtMs: 1, repairs: [] }),
    setVisible: (now) => {
      visible.push(now);
    },
    close: async () => {},
  };
}
