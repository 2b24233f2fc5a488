import { transport } from "../transport/index.ts";
import type { FollowedAddress } from "./address/follow-address.ts";
import { connectDrafts, drafts } from "./drafts.ts";
import { expectFreshSnapshots, liveStore, takeSnapshot } from "./live.ts";
import { prefetchHostQuery } from "./queries.ts";
import { queryClient } from "./query-client.ts";
import { loadViewState, saveViewState } from "./view-state.ts";
import { workspaceStore } from "./workspace.ts";

async function askSnapshot(): Promise<void> {
  const answer = await transport.call("live.snapshot", {});
  if (answer.ok) takeSnapshot(answer.value);
}

/** Another workspace was opened: nothing of the one before may stay on screen. */
async function startOver(address: FollowedAddress): Promise<void> {
  queryClient.clear();
  drafts.startOver();
  await loadViewState();
  workspaceStore.setState((before) => ({ generation: before.generation + 1 }));
  address.startOver();
}

/** Connects the state to the host: snapshots in, view state out, everything fetched again after a reconnect. */
export function connectState(address: FollowedAddress): void {
  transport.subscribe("snapshot", takeSnapshot);
  liveStore.subscribe((now, before) => {
    const changed = before.snapshot !== undefined && now.snapshot?.workspacePath !== before.snapshot.workspacePath;
    if (changed) void startOver(address);
  });
  transport.connection.subscribe((now, before) => {
    if (now.state !== "open" || before.state === "open" || now.opened < 2) return;
    expectFreshSnapshots();
    void askSnapshot();
    void queryClient.invalidateQueries();
  });
  document.addEventListener("visibilitychange", () => {
    const visible = document.visibilityState === "visible";
    transport.setVisible(visible);
    if (!visible) void saveViewState();
  });
  window.addEventListener("pagehide", () => void saveViewState());
  transport.setVisible(document.visibilityState === "visible");
  connectDrafts();
  void askSnapshot();
  // How to start Assay again is shown when the connection is lost, and the workspace's name in the sidebar: the shell waits until both are known.
  void Promise.all([loadViewState(), prefetchHostQuery("host.info", {}), prefetchHostQuery("workspace.current", {})]).then(() => {
    address.start();
    workspaceStore.setState({ ready: true });
  });
}
