import type { Actor } from "../../engine/index.ts";
import { type Command, workspaceOption } from "../command.ts";
import { jsonLine } from "../output.ts";
import { usageError } from "../usage.ts";
import { readWholeLines } from "../whole-lines.ts";
import { withWorkspace } from "../with-workspace.ts";

const maxActorCharacters = 200;

export const decideCommand: Command = {
  name: "decide",
  summary: "Decide about comparisons: NDJSON on stdin, one answer a line on stdout",
  takesJson: false,
  positionals: "",
  options: {
    workspace: workspaceOption,
    actor: { type: "string", value: "NAME", help: "Who decides, as history shows it; cli when absent" },
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
    const by: Actor = { name: readActor(options.text("actor") ?? "cli"), kind: readActorKind(options.text("actor-kind") ?? "agent") };
    return withWorkspace(context, true, async (workspace) => {
      let refused = false;
      for await (const answers of workspace.decide(readWholeLines(context.stdin, context.stop), by)) {
        refused ||= answers.some(({ ok }) => !ok);
        if (answers.length > 0) await output.write(answers.map(jsonLine).join(""));
      }
      return refused ? 1 : 0;
    });
  },
};

function readActor(name: string): string {
  if (name.length <= maxActorCharacters && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name)) return name;
  throw usageError(`--actor is a name of at most ${maxActorCharacters} characters on one line.`, "decide");
}

function readActorKind(kind: string): Actor["kind"] {
  if (kind === "person" || kind === "agent") return kind;
  throw usageError(`--actor-kind is person or agent, not ${kind}.`, "decide");
}
