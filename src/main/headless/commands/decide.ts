import type { Actor } from "../../engine/index.ts";
import { type Command, workspaceOption } from "../command.ts";
import { jsonLine } from "../output.ts";
import { usageError } from "../usage.ts";
import { readActor } from "../values.ts";
import { readWholeLines } from "../whole-lines.ts";
import { withWorkspace } from "../with-workspace.ts";

export const decideCommand: Command = {
  name: "decide",
  summary: "Decide about comparisons: NDJSON on stdin, one answer a line on stdout",
  takesJson: false,
  positionals: "",
  options: {
    workspace: workspaceOption,
    actor: {
      type: "string",
      value: "NAME",
      help: "Who decides, as history shows it; when absent cli, for a person the reviewer of this machine's settings",
    },
    "actor-kind": { type: "string", value: "KIND", help: "agent (the default) or person: whether it counts as a person's decision" },
  },
  examples: (assay) => [
    `echo '{"comparison_id":"c-1","candidate":0,"action":"promote","tier":"gold"}' | ${assay} decide --workspace DIR`,
    `echo '{"comparison_id":"c-1","action":"tie"}' | ${assay} decide --workspace DIR --actor ada --actor-kind person`,
    `echo '{"action":"undo"}' | ${assay} decide --workspace DIR`,
  ],
  notes: `Actions: promote (with "candidate" and "tier"), reject, clear, winner (with "candidate"), tie, all_bad, skip,
note (with "note"), undo, redo. "comparison":"KEY" names a comparison whose comparison_id is not its own alone.
Each answer is written once its decision is on disk: {"ok":true,"line":1,…} or {"ok":false,"line":1,"error":{…}}.`,
  async run(context) {
    const { options, output } = context;
    if (options.positionals.length > 0) throw usageError("decide reads stdin and takes no file.", "decide");
    if (options.flag("json")) throw usageError("decide answers every line with JSON; it takes no --json.", "decide");
    const kind = readActorKind(options.text("actor-kind") ?? "agent");
    const named = options.text("actor");
    const name = named === undefined ? undefined : readActor(named, "--actor", "decide");
    return withWorkspace(context, true, async (workspace) => {
      const by: Actor = { name: name ?? (kind === "person" ? workspace.curation.person.name : "cli"), kind };
      let refused = false;
      for await (const answers of workspace.decide(readWholeLines(context.stdin, context.stop), by)) {
        refused ||= answers.some(({ ok }) => !ok);
        if (answers.length > 0) await output.write(answers.map(jsonLine).join(""));
      }
      return refused ? 1 : 0;
    });
  },
};

function readActorKind(kind: string): Actor["kind"] {
  if (kind === "person" || kind === "agent") return kind;
  throw usageError(`--actor-kind is person or agent, not ${kind}.`, "decide");
}
