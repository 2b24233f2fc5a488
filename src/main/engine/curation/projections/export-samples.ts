import { createHash, type Hash } from "node:crypto";
import { basename, join } from "node:path";
import { type ExportResult, isTier, type SampleFilter, type SampleOrigin } from "../../../../contract/index.ts";
import { YieldBudget } from "../../async/yield-budget.ts";
import { atomicWriteInside } from "../../files/atomic-write.ts";
import { makeFolderInside, removeFile, statInside } from "../../files/inside.ts";
import { readLines } from "../../files/read-lines.ts";
import { isOpen, lineMatches } from "./sample-filter.ts";
import type { IsSample } from "./sample-record.ts";
import { parseSampleRecord } from "./sample-record.ts";

export interface SampleExport {
  filter: SampleFilter;
  /** The live dataset, flushed. */
  datasetPath: string;
  /** curation.jsonl, and how much of it the dataset follows from. */
  curationPath: string;
  curationBytes: number;
  getOrigin(line: Buffer): SampleOrigin;
  /** Lines of the dataset file that are not samples are left out. */
  isSample: IsSample;
  folder: string;
  toolVersion: string;
  nowMs: number;
}

/**
 * Writes the dataset lines that a filter matches to a new file, byte for byte and in order, with a manifest of what it holds and was made
 * from. Both appear whole or not at all.
 * @throws AssayError disk_full, permission, io …; nothing is left behind then.
 */
export async function exportSamples(asked: SampleExport): Promise<ExportResult> {
  await makeFolderInside(asked.folder);
  const file = await freePath(asked.folder, asked.nowMs);
  const manifest = file.replace(/\.jsonl$/, ".manifest.json");
  const made = await writeLines(file, asked);
  try {
    await atomicWriteInside(manifest, `${JSON.stringify(await createManifest(file, asked, made), null, 2)}\n`);
  } catch (thrown) {
    await removeFile(file);
    throw thrown;
  }
  return { file, manifest, rows: made.rows, sizeBytes: made.sizeBytes, sha256: made.sha256 };
}

interface Written {
  rows: number;
  tiers: Record<"gold" | "silver" | "bronze", number>;
  sizeBytes: number;
  sha256: string;
  source: { bytes: number; sha256: string };
  /** Lines of the dataset file that are not samples. */
  leftOut: number;
}

async function writeLines(path: string, { filter, datasetPath, getOrigin, isSample }: SampleExport): Promise<Written> {
  const out = createHash("sha256");
  const source = createHash("sha256");
  const tiers = { gold: 0, silver: 0, bronze: 0 };
  let rows = 0;
  let sizeBytes = 0;
  let sourceBytes = 0;
  let leftOut = 0;
  const budget = new YieldBudget();
  await atomicWriteInside(path, async (file) => {
    for await (const lines of readLines(datasetPath)) {
      const kept: Buffer[] = [];
      for (const line of lines) {
        const { bytes } = line;
        addLine(source, bytes);
        sourceBytes += bytes.length + 1;
        const text = bytes.toString("utf8");
        await budget.spend(bytes.length);
        if (text.trim() === "") continue;
        if (!isSample(line)) {
          leftOut++;
          continue;
        }
        if (!lineMatches(filter, text, () => getOrigin(bytes))) continue;
        const { tier } = parseSampleRecord(text);
        if (isTier(tier)) tiers[tier]++;
        rows++;
        addLine(out, bytes);
        kept.push(bytes, newline);
      }
      const slice = Buffer.concat(kept);
      sizeBytes += slice.length;
      await file.writeFile(slice);
    }
  });
  return { rows, tiers, sizeBytes, sha256: out.digest("hex"), source: { bytes: sourceBytes, sha256: source.digest("hex") }, leftOut };
}

const newline = Buffer.from("\n");

function addLine(hash: Hash, bytes: Buffer): void {
  hash.update(bytes).update(newline);
}

async function createManifest(file: string, asked: SampleExport, made: Written) {
  return {
    manifest_version: 1,
    file: basename(file),
    created_at: new Date(asked.nowMs).toISOString(),
    tool: "assay",
    tool_version: asked.toolVersion,
    record_kind: "training_sample",
    record_schema: "v1",
    filter: isOpen(asked.filter) ? {} : asked.filter,
    rows: made.rows,
    tiers: made.tiers,
    ...(made.leftOut > 0 ? { lines_that_are_no_samples: made.leftOut } : {}),
    size_bytes: made.sizeBytes,
    sha256: made.sha256,
    made_from: [
      { file: basename(asked.datasetPath), size_bytes: made.source.bytes, sha256: made.source.sha256 },
      {
        file: basename(asked.curationPath),
        size_bytes: asked.curationBytes,
        sha256: await hashPrefix(asked.curationPath, asked.curationBytes),
      },
    ],
  };
}

async function hashPrefix(path: string, bytes: number): Promise<string> {
  const hash = createHash("sha256");
  for await (const lines of readLines(path, 0, bytes)) for (const line of lines) addLine(hash, line.bytes);
  return hash.digest("hex");
}

/** A file name with the time that no other export has. */
async function freePath(folder: string, nowMs: number): Promise<string> {
  const time = new Date(nowMs)
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replaceAll(":", "-");
  for (let count = 1; ; count++) {
    const path = join(folder, `${time}-samples${count === 1 ? "" : `-${count}`}.jsonl`);
    if ((await statInside(path)) === null) return path;
  }
}
