import { AssayError } from "../../contract/index.ts";
import { startWebHost, type WebHost, type WebHostOptions } from "./serve.ts";
import type { StoredSession } from "./web-sessions.ts";
import { readWebState, WebStateWriter } from "./web-state.ts";

/**
 * Starts the web host on the port that it had on this workspace, while that is free, and lets in again the tabs it knew there.
 * @param options a port other than 0 is taken, or the start fails.
 * @throws AssayError what `startWebHost` throws.
 */
export async function startRemembered(options: WebHostOptions, stateDir: string): Promise<WebHost> {
  const { session, log } = options;
  const before = await readWebState(stateDir, session.workspaceInfo().path);
  const writer = new WebStateWriter(stateDir, log);
  let saved: { port: number; sessions: readonly StoredSession[] } | undefined;
  const save = (port: number, sessions: readonly StoredSession[]) => {
    saved = { port, sessions };
    writer.save(session.workspaceInfo().path, saved);
  };
  const start = (port: number) =>
    startWebHost({
      ...options,
      port,
      // A session holds for the origin that it was made on, and the port is part of that.
      knownSessions: (actual) => (actual === before?.port ? before.sessions : []),
      saveSessions: save,
    });

  const host = await (options.port !== 0 || before === null ? start(options.port) : start(before.port).catch(orAnyPort(start)));
  save(host.port, before?.port === host.port ? before.sessions : []);
  let workspacePath = session.workspaceInfo().path;
  const unsubscribe = session.subscribe("snapshot", (snapshot) => {
    if (snapshot.workspacePath === workspacePath || saved === undefined) return;
    // Another workspace was opened on screen: started again on that one, the tab must be known there.
    workspacePath = snapshot.workspacePath;
    writer.save(workspacePath, saved);
  });
  return {
    ...host,
    close: async () => {
      unsubscribe();
      await host.close();
      await writer.settled();
    },
  };
}

function orAnyPort(start: (port: number) => Promise<WebHost>): (thrown: unknown) => Promise<WebHost> {
  return (thrown) => {
    if (thrown instanceof AssayError && (thrown.code === "unavailable" || thrown.code === "permission")) return start(0);
    throw thrown;
  };
}
