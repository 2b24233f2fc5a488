import type { GenerationCounts, GenerationPreview } from "../../../contract/index.ts";
import { type Command, workspaceOption } from "../command.ts";
import { jsonLine, table } from "../output.ts";
import { usageError } from "../usage.ts";
import { withReader, withWorkspace } from "../with-workspace.ts";

export const generateCommand: Command = {
  name: "generate",
  summary: "Make samples of recorded winners, as one step of undo",
  positionals: "",
  options: {
    workspace: workspaceOption,
    "dry-run": { type: "boolean", help: "Only say what would be made; nothing is written" },
  },
  examples: (assay) => [
    `${assay} generate --workspace DIR --dry-run`,
    `${assay} generate --workspace DIR`,
    `echo '{"action":"undo"}' | ${assay} decide --workspace DIR`,
  ],
  notes: "Comparisons that somebody has decided about are left alone. The last example undoes a generation, as the window does.",
  async run(context) {
    const { options, output } = context;
    if (options.positionals.length > 0) throw usageError(`generate takes no ${options.positionals[0]}.`, "generate");
    const dryRun = options.flag("dry-run");
    const answer: GenerationCounts & Partial<GenerationPreview> = dryRun
      ? await withReader(context, (reader) => reader.previewGeneration())
      : await withWorkspace(context, true, async (workspace) => {
          await workspace.inSync();
          return workspace.curation.generate({ name: "cli", kind: "agent" });
        });
    if (options.flag("json")) await output.write(jsonLine(toDocument(answer, dryRun)));
    else await output.write(`${toText(answer, dryRun)}${toExamples(answer.examples ?? [])}`);
    return 0;
  },
};

/** The document that `--json` prints, for other programs. */
function toDocument(
  { created, changed, removed, byTier, leftOut, examples }: GenerationCounts & Partial<GenerationPreview>,
  dryRun: boolean,
): object {
  return {
    created,
    changed,
    removed,
    by_tier: byTier,
    left_out: {
      decided: leftOut.decided,
      below_threshold: leftOut.belowThreshold,
      unchanged: leftOut.unchanged,
      no_winner: leftOut.noWinner,
      no_score: leftOut.noScore,
      invalid: leftOut.invalid,
      duplicate: leftOut.duplicate,
      unusable: leftOut.unusable,
    },
    dry_run: dryRun,
    ...(examples && {
      examples: examples.map(({ change, comparison, comparisonId, queryHead, engineId, score, tier }) => ({
        change,
        comparison,
        comparison_id: comparisonId,
        query: queryHead,
        engine_id: engineId,
        score,
        tier,
      })),
    }),
  };
}

/** A few of what would be made, a line each. */
function toExamples(examples: GenerationPreview["examples"]): string {
  if (examples.length === 0) return "";
  const rows = examples.map(({ change, comparisonId, queryHead, engineId, score, tier }) => [
    change,
    tier ?? "–",
    String(score),
    engineId,
    comparisonId,
    queryHead.length > 60 ? `${queryHead.slice(0, 60)}…` : queryHead,
  ]);
  const columns = ["change", "tier", "score", "engine", "comparison", "question"].map(
    (title) => ({ title, align: title === "score" ? "right" : "left" }) as const,
  );
  return `\nExamples:\n${table(columns, rows)}`;
}

const samples = (count: number) => `${count} ${count === 1 ? "sample" : "samples"}`;

/** The same for a person. */
function toText({ created, changed, removed, byTier, leftOut }: GenerationCounts, dryRun: boolean): string {
  const done = [
    created > 0 ? `${dryRun ? "would add" : "added"} ${samples(created)}` : "",
    changed > 0 ? `${dryRun ? "would change" : "changed"} ${samples(changed)}` : "",
    removed > 0 ? `${dryRun ? "would remove" : "removed"} ${samples(removed)}` : "",
  ].filter((one) => one !== "");
  const tiers = created + changed > 0 ? ` (${byTier.gold} gold, ${byTier.silver} silver, ${byTier.bronze} bronze)` : "";
  const first = done.length === 0 ? "Nothing to generate" : `${done.join(", ").replace(/^./, (letter) => letter.toUpperCase())}${tiers}`;
  const reasons: [number, string][] = [
    [leftOut.decided, "decided already"],
    [leftOut.belowThreshold, "below the bronze threshold"],
    [leftOut.unchanged, "in the dataset already"],
    [leftOut.noWinner, "without a recorded winner"],
    [leftOut.noScore, "without a score"],
    [leftOut.invalid, "not valid"],
    [leftOut.duplicate, "duplicates"],
    [leftOut.unusable, "too long or unreadable"],
  ];
  const left = reasons.flatMap(([count, why]) => (count > 0 ? [`${count} ${why}`] : []));
  return `${first}.\n${left.length > 0 ? `Left out: ${left.join(", ")}.\n` : ""}`;
}
