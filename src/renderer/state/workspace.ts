import { createStore, useStore } from "zustand";
import type { Output, ProcedureName, Result } from "../../contract/index.ts";
import { drafts } from "./drafts.ts";
import { mutate, useHostQuery } from "./queries.ts";
import { saveViewState } from "./view-state.ts";

/** `ready`: the view state has been read. `generation` grows when another workspace opens; the screen starts over. */
export const workspaceStore = createStore(() => ({ ready: false, generation: 0 }));

export function useWorkspaceGate(): { ready: boolean; generation: number } {
  return useStore(workspaceStore);
}

/** Name, path and repairs of the open workspace. */
export function useWorkspace(): Output<"workspace.current"> | undefined {
  return useHostQuery("workspace.current", {}).data;
}

type Opening = Extract<ProcedureName, "workspace.switch" | "workspace.openSample" | "workspace.create" | "workspace.pickFolder">;

/** Opens another workspace; what was typed, and what this one's screen remembers, is written down before. */
export async function openWorkspace<N extends Opening>(name: N, input: Parameters<typeof mutate<N>>[1]): Promise<Result<Output<N>>> {
  await Promise.all([drafts.flushAll(), saveViewState()]);
  return mutate(name, input);
}
