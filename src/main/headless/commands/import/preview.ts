import { type ConversionPlan, exitCodeOf, type ImportPreview, toErrorValue } from "../../../../contract/index.ts";
import type { Workspace } from "../../../engine/index.ts";
import type { CommandContext } from "../../command.ts";
import { jsonLine, printable } from "../../output.ts";
import { describeAsks } from "./asks.ts";
import type { ImportChoices } from "./choices.ts";
import { describeReplaced } from "./replaced.ts";
import type { Source } from "./sources.ts";

/** Shows how files would be imported. @returns the exit code: 1 when a file is not recognised or something has to be answered. */
export async function previewAll(
  context: CommandContext,
  workspace: Workspace,
  sources: readonly Source[],
  choices: ImportChoices,
): Promise<number> {
  const { plan, answers } = await choices.resolve(workspace);
  const shown: unknown[] = [];
  let code = 0;
  for (const { path, name, beside } of sources) {
    if (context.stop.aborted) break;
    try {
      const isNative = plan === null && (await workspace.plans.findLikeness(path, { name, kind: choices.kind })) === null;
      const guessed = isNative ? null : await workspace.plans.preview(path, { name, plan, beside });
      const withAnswers =
        guessed?.plan && plan === null && Object.keys(answers).length > 0
          ? await workspace.plans.preview(path, { name, plan: { ...guessed.plan, answers }, beside })
          : guessed;
      const replaced =
        context.options.flag("replace") && withAnswers?.plan ? await countReplaced(workspace, path, name, withAnswers.plan, beside) : null;
      shown.push({ ...(withAnswers ?? { file: name, native: isNative }), ...(replaced && { replaced }) });
      if (!context.options.flag("json")) {
        await context.output.write(describe(name, withAnswers, isNative));
        if (replaced) await context.output.write(`  ${printable(describeReplaced(replaced, "would replace"))}\n`);
      }
      if (withAnswers && (withAnswers.plan === null || withAnswers.asks.length > 0 || withAnswers.plan.dialect === "custom")) code = 1;
    } catch (thrown) {
      const error = toErrorValue(thrown);
      shown.push({ file: name, error });
      context.output.note(printable(`assay: ${error.message}${error.fix ? ` ${error.fix}` : ""}`));
      code = exitCodeOf[error.code];
    }
  }
  if (context.options.flag("json")) await context.output.write(jsonLine({ files: shown }));
  return code;
}

/** Reads the whole file; nothing is written. */
async function countReplaced(workspace: Workspace, path: string, name: string, plan: ConversionPlan, beside: Source["beside"]) {
  const report = await workspace.importFile(path, { kind: "auto", keepDuplicates: false, name, plan, beside, earlier: "count" });
  return report.replaced;
}

function describe(name: string, preview: ImportPreview | null, isNative: boolean): string {
  if (preview === null) return `${printable(name)}: ${isNative ? "records of ours, taken as they are" : "no rows"}\n`;
  const lines = [`${printable(preview.file)}${preview.steps.map((step) => `, ${step}`).join("")}`];
  const best = preview.detected[0];
  if (preview.plan === null) lines.push("  not recognised, and no field that fits: choose --dialect NAME or write a recipe");
  else if (preview.plan.dialect === "custom")
    lines.push(`  not recognised; a mapping that its fields suggest, as a recipe: ${JSON.stringify(preview.plan)}`);
  else lines.push(`  ${titleOf(preview)}${best?.name === preview.plan.dialect ? `, ${Math.round(best.confidence * 100)}% sure` : ""}`);
  for (const { row, before, after, proofs, finding } of preview.rows) {
    lines.push(`  row ${row}: ${oneLine(before)}`);
    for (const { kind, json } of after) lines.push(`    ${kind}: ${oneLine(json)}`);
    for (const { value, became, to, because } of proofs) lines.push(`    ${to}: ${oneLine(value)} -> ${became}, because ${because}`);
    if (finding) lines.push(`    rejected: ${finding.message}`);
  }
  for (const { why, rows } of preview.skipped) lines.push(`  ${rows} of the first ${preview.sampledRows} rows: ${why}`);
  if (preview.asks.length > 0) lines.push(`  ${describeAsks(preview.asks)}`);
  return `${lines.map(printable).join("\n")}\n`;
}

const titleOf = ({ plan, dialects }: ImportPreview) => dialects.find(({ name }) => name === plan?.dialect)?.title ?? plan?.dialect ?? "";

const maxShown = 240;

function oneLine(json: string): string {
  const text = json.replaceAll(/\s*\n\s*/g, " ");
  return text.length > maxShown ? `${text.slice(0, maxShown)}…` : text;
}
