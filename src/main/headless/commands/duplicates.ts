import { type DatasetReport, type DuplicateCluster, defaultSimilarity } from "../../../contract/index.ts";
import type { Workspace } from "../../engine/index.ts";
import { type Command, type CommandContext, workspaceOption } from "../command.ts";
import { checkDataset } from "../dataset-checked.ts";
import { jsonLine, printable } from "../output.ts";
import { usageError } from "../usage.ts";
import { readSimilarity, similarityHelp } from "../values.ts";
import { withWorkspace } from "../with-workspace.ts";

const pageSize = 100;
const headCharacters = 60;

export const duplicatesCommand: Command = {
  name: "duplicates",
  summary: "Samples that say the same or nearly the same, in clusters",
  positionals: "",
  options: {
    workspace: workspaceOption,
    threshold: {
      type: "string",
      value: "X",
      help: similarityHelp,
    },
  },
  examples: (assay) => [`${assay} duplicates --workspace DIR`, `${assay} duplicates --workspace DIR --threshold 0.9 --json`],
  notes: `The first sample of a cluster is the one to keep. Nothing is removed: that is done on the screen, Samples, Duplicates.
Similarity is that of character 5-grams (Jaccard), in prompt and output both.`,
  async run(context) {
    const { options, output } = context;
    if (options.positionals.length > 0) throw usageError(`duplicates takes no ${options.positionals[0]}.`, "duplicates");
    const text = options.text("threshold");
    const threshold = text === undefined ? defaultSimilarity : readSimilarity(text, "duplicates");
    await withWorkspace(context, true, async (workspace) => {
      const report = await checkDataset(context, workspace, threshold);
      await (options.flag("json") ? writeJson : writeText)(context, workspace, report);
    });
    output.progress("");
    return 0;
  },
};

async function* allClusters({ dataset }: Workspace): AsyncGenerator<DuplicateCluster> {
  let cursor: string | undefined;
  do {
    const page = await dataset.clusters({ limit: pageSize, ...(cursor === undefined ? {} : { cursor }) });
    yield* page.rows;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

async function writeJson({ output }: CommandContext, workspace: Workspace, report: DatasetReport): Promise<void> {
  const { samples, similarity, clusters, superfluous } = report;
  const head = JSON.stringify({ samples, threshold: similarity, clusters, superfluous });
  await output.write(`${head.slice(0, -1)},"found":[`);
  let between = "\n";
  for await (const { kind, size, why, members } of allClusters(workspace)) {
    const told = members.map(({ row, similarity: alike }, i) => ({
      sample_id: row.sampleId,
      tier: row.tier,
      similarity: alike,
      keep: i === 0,
    }));
    await output.write(`${between}${jsonLine({ kind, size, why, members: told }).trimEnd()}`);
    between = ",\n";
  }
  await output.write("]}\n");
}

async function writeText({ output }: CommandContext, workspace: Workspace, report: DatasetReport): Promise<void> {
  const { samples, similarity, clusters, superfluous } = report;
  await output.write(
    `${clusters} clusters among ${samples} samples at ${similarity}; without the first of each: ${superfluous} samples.\n`,
  );
  for await (const { kind, size, why, members } of allClusters(workspace)) {
    await output.write(`\n${size} ${kind === "exact" ? "equal" : "nearly equal"} samples. ${printable(why)}\n`);
    for (const [i, { row, similarity: alike }] of members.entries()) {
      const text = printable(row.outputHead).slice(0, headCharacters);
      await output.write(`  ${i === 0 ? "keep" : alike.toFixed(2)}  ${row.tier.padEnd(6)}  ${printable(row.sampleId)}  ${text}\n`);
    }
    if (size > members.length) await output.write(`  and ${size - members.length} more\n`);
  }
}
