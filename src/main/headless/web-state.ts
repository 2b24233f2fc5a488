import { readFile } from "node:fs/promises";
import { type Log, Sequencer } from "../engine/index.ts";
import { writePrivateFile } from "./private-file.ts";
import { workspaceStatePath } from "./state-path.ts";
import type { StoredSession } from "./web-sessions.ts";

/**
 * What the web host keeps between starts on one workspace: its port and the sessions of open tabs, so that a tab can reconnect after a
 * restart. Kept in the state folder, not in the workspace, which may be a stranger's.
 */
export interface WebState {
  readonly port: number;
  readonly sessions: readonly StoredSession[];
}

/** @returns null if there is no usable state. */
export async function readWebState(stateDir: string, workspacePath: string): Promise<WebState | null> {
  try {
    const { version, port, sessions } = JSON.parse(await readFile(await statePath(stateDir, workspacePath), "utf8")) as Record<
      string,
      unknown
    >;
    if (version !== 1 || !Number.isInteger(port) || (port as number) < 1 || (port as number) > 65_535 || !Array.isArray(sessions))
      return null;
    return { port: port as number, sessions: sessions.filter(isStoredSession) };
  } catch {
    return null;
  }
}

/** Writes states one after another; the newest wins. A failed write is logged, and only the next start misses it. */
export class WebStateWriter {
  readonly #stateDir: string;
  readonly #log: Log;
  readonly #writes = new Sequencer();

  constructor(stateDir: string, log: Log) {
    this.#stateDir = stateDir;
    this.#log = log;
  }

  save(workspacePath: string, state: WebState): void {
    void this.#writes.queue(async () => {
      try {
        const path = await statePath(this.#stateDir, workspacePath);
        await writePrivateFile(path, `${JSON.stringify({ version: 1, workspace: workspacePath, ...state })}\n`);
      } catch (thrown) {
        this.#log("warn", "web_state_not_saved", { cause: String(thrown) });
      }
    });
  }

  /** Resolves when all states are written. */
  settled(): Promise<void> {
    return this.#writes.settled();
  }
}

const statePath = (stateDir: string, workspacePath: string) => workspaceStatePath(stateDir, "web", workspacePath, ".json");

function isStoredSession(value: unknown): value is StoredSession {
  if (typeof value !== "object" || value === null) return false;
  const { id, hash, expiresAtMs } = value as Record<string, unknown>;
  return (
    typeof id === "string" &&
    id.length >= 16 &&
    typeof hash === "string" &&
    Buffer.from(hash, "base64url").length === 32 &&
    Number.isFinite(expiresAtMs)
  );
}
