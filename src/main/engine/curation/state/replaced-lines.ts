import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { AssayError, type ChannelName } from "../../../../contract/index.ts";
import { atomicWriteInside } from "../../files/atomic-write.ts";
import { writeAll } from "../../files/durable-write.ts";
import { makeFolderInside, statInside } from "../../files/inside.ts";
import { readLines } from "../../files/read-lines.ts";
import { toLine } from "../../lines/line-bytes.ts";
import { hashOfKey, type LineHash } from "../../records/line-hash.ts";
import { LineHashSet } from "../../records/line-hash-set.ts";
import type { Replacement } from "../log/event.ts";

/**
 * Which lines stand for which others, one file a replacement: `replaced/<SHA-256 of the file>.csv` beside curation.jsonl, written before the
 * log names it and never changed. A row is channel, hash of the old line, hash of the new one, as `keyOfHash` spells them: either is empty where a
 * record is only taken away, or only comes back.
 */
export interface ReplacedPair {
  channel: ReplacedChannel;
  old: string;
  new: string;
}
export type ReplacedChannel = Exclude<ChannelName, "training_samples">;

const folderOf = (curationPath: string) => join(dirname(curationPath), "replaced");
const pathOf = (curationPath: string, id: string) => join(folderOf(curationPath), `${id}.csv`);

/** One row of the file, with its end. */
export const encodePair = ({ channel, old, new: next }: ReplacedPair): string => `${channel},${old},${next}\n`;

/**
 * Puts a file of pairs where the log can name it, fsynced, unless it is there.
 * @param stagedPath the file, complete. @param id its SHA-256 as hex.
 * @throws AssayError disk_full, permission, io …; nothing is there then.
 */
export async function keepPairs(curationPath: string, stagedPath: string, id: string): Promise<void> {
  const path = pathOf(curationPath, id);
  await makeFolderInside(folderOf(curationPath));
  if ((await statInside(path)) !== null) return;
  await atomicWriteInside(path, async (file) => {
    for await (const lines of readLines(stagedPath))
      await writeAll(
        file,
        lines.map(({ bytes }) => toLine(bytes.toString("latin1"))),
      );
  });
}

/** @throws AssayError damaged when the file is not what the log names; not_found, io … */
async function* readPairs(curationPath: string, id: string): AsyncGenerator<ReplacedPair[]> {
  const path = pathOf(curationPath, id);
  const digest = createHash("sha256");
  for await (const lines of readLines(path)) {
    const slice: ReplacedPair[] = [];
    for (const { bytes } of lines) {
      const line = bytes.toString("latin1");
      digest.update(line).update("\n");
      const [channel, old = "", next = ""] = line.split(",");
      if (channel === "events" || channel === "comparisons") slice.push({ channel, old, new: next });
    }
    yield slice;
  }
  if (digest.digest("hex") !== id)
    throw new AssayError("damaged", `${path} is not what it was when ${curationPath} named it.`, {
      where: path,
      fix: "Restore it from a backup: it says which records count where a mapping was run again.",
    });
}

/** Gives each line that does not count, once; holds about 36 bytes a replaced line meanwhile. @throws as `readPairs`. */
export async function readReplaced(
  curationPath: string,
  replacements: ReadonlyMap<string, Replacement>,
  take: (channel: ReplacedChannel, hash: LineHash) => unknown,
): Promise<void> {
  const decided = { events: new LineHashSet(), comparisons: new LineHashSet() };
  const say = (channel: ReplacedChannel, key: string, counts: boolean) => {
    const hash = hashOfKey(key);
    // The newest word about a line holds.
    if (hash !== null && decided[channel].add(hash) && !counts) take(channel, hash);
  };
  for (const { id, side } of [...replacements.values()].reverse()) {
    for await (const pairs of readPairs(curationPath, id))
      for (const { channel, old, new: next } of pairs) {
        if (side !== "staged") say(channel, old, side === "old");
        say(channel, next, side === "new");
      }
  }
}

/** The comparisons that do not count. @throws as `readPairs`. */
export async function readReplacedComparisons(curationPath: string, replacements: ReadonlyMap<string, Replacement>): Promise<LineHashSet> {
  const there = new LineHashSet();
  await readReplaced(curationPath, replacements, (channel, hash) => channel === "comparisons" && there.add(hash));
  return there;
}
