import Type, { type Static } from "typebox";
import { command, query } from "./procedure.ts";
import { strictObject } from "./shapes.ts";

/**
 * `machine.json` in the state folder: what this user allows on this machine. A workspace may come from a stranger, so nothing in it can
 * change these.
 */
export const MachineSettings = strictObject({
  reviewer: Type.String({
    default: "",
    maxLength: 200,
    pattern: "^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]*$",
    title: "Your name as a reviewer",
    description:
      "Written beside every decision into curation.jsonl, which others get when you hand the workspace on. Two people who merge their decisions need two names. Empty: person.",
  }),
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
  collect_in_background: Type.Boolean({
    default: false,
    title: "Collect with the window closed",
    description: "Whether imports go on when their window is closed, with an icon beside the clock until they end.",
  }),
});
export type MachineSettings = Static<typeof MachineSettings>;

export const MachineReport = strictObject({
  settings: MachineSettings,
  /** Absolute path of the file; without the file the defaults hold. */
  path: Type.String(),
  exists: Type.Boolean(),
});
export type MachineReport = Static<typeof MachineReport>;

export const machineProcedures = {
  "machine.get": query(strictObject({}), MachineReport),
  /** Validates, writes the file atomically and reopens the workspace; if that fails, the old settings stay in force. */
  "machine.set": command(strictObject({ settings: MachineSettings }), MachineReport),
};
