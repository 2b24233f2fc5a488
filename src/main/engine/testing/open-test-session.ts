import { join } from "node:path";
import { silentLog } from "../base/log.ts";
import { OpenSession, openSession } from "../session/session.ts";
import { importWorkerUrl } from "./open-temporary.ts";

/** Opens a session, as a web host does, over the workspace `w` in a folder that keeps its state too. */
export async function openTestSession(folder: string): Promise<OpenSession> {
  const session = await openSession({
    workspacePath: join(folder, "w"),
    stateDir: join(folder, "state"),
    importWorkerUrl,
    host: { host: "web", version: "0", platform: process.platform, canPickFolder: false },
    isSample: false,
    log: silentLog,
  });
  if (!(session instanceof OpenSession)) throw new Error("another session");
  return session;
}
