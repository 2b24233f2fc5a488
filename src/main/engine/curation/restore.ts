import { AssayError, type CurationAnswer, decideBySample, isTier } from "../../../contract/index.ts";
import { hashLine, keyOfHash } from "../records/line-hash.ts";
import type { DecideDeps } from "./decide.ts";
import type { Actor, SampleVersion } from "./log/event.ts";
import { comparisonsIn } from "./log/stored-changes.ts";
import { CollectedSamples } from "./projections/collected-samples.ts";
import { getCandidateName, parseSampleRecord } from "./projections/sample-record.ts";
import type { SampleEntry } from "./state/sample-registry.ts";
import type { CurationStore } from "./transaction/curation-store.ts";
import { Transaction } from "./transaction/transaction.ts";

/** A sample as it shall be: one of its earlier lines, or null for one that leaves the dataset. */
export interface RestoredSample {
  ref: string;
  line: string | null;
}

/** One event holds its changes in memory, with each sample's line before and after. */
const maxBytes = 256 * 1024 * 1024;

/**
 * Gives samples the lines they had, in one step of undo. Candidates follow their samples.
 * @param samples read while no other step is taken.
 * @throws AssayError over_limit, disk_full, io …; nothing has changed then.
 */
export function restoreSamples(
  store: CurationStore,
  deps: Pick<DecideDeps, "db" | "samples">,
  { samples, by, title }: { samples: () => AsyncIterable<RestoredSample>; by: Actor; title: string },
): Promise<CurationAnswer> {
  return store.exclusive(async () => {
    const transaction = new Transaction(store.log, new CollectedSamples(deps.db, deps.samples));
    let bytes = 0;
    let count = 0;
    for await (const one of samples()) {
      bytes += 2 * (one.line?.length ?? 500);
      if (bytes > maxBytes) {
        throw new AssayError("over_limit", `The dataset differs from ${title} in more than one step can hold (${count} samples so far).`, {
          fix: "Import the snapshot's file into a new workspace instead.",
        });
      }
      await restoreOne(store, transaction, one, by, title);
      count++;
    }
    const changes = await transaction.changes();
    const description = changes.length === 0 ? "nothing changed" : `returned to ${title}: ${count === 1 ? "1 sample" : `${count} samples`}`;
    if (changes.length > 0) await store.commit("decide", changes, { actor: by.name, actor_kind: by.kind, description, decisions: 1 });
    return { state: store.state.history.summary(by.kind), description, comparisons: comparisonsIn(changes) };
  });
}

async function restoreOne(store: CurationStore, transaction: Transaction, { ref, line }: RestoredSample, by: Actor, title: string) {
  const sample = await transaction.sample(ref);
  const did = `returned to ${title}`;
  if (line === null) {
    if (!sample?.after) return;
    const { comparison, position } = sample;
    const name =
      comparison === null || position === null ? null : getCandidateName(parseSampleRecord(sample.after.line), comparison, position);
    await transaction.removeSample(ref, `removed: ${did}`);
    if (!name) return;
    const state = transaction.candidate(name.comparison, name.position);
    if (state.sample === ref) transaction.setCandidate(name, decideBySample(state, { type: "demote", sample: ref }, by.kind));
    return;
  }
  const record = parseSampleRecord(line);
  if (!sample) {
    const createdAt = typeof record.created_at === "number" ? record.created_at : store.nowS;
    await transaction.setSample({ ref, origin: "collected", createdAt, comparison: null, position: null }, line, did);
    return;
  }
  const entry = store.state.samples.get(ref);
  const version = entry ? await findVersion(store, entry, line) : undefined;
  transaction.setVersion(sample, version ?? { line, copies: 1, edited: false }, did);
  const { comparison, position, origin } = sample;
  if (comparison === null || position === null || !isTier(record.tier)) return;
  const decider = origin === "auto" ? "auto" : by.kind;
  transaction.setCandidate(getCandidateName(record, comparison, position), {
    tier: record.tier,
    rejected: false,
    by: decider,
    sample: ref,
  });
}

/** The version of a sample that had this line, as the log recorded it. */
async function findVersion(store: CurationStore, entry: SampleEntry, line: string): Promise<SampleVersion | undefined> {
  const key = keyOfHash(hashLine(Buffer.from(line, "utf8")));
  for (const at of [...entry.touched].reverse()) {
    for (const change of (await store.log.events.part(at)).changes) {
      if (change.of !== "sample" || change.ref !== entry.ref) continue;
      for (const version of [change.after, change.before]) {
        if (version && keyOfHash(hashLine(Buffer.from(version.line, "utf8"))) === key) return version;
      }
    }
  }
  return undefined;
}
