import Type, { type Static } from "typebox";
import { command, query } from "./procedure.ts";
import { closed } from "./shapes.ts";

/**
 * `machine.json` in the state folder: what this machine's user allows, whatever a workspace says. A workspace may come from a stranger,
 * so nothing in it can change these.
 */
export const MachineSettings = closed({
  native_models: Type.Boolean({
    default: false,
    title: "Native backend",
    description: "Whether models are opened by onnxruntime, which is native code in this process. A workspace cannot turn it on.",
  }),
  follow_links_to: Type.Array(Type.String({ minLength: 1, maxLength: 4096 }), {
    default: [],
    maxItems: 100,
    uniqueItems: true,
    title: "Follow links to",
    description: "Absolute paths of folders that dataset files of a workspace may link into. Other links are rejected.",
  }),
});
export type MachineSettings = Static<typeof MachineSettings>;

export const MachineReport = closed({
  settings: MachineSettings,
  /** Absolute path of the file; `exists` says whether it is there (absent = defaults). */
  path: Type.String(),
  exists: Type.Boolean(),
});
export type MachineReport = Static<typeof MachineReport>;

export const machineProcedures = {
  "machine.get": query(closed({}), MachineReport),
  /** Checks, writes the file atomically and opens the workspace again with it; when that fails, the old settings hold. */
  "machine.set": command(closed({ settings: MachineSettings }), MachineReport),
};
