import { isDeepStrictEqual } from "node:util";
import { AssayError, type ChannelName, type ConversionPlan, channelOfKind, recordKinds } from "../../../contract/index.ts";
import type { Channel } from "../collector/channel.ts";
import type { Quarantine } from "../collector/quarantine.ts";
import type { PromisedRecord, RejectedAgain } from "../collector/quarantine-line.ts";
import { toBatches } from "../ingest/chunk-batches.ts";
import type { ChunkResult } from "../records/chunk-result.ts";
import { type IsOwnWrite, keyOfHash, type LineHash } from "../records/line-hash.ts";
import type { LineHashSet } from "../records/line-hash-set.ts";
import type { SourceKeys } from "../records/source-keys.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import { inspectAgain, listRecords, notWhole, type QuarantinedLine } from "./inspect-again.ts";
import { type RetryTally, unexplained } from "./retry-tally.ts";

/** What writing retried lines needs of a workspace. */
export interface RetryParts {
  channels: ReadonlyMap<ChannelName, Channel>;
  quarantine: Quarantine;
  pool: WorkerPool;
  strict: boolean;
  /** Hashes of all lines in the journals, by channel. */
  known(): Promise<ReadonlyMap<ChannelName, LineHashSet>>;
  /** Source keys of all converted records, by channel. */
  knownSources(): Promise<ReadonlyMap<ChannelName, SourceKeys>>;
  isOwnWrite: IsOwnWrite;
  remember(channel: ChannelName, hash: LineHash): void;
  forgetKnown(): void;
  waitForCapacity(): Promise<void>;
}

type IsNew = (key: LineHash, hash: LineHash) => boolean;

/** Tells new records from those that are there, over all batches of one retry. */
export async function createKeeper(parts: RetryParts): Promise<(channel: ChannelName, isConverted: boolean) => IsNew> {
  const [known, sources] = [await parts.known(), await parts.knownSources()];
  const begun = new Map([...sources].map(([channel, keys]) => [channel, keys.beginFile()]));
  return (channel, isConverted) => (key, hash) => {
    const isFresh = isConverted ? (begun.get(channel)?.(key) ?? true) : (known.get(channel)?.add(hash) ?? true);
    const isNew = isFresh && !(channel === "training_samples" && parts.isOwnWrite(hash));
    if (isNew && isConverted) parts.remember(channel, hash);
    return isNew;
  };
}

/**
 * Tries lines of one source again: those that are records now are appended to their channels and leave quarantine. The records are promised
 * before they are written, and the lines marked after: an opening after a crash in between finishes what was written (`settle.ts`). Lines that
 * stay get the reasons of this try.
 * @throws AssayError disabled when a record's channel is switched off; disk_full, io …: then the lines stay in quarantine.
 */
export async function retryBatch(
  parts: RetryParts,
  keep: Awaited<ReturnType<typeof createKeeper>>,
  lines: readonly QuarantinedLine[],
  plan: ConversionPlan | null,
  tally: RetryTally,
): Promise<void> {
  const { chunk, entriesOf, findings } = await inspectAgain(parts, lines, plan);
  refuseDisabled(parts, chunk);
  const records = listRecords(chunk);
  const promised = new Map<number, PromisedRecord[]>();
  const added = new Set<number>();
  const made = new Set<number>();
  let at = 0;
  const { batches } = toBatches(chunk, (channel) => {
    const isNew = keep(channel, chunk.sourceKeys !== undefined);
    return (key, hash) => {
      const entries = entriesOf[records[at++] ?? -1] ?? [];
      const fresh = isNew(key, hash);
      for (const offset of entries) {
        made.add(offset);
        if (!fresh) continue;
        added.add(offset);
        promised.set(offset, [...(promised.get(offset) ?? []), [channel, keyOfHash(hash)]]);
      }
      return fresh;
    };
  });
  const done = [...made].filter((offset) => !findings.has(offset));
  if (batches.length > 0) {
    const keys = [...promised].filter(([line]) => !findings.has(line)).map(([line, one]) => ({ line, keys: one }));
    try {
      await parts.quarantine.mark({ mark: "retrying", at_ms: Date.now(), records: keys });
      await parts.waitForCapacity();
      for (const { channel, batch } of batches) {
        const target = parts.channels.get(channel) as Channel;
        await target.commit(batch);
        target.counters.countAccepted(batch.lines, batch.invalid);
      }
    } catch (thrown) {
      parts.forgetKnown();
      throw thrown;
    }
  }
  if (done.length > 0) await parts.quarantine.mark({ mark: "record", at_ms: Date.now(), lines: done });
  const stay: RejectedAgain[] = [];
  for (const { offset, record, text } of lines)
    if (findings.has(offset) || !made.has(offset)) {
      const why = findings.get(offset) ?? [unexplained];
      tally.reject(why);
      // Findings of an edited text are not those of the line that is kept.
      const isNews = text === undefined && why[0] !== notWhole && !isDeepStrictEqual(why, record.findings);
      if (isNews) stay.push({ line: offset, findings: why });
    } else if (added.has(offset)) tally.accepted++;
    else tally.duplicates++;
  if (stay.length > 0) await parts.quarantine.mark({ mark: "rejected", at_ms: Date.now(), lines: stay });
}

function refuseDisabled({ channels }: RetryParts, { tables }: ChunkResult): void {
  for (const kind of recordKinds) {
    const channel = channelOfKind[kind];
    if (tables[kind].starts.length > 1 && !channels.has(channel))
      throw new AssayError("disabled", `The channel ${channel} is switched off, so ${kind} records are not taken.`, {
        where: `json_engine.output.channels.${channel}.enabled`,
        fix: "Switch the channel on in assay.config.json or in Settings, and try again.",
      });
  }
}
