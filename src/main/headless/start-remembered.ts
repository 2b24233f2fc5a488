import { AssayError } from "../../contract/index.ts";
import { startWebHost, type WebHost, type WebHostOptions } from "./serve.ts";
import type { StoredSession } from "./web-sessions.ts";
import { readWebState, WebStateWriter } from "./web-state.ts";

/**
 * Starts the web host on this workspace's previous port, if it is free, and readmits the tabs known there.
 * @param options with a port other than 0, that port is used or the start fails.
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
      // A session is bound to its origin, which includes the port.
      knownSessions: (actual) => (actual === before?.port ? before.sessions : []),
      saveSessions: save,
    });

  const host = await (options.port !== 0 || before === null ? start(options.port) : start(before.port).catch(orAnyPort(start)));
  save(host.port, before?.port === host.port ? before.sessions : []);
  let workspacePath = session.workspaceInfo().path;
  const unsubscribe = session.subscribe("snapshot", (snapshot) => {
    if (snapshot.workspacePath === workspacePath || saved === undefined) return;
    // Another workspace was opened on screen: after a restart on that one, the tab must be known there.
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
