import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeEnglishExecutions } from "./english.ts";
import { folderBytes } from "./folder-bytes.ts";
import { generated } from "./generate.ts";
import type { Context } from "./part.ts";
import { inFolder, run, runAssay, type Watched } from "./process.ts";
import { ensurePython, peersFolder } from "./python.ts";
import { firstLine } from "./row.ts";
import type { StoreSize } from "./scale.ts";

interface Source {
  data: string;
  /** Makes the workspace. */
  fill(workspace: string): Promise<unknown>;
}

/** The same executions as lines, as our index, as Parquet, and in a table of ClickHouse. */
export async function measureStores({ lines }: Context): Promise<StoreSize[]> {
  const sources: Source[] = [
    {
      data: "words of twenty, at random",
      fill: async (workspace) => runAssay(["import", await generated("executions", lines), "--workspace", workspace, "--json"]),
    },
    {
      data: "English sentences",
      fill: async (workspace) => {
        const input = `${workspace}.jsonl`;
        await writeFile(input, `${(await makeEnglishExecutions()).join("\n")}\n`);
        return runAssay(["import", input, "--workspace", workspace, "--json"]);
      },
    },
  ];
  const sizes: StoreSize[] = [];
  for (const source of sources) {
    try {
      sizes.push(...(await inFolder((folder) => measureSource(source, folder))));
    } catch (thrown) {
      sizes.push({ data: source.data, records: 0, store: "all", missing: firstLine(thrown) });
    }
  }
  return sizes;
}

async function measureSource({ data, fill }: Source, folder: string): Promise<StoreSize[]> {
  const [workspace, lake, file] = [join(folder, "w"), join(folder, "lake"), join(folder, "one.parquet")] as const;
  await fill(workspace);
  const stats = await runAssay(["stats", "--workspace", workspace, "--json"]);
  const { engines } = JSON.parse(stats.stdout) as { engines: { count: number }[] };
  const records = engines.reduce((sum, { count }) => sum + count, 0);
  const exportLake = () => runAssay(["export", "--workspace", workspace, "--target", "parquet-lake", "--out", lake, "--json"]);
  const exportFile = () => runAssay(["executions", "--workspace", workspace, "--sort", "arrival", "--out", file, "--json"]);
  const query = async (pattern: string) => Number((await run(process.execPath, [join(peersFolder, "duckdb-parquet.mjs"), pattern])).stdout);
  const written = async (work: () => Promise<Watched>, bytes: () => Promise<number>, pattern: string) => {
    const { seconds } = await work();
    return { bytes: await bytes(), writeSeconds: seconds, queryMs: await query(pattern) };
  };
  const made: [store: string, measure: () => Promise<Partial<StoreSize>>][] = [
    ["journal (JSONL)", async () => ({ bytes: (await stat(join(workspace, "output/events.jsonl"))).size })],
    ["Assay's index, beside the journal", async () => ({ bytes: (await stat(join(workspace, ".assay/index.duckdb"))).size })],
    ["Parquet, one file", () => written(exportFile, async () => (await stat(file)).size, file)],
    ["Parquet, a lake by day and engine", () => written(exportLake, () => folderBytes(lake, ".parquet"), join(lake, "*/*/*.parquet"))],
    ["ClickHouse (chdb), MergeTree, from the lake", () => inClickHouse(lake, join(folder, "clickhouse"), records)],
  ];
  const sizes: StoreSize[] = [];
  for (const [store, measure] of made) {
    const measured = await measure().catch((thrown: unknown) => ({ missing: firstLine(thrown) }));
    sizes.push({ data, records, store, ...measured });
  }
  return sizes;
}

async function inClickHouse(lake: string, folder: string, records: number): Promise<Partial<StoreSize>> {
  const { program } = await ensurePython("clickhouse");
  await mkdir(folder);
  const { stdout } = await run(program, [join(peersFolder, "clickhouse_size.py"), lake, folder]);
  const { rows, bytes, seconds, ms } = JSON.parse(stdout) as { rows: number; bytes: number; seconds: number; ms: number };
  if (rows !== records) throw new Error(`it has ${rows} rows of ${records}`);
  return { bytes, writeSeconds: seconds, queryMs: ms };
}
