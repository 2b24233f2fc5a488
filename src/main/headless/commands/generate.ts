import { ComparisonFilter, type GenerationCounts, type GenerationPreview, type GenerationScope, tiers } from "../../../contract/index.ts";
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
    tier: { type: "string", value: "TIER", help: "Give every winner this tier (gold, silver, bronze); with --min-score" },
    "min-score": { type: "string", value: "SCORE", help: "From this score on, 0 to 1; with --tier" },
    filter: { type: "string", value: "JSON", help: "Only of these comparisons, filtered as the list filters them" },
    "dry-run": { type: "boolean", help: "Only say what would be made; nothing is written" },
  },
  examples: (assay) => [
    `${assay} generate --workspace DIR --dry-run`,
    `${assay} generate --workspace DIR`,
    `${assay} generate --workspace DIR --tier gold --min-score 0.9 --filter '{"tag":"code"}'`,
    `echo '{"action":"undo"}' | ${assay} decide --workspace DIR`,
  ],
  notes: "Comparisons that somebody has decided about are left alone. The last example undoes a generation, as the window does.",
  async run(context) {
    const { options, output } = context;
    if (options.positionals.length > 0) throw usageError(`generate takes no ${options.positionals[0]}.`, "generate");
    const filter = options.text("filter");
    const scope: GenerationScope = {
      ...readPromotion(options.text("tier"), options.text("min-score")),
      ...(filter === undefined ? {} : { filter: await readFilter(filter) }),
    };
    const dryRun = options.flag("dry-run");
    // A reader cannot search texts.
    const isRead = dryRun && scope.filter?.text === undefined;
    const answer: GenerationCounts & Partial<GenerationPreview> = isRead
      ? await withReader(context, (reader) => reader.previewGeneration(scope))
      : await withWorkspace(context, true, async (workspace) => {
          await workspace.inSync();
          if (dryRun) return workspace.curation.previewGeneration(scope);
          return workspace.curation.generate(scope, { name: "cli", kind: "agent" });
        });
    if (options.flag("json")) await output.write(jsonLine(toDocument(answer, dryRun)));
    else await output.write(`${toText(answer, dryRun)}${toExamples(answer.examples ?? [])}`);
    return 0;
  },
};

/** @throws AssayError invalid_argument */
async function readFilter(value: string): Promise<ComparisonFilter> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch (thrown) {
    throw usageError(`--filter must be JSON, for example '{"text":"refund"}': ${(thrown as Error).message}.`, "generate");
  }
  const { checkInput } = await import("../open-for-filter.ts");
  checkInput("--filter", ComparisonFilter, parsed);
  return parsed as ComparisonFilter;
}

/** @throws AssayError invalid_argument */
function readPromotion(tier: string | undefined, score: string | undefined): Pick<GenerationScope, "promote"> {
  if (tier === undefined && score === undefined) return {};
  const known = tiers.find((one) => one === tier);
  if (known === undefined) throw usageError(`--tier is one of ${tiers.join(", ")}; it goes with --min-score.`, "generate");
  const minScore = score === undefined || score.trim() === "" ? Number.NaN : Number(score);
  if (!(minScore >= 0 && minScore <= 1)) throw usageError("--min-score is a number from 0 to 1; it goes with --tier.", "generate");
  return { promote: { tier: known, minScore } };
}

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
  const byTiers = created + changed > 0 ? ` (${byTier.gold} gold, ${byTier.silver} silver, ${byTier.bronze} bronze)` : "";
  const first = done.length === 0 ? "Nothing to generate" : `${done.join(", ").replace(/^./, (letter) => letter.toUpperCase())}${byTiers}`;
  const reasons: [number, string][] = [
    [leftOut.decided, "decided already"],
    [leftOut.belowThreshold, "below the lowest score"],
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
