import { createHash } from "node:crypto";
import { join } from "node:path";
import { AssayError, type DatasetSnapshot, tiers } from "../../../../contract/index.ts";
import { YieldBudget } from "../../async/yield-budget.ts";
import { parseObject } from "../../base/json-value.ts";
import { toolVersion } from "../../base/version.ts";
import { atomicWriteInside } from "../../files/atomic-write.ts";
import { readSmallFile } from "../../files/inside.ts";
import { readLines } from "../../files/read-lines.ts";
import { recordBytes } from "../../lines/line-bytes.ts";
import { readSample } from "../scan/read-sample.ts";

/**
 * A snapshot is two files of snapshots/: the dataset's lines as they were, byte for byte, and a manifest. The manifest is written last: without
 * it there is no snapshot.
 */
export const dataPath = (folder: string, id: string) => join(folder, `${id}.jsonl`);
export const manifestPath = (folder: string, id: string) => join(folder, `${id}.json`);

const maxManifestBytes = 16 * 1024;
const newline = Buffer.from("\n");

export interface SnapshotManifest extends DatasetSnapshot {
  sha256: string;
}

/** Copies the samples of a dataset file. @param toByte just after a newline. @throws AssayError disk_full, permission, io … */
export async function writeSnapshot(
  folder: string,
  snapshot: Pick<DatasetSnapshot, "id" | "name" | "atMs">,
  source: { path: string; durableBytes: number },
): Promise<SnapshotManifest> {
  const { id, name, atMs } = snapshot;
  const hash = createHash("sha256");
  const byTier = { gold: 0, silver: 0, bronze: 0 };
  let sizeBytes = 0;
  let samples = 0;
  const budget = new YieldBudget();
  await atomicWriteInside(dataPath(folder, id), async (file) => {
    for await (const lines of source.durableBytes > 0 ? readLines(source.path, 0, source.durableBytes) : []) {
      const kept: Buffer[] = [];
      for (const line of lines) {
        const bytes = recordBytes(line.bytes);
        const sample = readSample(bytes.toString("utf8"));
        await budget.spend(bytes.length);
        if (sample === null) continue;
        byTier[sample.tier]++;
        samples++;
        kept.push(bytes, newline);
      }
      const slice = Buffer.concat(kept);
      hash.update(slice);
      sizeBytes += slice.length;
      await file.writeFile(slice);
    }
  });
  const made: SnapshotManifest = { id, name, atMs, samples, byTier, sizeBytes, sha256: hash.digest("hex") };
  const manifest = {
    snapshot_version: 1,
    name,
    created_at_ms: atMs,
    tool_version: toolVersion,
    samples,
    tiers: byTier,
    size_bytes: sizeBytes,
    sha256: made.sha256,
  };
  await atomicWriteInside(manifestPath(folder, id), `${JSON.stringify(manifest, null, 2)}\n`);
  return made;
}

/** @throws AssayError damaged (not a manifest), not_found, refused … */
export async function readManifest(folder: string, id: string): Promise<SnapshotManifest> {
  const path = manifestPath(folder, id);
  const json = parseObject((await readSmallFile(path, maxManifestBytes)).toString("utf8"));
  const { snapshot_version: version, name, created_at_ms: atMs, samples, tiers: byTier, size_bytes: sizeBytes, sha256 } = json ?? {};
  const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
  const counts = (typeof byTier === "object" && byTier !== null ? byTier : {}) as Record<string, unknown>;
  if (
    version !== 1 ||
    typeof name !== "string" ||
    typeof sha256 !== "string" ||
    ![atMs, samples, sizeBytes, ...tiers.map((tier) => counts[tier])].every(isCount)
  ) {
    throw new AssayError(
      "damaged",
      `${path} is not the manifest of a snapshot${typeof version === "number" && version > 1 ? ": it is from a newer Assay" : ""}.`,
      {
        where: path,
        fix: "Move the file away, or restore it from a backup.",
      },
    );
  }
  return {
    id,
    name,
    atMs: atMs as number,
    samples: samples as number,
    byTier: { gold: counts.gold as number, silver: counts.silver as number, bronze: counts.bronze as number },
    sizeBytes: sizeBytes as number,
    sha256,
  };
}
