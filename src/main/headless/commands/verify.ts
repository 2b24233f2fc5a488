import { formatCommand } from "../../engine/index.ts";
import { type Command, workspaceOption } from "../command.ts";
import { jsonLine, printable, table } from "../output.ts";
import { usageError } from "../usage.ts";
import { withReader, withWorkspace } from "../with-workspace.ts";

export const verifyCommand: Command = {
  name: "verify",
  summary: "Check the journals, and the index against them",
  positionals: "",
  options: { workspace: workspaceOption, repair: { type: "boolean", help: "Rebuild the index if it differs" } },
  examples: (assay) => [`${assay} verify --workspace DIR`, `${assay} verify --workspace DIR --repair --json`],
  async run(context) {
    if (context.options.positionals.length > 0) throw usageError(`verify takes no ${context.options.positionals[0]}.`, "verify");
    const { ok, channels, problems, repairable, repairs } = context.options.flag("repair")
      ? { ...(await withWorkspace(context, true, (workspace) => workspace.verify({ repair: true }))), repairs: [] }
      : await withReader(context, (reader) => reader.verify());
    if (context.options.flag("json")) await context.output.write(jsonLine({ ok, channels, problems, repairs }));
    else {
      const columns = [
        { title: "channel", align: "left" },
        ...["lines", "indexed", "torn bytes"].map((title) => ({ title, align: "right" }) as const),
      ] as const;
      const rows = Object.entries(channels).map(([name, { lines, indexed, torn_bytes }]) => [
        name,
        String(lines),
        String(indexed),
        String(torn_bytes),
      ]);
      await context.output.write(`${table(columns, rows)}${ok ? "ok" : "not ok"}\n`);
      for (const problem of problems) context.output.note(printable(problem));
      for (const repair of repairs) context.output.note(printable(`Repaired when the workspace is opened for writing: ${repair}`));
      if (repairable && !context.options.flag("repair"))
        context.output.note(`Run ${formatCommand("verify --repair")} to rebuild the index from the files.`);
    }
    return ok ? 0 : 1;
  },
};
