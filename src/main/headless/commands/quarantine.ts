import { resolve } from "node:path";
import { AssayError, type QuarantineGroup, type QuarantineScope, type RetryScope } from "../../../contract/index.ts";
import type { Workspace } from "../../engine/index.ts";
import { type Command, type CommandContext, workspaceOption } from "../command.ts";
import { jsonLine, printable, table } from "../output.ts";
import { nearest, usageError } from "../usage.ts";
import { withReader, withWorkspace } from "../with-workspace.ts";

const actions = { list: listGroups, retry: retryLines, dismiss: dismissLines };

export const quarantineCommand: Command = {
  name: "quarantine",
  summary: "Rejected lines by file and rule: list, retry, dismiss",
  positionals: "list | retry | dismiss",
  options: {
    workspace: workspaceOption,
    file: { type: "string", value: "FILE", help: "With retry and dismiss: the lines of this file, named as list names it" },
    rule: { type: "string", value: "RULE", help: "With --file: those that broke this rule, as list names it" },
    all: { type: "boolean", help: "With retry and dismiss: every line" },
    recipe: { type: "string", value: "FILE", help: "With retry: convert rows of other tools by this recipe" },
  },
  examples: (assay) => [
    `${assay} quarantine list --workspace DIR`,
    `${assay} quarantine retry --all --workspace DIR`,
    `${assay} quarantine dismiss --all --workspace DIR --json`,
  ],
  notes: `retry tries lines again by today's rules: those that are records now leave quarantine. dismiss takes lines off the list; they stay in
quarantine.jsonl. Lines are edited, and dismissed ones restored, on the screen: Live, Quarantine.`,
  async run(context) {
    const { options } = context;
    const [action, ...rest] = options.positionals;
    if (action === undefined || !Object.hasOwn(actions, action) || rest.length > 0) {
      const near = action === undefined ? undefined : nearest(action, Object.keys(actions));
      throw usageError(
        `quarantine needs one of list, retry, dismiss.${near && near !== action ? ` Did you mean ${near}?` : ""}`,
        "quarantine",
      );
    }
    const chosen = options.flag("all") || options.text("file") !== undefined;
    if ((action === "list") === chosen)
      throw usageError(
        action === "list" ? "quarantine list takes no lines." : `quarantine ${action} needs --file FILE or --all.`,
        "quarantine",
      );
    if (options.flag("all") && options.text("file") !== undefined) throw usageError("Give --file or --all, not both.", "quarantine");
    if (options.text("rule") !== undefined && options.text("file") === undefined) throw usageError("--rule needs --file.", "quarantine");
    if (options.text("recipe") !== undefined && action !== "retry") throw usageError("--recipe goes with retry.", "quarantine");
    return actions[action as keyof typeof actions](context);
  },
};

const wireGroup = ({ source, reason, lines, canRetry, message, fix, dialect }: QuarantineGroup) => ({
  file: source,
  rule: reason,
  lines,
  can_retry: canRetry,
  message,
  ...(fix === null ? {} : { fix }),
  ...(dialect === null ? {} : { dialect }),
});

async function listGroups(context: CommandContext): Promise<number> {
  const groups: QuarantineGroup[] = [];
  await withReader(context, async (reader) => {
    for await (const page of reader.quarantineGroups()) groups.push(...page);
  });
  if (context.options.flag("json")) await context.output.write(jsonLine(groups.map(wireGroup)));
  else if (groups.length === 0) context.output.note("No rejected lines.");
  else {
    const columns = [
      { title: "lines", align: "right" },
      { title: "file", align: "left" },
      { title: "rule", align: "left" },
      { title: "first line", align: "left" },
    ] as const;
    const rows = groups.map(({ lines, source, reason, message }) => [
      String(lines),
      printable(source),
      printable(reason),
      printable(message),
    ]);
    await context.output.write(table(columns, rows));
  }
  return 0;
}

/** The groups that the options name. @throws AssayError not_found. */
async function findScopes({ options }: CommandContext, { quarantine }: Workspace): Promise<QuarantineScope[]> {
  const [file, rule] = [options.text("file"), options.text("rule")];
  if (file === undefined) return [{ all: true }];
  const scopes: QuarantineScope[] = [];
  const files = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await quarantine.groups({ limit: 500, ...(cursor === undefined ? {} : { cursor }) });
    for (const { source, reason } of page.rows) {
      files.add(source);
      if (source === file && (rule === undefined || rule === reason)) scopes.push({ group: { source, reason } });
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  if (scopes.length > 0) return scopes;
  const near = nearest(file, [...files]);
  throw new AssayError("not_found", `No rejected line of ${file}${rule === undefined ? "" : ` broke the rule ${rule}`}.`, {
    where: file,
    ...(near !== undefined && near !== file ? { fix: `Did you mean ${near}?` } : {}),
  });
}

async function retryLines(context: CommandContext): Promise<number> {
  const { options, output } = context;
  const recipe = options.text("recipe");
  const { readRecipe } = await import("../open-for-import.ts");
  const plan = recipe === undefined ? undefined : await readRecipe(resolve(context.cwd(), recipe));
  const sum = { lines: 0, accepted: 0, duplicates: 0, rejected: 0 };
  const reasons: { rule: string; lines: number; message: string }[] = [];
  await withWorkspace(context, true, async (workspace) => {
    const scopes = await findScopes(context, workspace);
    const file = options.text("file");
    // Together: a line that fails may go to another group of its file, where it would be tried and counted again.
    const together: RetryScope[] = file === undefined || options.text("rule") !== undefined ? scopes : [{ source: file }];
    for (const scope of together) {
      const done = await workspace.quarantine.retry({ scope, ...(plan && { plan }) }, context.stop);
      for (const name of ["lines", "accepted", "duplicates", "rejected"] as const) sum[name] += done[name];
      reasons.push(...done.reasons.map(({ reason, count, example }) => ({ rule: reason, lines: count, message: example.message })));
    }
  });
  if (options.flag("json")) await output.write(jsonLine({ ...sum, reasons }));
  else {
    await output.write(`${sum.accepted} accepted, ${sum.duplicates} duplicates, ${sum.rejected} still rejected\n`);
    for (const { rule, lines, message } of reasons) await output.write(`  ${lines} × ${printable(rule)}: ${printable(message)}\n`);
  }
  return sum.rejected > 0 ? 1 : 0;
}

async function dismissLines(context: CommandContext): Promise<number> {
  const lines = await withWorkspace(context, true, async (workspace) => {
    let sum = 0;
    for (const scope of await findScopes(context, workspace)) sum += (await workspace.quarantine.dismiss({ scope })).lines;
    return sum;
  });
  if (context.options.flag("json")) await context.output.write(jsonLine({ dismissed: lines }));
  else await context.output.write(`Dismissed ${lines} ${lines === 1 ? "line" : "lines"}.\n`);
  return 0;
}
