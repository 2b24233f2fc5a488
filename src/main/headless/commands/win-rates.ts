import { ratingInWords, type WinRates, winRatesInWords, winSources } from "../../../contract/index.ts";
import { type Command, type CommandContext, workspaceOption } from "../command.ts";
import { jsonLine, printable, table } from "../output.ts";
import { usageError } from "../usage.ts";
import { oneOf } from "../values.ts";
import { withReader } from "../with-workspace.ts";

export const winRatesCommand: Command = {
  name: "win-rates",
  summary: "Rate engines by who beats whom in comparisons",
  positionals: "",
  options: {
    workspace: workspaceOption,
    source: { type: "string", value: "SOURCE", help: `Whose word counts: ${winSources.join(", ")}; default: recorded` },
    style: { type: "boolean", help: "Rate at equal length and format of the answers" },
  },
  examples: (assay) => [`${assay} win-rates --workspace DIR`, `${assay} win-rates --source people --style --json --workspace DIR`],
  notes: `Bradley–Terry ratings, 1000 on average, ties counting half; of a comparison of n answers each pair counts 1/(n - 1). Intervals are of 95%.
recorded: the winners in the records; people: their decisions; automatic: those of agents, else tiers given by score.`,
  async run(context) {
    const { options, output } = context;
    if (options.positionals.length > 0) throw usageError(`win-rates takes no ${options.positionals[0]}.`, "win-rates");
    const source = oneOf("source", options.text("source") ?? "recorded", winSources);
    const { rates, notes } = await withReader(context, async (reader) => ({
      rates: await reader.winRates({ source, style: options.flag("style") }),
      notes: await reader.leftOutNotes(),
    }));
    if (options.flag("json")) await output.write(jsonLine(toDocument(rates)));
    else await writeReport(context, rates);
    for (const note of notes) output.note(printable(note));
    return 0;
  },
};

async function writeReport({ output }: CommandContext, rates: WinRates): Promise<void> {
  await output.write(`${winRatesInWords(rates).map(printable).join("\n")}\n`);
  if (rates.engines.length === 0) return;
  await output.write(
    `\n${table(
      [
        { title: "engine", align: "left" },
        ...["rating (95%)", "rank", "pairs", "won", "tied", "lost"].map((title) => ({ title, align: "right" as const })),
      ],
      rates.engines.map((engine) => {
        const { rating, pairs, wins, ties, losses } = engine;
        const rank =
          rating === null ? "–" : rating.bestRank === rating.worstRank ? `${rating.bestRank}` : `${rating.bestRank} to ${rating.worstRank}`;
        return [engine.engineId, ratingInWords(engine), rank, ...[pairs, wins, ties, losses].map(String)];
      }),
    )}`,
  );
  const left = [
    ...(rates.ambiguous === 0 ? [] : [`${rates.ambiguous} whose winner's engine answered more than once`]),
    ...(rates.leftOut === 0 ? [] : [`${rates.leftOut} of engines or kinds beyond the limits`]),
  ];
  if (left.length > 0) output.note(`Left out: ${left.join(", ")}.`);
}

/** The document that `--json` prints, for other programs. */
function toDocument(rates: WinRates): object {
  const name = (i: number) => rates.engines[i]?.engineId;
  return {
    sentence: winRatesInWords(rates)[0],
    source: rates.source,
    comparisons: rates.comparisons,
    ties: rates.ties,
    all_bad: rates.allBad,
    ambiguous: rates.ambiguous,
    left_out: rates.leftOut,
    engines: rates.engines.map(({ engineId, rating, unrated, ...counts }) => ({
      engine_id: engineId,
      rating: rating && {
        value: rating.value,
        interval: [rating.low, rating.high],
        best_rank: rating.bestRank,
        worst_rank: rating.worstRank,
      },
      ...(unrated === null ? {} : { unrated }),
      ...counts,
    })),
    pairs: rates.cells.map(({ first, second, n, wins, ties, share, low, high }) => ({
      first: name(first),
      second: name(second),
      n,
      wins,
      ties,
      win_rate: share,
      interval: [low, high],
    })),
    style: rates.style && {
      comparisons: rates.style.comparisons,
      of: rates.style.of,
      no_text: rates.style.noText,
      points_for_twice_as_much: rates.style.effects.map(({ style, value, low, high }) => ({ style, value, interval: [low, high] })),
    },
  };
}
