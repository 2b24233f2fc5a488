import { randomUUID } from "node:crypto";
import { isDecided, type Tier } from "../../../contract/index.ts";
import type { Log } from "../base/log.ts";
import { toolVersion } from "../base/version.ts";
import { getAutomaticSample, type Thresholds } from "../curation/generation/automatic-sample.ts";
import { encodeEvent } from "../curation/log/encode-event.ts";
import { type Change, type EventHead, eventVersion } from "../curation/log/event.ts";
import type { CurationLog } from "../curation/state/curation-log.ts";
import type { LogState } from "../curation/state/log-state.ts";
import { getCandidateSource, type RecordedComparison } from "../curation/transaction/comparison-source.ts";
import { describeGeneration } from "../curation/transaction/describe.ts";
import { automaticRef, type CandidateSource } from "../curation/transaction/sample-line.ts";
import { hashLine, keyOfHash } from "../records/line-hash.ts";
import type { SchemaValidator } from "../validator/schema-validator.ts";

/** A sample to be made of a comparison. */
export interface DueSample {
  /** Key of the comparison. */
  key: string;
  tier: Tier;
  source: CandidateSource;
  /** Its line in the dataset, without a newline. */
  line: string;
}

export interface DueSamplesParts {
  /** What was made and decided so far. */
  curation: CurationLog;
  validator: SchemaValidator;
  thresholds: Thresholds;
  log: Log;
}

/**
 * Samples to be made of comparisons; none of those made or decided before. A comparison of which none can be made is logged.
 * @param lines with their newlines.
 */
export function getDueSamples(parts: DueSamplesParts, lines: readonly Uint8Array[]): DueSample[] {
  const due = new Map<string, DueSample>();
  for (const line of lines) {
    const one = toDueSample(parts, Buffer.from(line.buffer, line.byteOffset, line.length - 1));
    if (one) due.set(one.key, one);
  }
  return [...due.values()];
}

/** The event that records these samples, as lines of curation.jsonl. */
export function encodeDueSamples(due: readonly DueSample[], state: LogState): Promise<Buffer[]> {
  const nowMs = Date.now();
  const head: EventHead = {
    schema_version: eventVersion,
    event_id: randomUUID(),
    at: nowMs,
    actor: "auto",
    tool_version: toolVersion,
    type: "generate",
    description: describeGeneration({ created: due.length, changed: 0, removed: 0 }, "automatic"),
    decisions: 0,
    target: null,
  };
  const createdAtS = Math.floor(nowMs / 1000);
  return encodeEvent(
    head,
    due.flatMap((one) => toChanges(one, state, createdAtS)),
  );
}

function toDueSample({ validator, thresholds, curation, log }: DueSamplesParts, line: Buffer): DueSample | null {
  const key = keyOfHash(hashLine(line));
  const { samples, comparisons } = curation.state;
  if (samples.get(automaticRef(key)) || isDecided(comparisons.get(key))) return null;
  const raw = line.toString("utf8");
  const { valid, parsed } = validator.validateLine(raw, "comparison_result");
  if (!valid || parsed === null) return null;
  const record = parsed as RecordedComparison["record"];
  const comparisonId = String((parsed as { comparison_id?: unknown }).comparison_id ?? "");
  const comparison = { key, comparisonId, raw, record };
  try {
    const sample = getAutomaticSample(comparison, thresholds, Math.floor(Date.now() / 1000));
    if (sample === null) return null;
    return { key, tier: sample.tier, source: getCandidateSource(comparison, sample.position), line: sample.line };
  } catch (thrown) {
    log("warn", "sample_not_generated", { comparison: comparisonId, error: thrown });
    return null;
  }
}

function toChanges({ key, tier, source, line }: DueSample, state: LogState, createdAtS: number): Change[] {
  const ref = automaticRef(key);
  const { comparisonId, position, engineId, winnerScore } = source;
  return [
    {
      of: "sample",
      ref,
      origin: "auto",
      created_at: createdAtS,
      comparison: key,
      position,
      did: `generated as ${tier} from the winner's score ${winnerScore}`,
      before: null,
      after: { line, copies: 1, edited: false },
    },
    {
      of: "candidate",
      comparison: key,
      comparison_id: comparisonId,
      position,
      engine_id: engineId,
      before: state.candidate(key, position),
      after: { tier, rejected: false, by: "auto", sample: ref },
    },
  ];
}
