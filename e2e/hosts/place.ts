import { join } from "node:path";
import { projectRoot } from "./paths.ts";

/** Compiled code of every start: what a place keeps of it is gone with the test, and compiling is half of a start. */
const compiled = join(projectRoot, "node_modules/.cache/assay-compiled");

/** Where a host runs for one test: its own workspace, its own list of known workspaces. */
export interface Place {
  workspaceDir: string;
  stateDir: string;
  env: Readonly<Record<string, string>>;
}

/** The environment of a host's process: the caller's, without what would lead it to a person's own workspaces. */
export function environment(place: Place): NodeJS.ProcessEnv {
  return { ...process.env, ELECTRON_RENDERER_URL: "", NODE_COMPILE_CACHE: compiled, ...place.env, ASSAY_HOME: place.stateDir };
}
