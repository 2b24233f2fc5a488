import { resolve } from "node:path";
import { tiers } from "../../../contract/index.ts";
import { lakeTarget } from "../../engine/index.ts";
import { type Command, workspaceOption } from "../command.ts";
import { readExportRequest } from "../export-arguments.ts";
import { toExportDocument, toExportText } from "../export-report.ts";
import { jsonLine } from "../output.ts";
import { usageError } from "../usage.ts";
import { similarityHelp } from "../values.ts";
import { withReader } from "../with-workspace.ts";
import { exportLake } from "./export-lake.ts";

export const exportCommand: Command = {
  name: "export",
  summary: "Write what a trainer reads: chat messages, preference pairs, labelled answers …",
  positionals: "",
  options: {
    workspace: workspaceOption,
    target: { type: "string", required: true, value: "T", help: "What reads it, for example chat, trl-preference or trl-kto" },
    out: { type: "string", value: "PATH", help: "Folder, made new; not needed with --dry-run" },
    tier: { type: "string", multiple: true, value: "TIER", help: `${tiers.join(", ")}; may be given several times` },
    filter: { type: "string", value: "JSON", help: "As the lists filter: of samples, or for pairs and labels of comparisons" },
    "leave-out": { type: "string", multiple: true, value: "CHECK", help: "Samples that this check finds; may be given several times" },
    threshold: { type: "string", value: "X", help: `For --leave-out: ${similarityHelp}` },
    split: { type: "string", value: "LIST", help: "For example train=0.9,test=0.1: by prompt, none is in two parts" },
    seed: { type: "string", value: "N", help: "Puts other prompts into each part; default: 0" },
    pairs: { type: "string", value: "POLICY", help: "best-worst (default), best-each, adjacent or all" },
    "min-margin": { type: "string", value: "X", help: "Pairs below it, or of unknown margin, are left out; 0 to 1" },
    ties: { type: "string", value: "POLICY", help: "drop (default), or both: answers of a tie are wanted; never a pair" },
    system: { type: "string", value: "TEXT", help: "System turn of every prompt, in place of one that is there" },
    fix: { type: "string", multiple: true, value: "RULE", help: "Mend rows that break this rule; may be given several times" },
    force: { type: "boolean", help: "Replace an earlier export at PATH, whole" },
    "dry-run": { type: "boolean", help: "Only say what would be written, and what breaks a rule" },
  },
  examples: (assay) => [
    `${assay} export --workspace DIR --target trl-preference --dry-run`,
    `${assay} export --workspace DIR --target trl-preference --out pairs --pairs best-each --split train=0.9,test=0.1`,
    `${assay} export --workspace DIR --target chat --out clean --leave-out secret --leave-out duplicate`,
    `${assay} export --workspace DIR --target trl-kto --out labels --filter '{"hasWinner":true}'`,
    `${assay} export --workspace DIR --target ${lakeTarget} --out lake --filter '{"success":true}'`,
  ],
  notes: `Ends with 1 where not one row is left: then nothing is written. The target ${lakeTarget} writes executions, by day and engine, with the options filter, out, force, dry-run and json. Rows that a rule leaves out are counted, in the manifest too; rows of PATH appear whole or not at all.`,
  async run(context) {
    const { options, output } = context;
    if (options.positionals.length > 0) throw usageError(`export takes no ${options.positionals[0]}.`, "export");
    if (options.text("target") === lakeTarget) return exportLake(context);
    const isDryRun = options.flag("dry-run");
    const named = options.text("out");
    if (named === undefined && !isDryRun) throw usageError("--out PATH is missing.", "export");
    const request = readExportRequest(options);
    const out = named === undefined ? null : resolve(context.cwd(), named);
    const { answer, notes } = await withReader(context, async (reader) => {
      const destination = isDryRun || out === null ? null : { path: out, replace: options.flag("force") };
      const made = await reader.export(request, destination, ({ readBytes, totalBytes, rows }) =>
        output.progress(`${totalBytes === 0 ? 0 : Math.floor((100 * readBytes) / totalBytes)}%  ${rows} rows`),
      );
      output.progress("");
      return { answer: made, notes: await reader.leftOutNotes() };
    });
    if (options.flag("json")) await output.write(jsonLine(toExportDocument(answer, out, isDryRun)));
    else await output.write(toExportText(answer, isDryRun));
    for (const note of notes) output.note(note);
    return answer.preview.report.rows === 0 ? 1 : 0;
  },
};
