import { join } from "node:path";
import { silentLog } from "../base/log.ts";
import { OpenSession, openSession } from "../session/session.ts";
import type { SessionOptions } from "../session/session-types.ts";
import { importWorkerUrl } from "./open-temporary.ts";

/**
 * Opens a session, as a web host does, over the workspace `w` in a folder that keeps its state too.
 * @param showElsewhere see `SessionOptions`.
 */
export async function openTestSession(folder: string, showElsewhere?: SessionOptions["showElsewhere"]): Promise<OpenSession> {
  const session = await openSession({
    workspacePath: join(folder, "w"),
    stateDir: join(folder, "state"),
    importWorkerUrl,
    host: { host: "web", version: "0", platform: process.platform, canPickFolder: false },
    isSample: false,
    ...(showElsewhere && { showElsewhere }),
    log: silentLog,
  });
  if (!(session instanceof OpenSession)) throw new Error("another session");
  return session;
}
