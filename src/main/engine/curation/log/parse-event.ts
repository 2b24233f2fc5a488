import { actorKinds, isTier, reviewOutcomes, sampleOrigins } from "../../../../contract/index.ts";
import { isCount, isObject } from "../../base/json-value.ts";
import {
  type Change,
  type EventPart,
  eventTypes,
  eventVersions,
  newestEventVersion,
  replacementSides,
  type SamplePositions,
  triggers,
} from "./event.ts";

const isText = (value: unknown): value is string => typeof value === "string";
const orNull = (value: unknown, is: (value: unknown) => boolean) => value === null || is(value);
const orAbsent = (value: unknown, is: (value: unknown) => boolean) => value === undefined || is(value);
const isAgent = (value: unknown) => value === "agent";
const isTrue = (value: unknown) => value === true;
const isWords = (value: unknown) => Array.isArray(value) && value.length > 0 && value.every(isText);
const isPositions = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length > 0 && value.every(isCount) && new Set(value).size === value.length;
const isRank = (value: unknown) => Array.isArray(value) && value.every(isPositions) && isPositions(value.flat());
const isKey = (value: unknown) => isText(value) && /^[0-9a-f]{24}$/.test(value);
const isRef = (value: unknown) => isText(value) && value.length >= 1 && value.length <= 600;

function isCandidateState(value: unknown): boolean {
  return (
    isObject(value) &&
    orNull(value.tier, isTier) &&
    typeof value.rejected === "boolean" &&
    orNull(value.by, (by) => actorKinds.some((one) => one === by)) &&
    orNull(value.sample, isRef)
  );
}

function isReviewState(value: unknown): boolean {
  return (
    isObject(value) &&
    orNull(value.outcome, (outcome) => reviewOutcomes.some((one) => one === outcome)) &&
    orNull(value.winner_position, isCount) &&
    isText(value.note) &&
    orAbsent(value.by, isAgent) &&
    orAbsent(value.rank, isRank) &&
    orAbsent(value.rank_by, isAgent) &&
    orAbsent(value.flagged, isTrue) &&
    orAbsent(value.reasons, isWords) &&
    orAbsent(value.tags, isWords) &&
    orAbsent(value.done, isTrue)
  );
}

const isVersion = (value: unknown) =>
  isObject(value) &&
  isText(value.line) &&
  !value.line.includes("\n") &&
  isCount(value.copies) &&
  value.copies >= 1 &&
  typeof value.edited === "boolean";

const isBoth = (value: unknown) => isObject(value) && isText(value.first) && isText(value.again);

function isChange(value: unknown): value is Change {
  if (!isObject(value)) return false;
  if (value.of === "candidate") {
    const named = isKey(value.comparison) && isText(value.comparison_id) && isCount(value.position) && isText(value.engine_id);
    return named && isCandidateState(value.before) && isCandidateState(value.after);
  }
  if (value.of === "review") {
    return isKey(value.comparison) && isText(value.comparison_id) && isReviewState(value.before) && isReviewState(value.after);
  }
  if (value.of === "repeat") {
    const { change } = value;
    const isDecision = isObject(change) && (change.of === "candidate" || change.of === "review") && isChange(change);
    return isDecision && isText(value.queue) && value.comparison === change.comparison && orAbsent(value.verdicts, isBoth);
  }
  if (value.of !== "sample") return false;
  const named = isRef(value.ref) && sampleOrigins.some((one) => one === value.origin) && isCount(value.created_at) && isText(value.did);
  const from = orNull(value.comparison, isKey) && orNull(value.position, isCount);
  return named && from && orAbsent(value.original, isText) && orNull(value.before, isVersion) && orNull(value.after, isVersion);
}

const isVerdict = (value: unknown) =>
  isObject(value) && isText(value.actor) && (value.kind === "person" || value.kind === "agent") && isText(value.verdict);
const isVerdicts = (value: unknown) =>
  isObject(value) &&
  isKey(value.comparison) &&
  Array.isArray(value.verdicts) &&
  value.verdicts.every(isVerdict) &&
  orAbsent(value.settled, isTrue);

/** A merge holds no merge: only the events that one has brought are handed on. */
const isMerged = (value: unknown) =>
  isObject(value) &&
  isCount(value.order) &&
  orAbsent(value.as, isText) &&
  orAbsent(value.settles, (keys) => Array.isArray(keys) && keys.every(isKey)) &&
  typeof checkEventPart(value.event) !== "string" &&
  (value.event as EventPart).type !== "merge";

const isReplacement = (value: unknown) =>
  isObject(value) && isText(value.id) && /^[0-9a-f]{64}$/.test(value.id) && replacementSides.some((one) => one === value.side);

const isSamplePositions = (value: unknown): value is SamplePositions =>
  Array.isArray(value) && value.length === 2 && isRef(value[0]) && Array.isArray(value[1]) && value[1].every(isCount);

/**
 * Reads one line of curation.jsonl. The file may have been edited by hand, damaged, or written by a newer Assay.
 * @returns the event part, or why it is none: a predicate that follows "Line 3 …".
 */
export function parseEventPart(text: string): EventPart | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "is not JSON";
  }
  return checkEventPart(value);
}

function checkEventPart(value: unknown): EventPart | string {
  if (!isObject(value)) return "is not an event";
  if (isCount(value.schema_version) && value.schema_version > newestEventVersion) {
    return `was written by a newer Assay (event version ${value.schema_version}; this one reads ${newestEventVersion})`;
  }
  if (!eventVersions.some((one) => one === value.schema_version)) return "is not an event of curation: it has no schema_version 1 to 6";
  const wrong = (property: string) => `is not an event of curation: its ${property} is missing or wrong`;
  if (!isText(value.event_id) || value.event_id === "") return wrong("event_id");
  if (typeof value.at !== "number" || !(value.at >= 0)) return wrong("at");
  if (!isText(value.actor)) return wrong("actor");
  if (value.actor_kind !== undefined && !actorKinds.some((one) => one === value.actor_kind)) return wrong("actor_kind");
  if (value.trigger !== undefined && !triggers.some((one) => one === value.trigger)) return wrong("trigger");
  if (!isText(value.tool_version)) return wrong("tool_version");
  if (!eventTypes.some((one) => one === value.type)) return wrong("type");
  if (!isText(value.description)) return wrong("description");
  if (!isCount(value.decisions)) return wrong("decisions");
  if (!orNull(value.target, isText)) return wrong("target");
  if (!orAbsent(value.replaces, isReplacement)) return wrong("replaces");
  if (!orAbsent(value.queue, isText)) return wrong("queue");
  if (!orAbsent(value.shown, isPositions)) return wrong("shown");
  if (!orAbsent(value.sealed_description, isText)) return wrong("sealed_description");
  if (!isCount(value.part) || !isCount(value.parts) || value.part >= value.parts) return wrong("part");
  if (!Array.isArray(value.changes)) return wrong("changes");
  const bad = value.changes.findIndex((change) => !isChange(change));
  if (bad >= 0) return wrong(`changes/${bad}`);
  if (!Array.isArray(value.places) || !value.places.every(isSamplePositions)) return wrong("places");
  if (!orAbsent(value.merged, (merged) => Array.isArray(merged) && merged.every(isMerged))) return wrong("merged");
  if (!orAbsent(value.verdicts, (verdicts) => Array.isArray(verdicts) && verdicts.every(isVerdicts))) return wrong("verdicts");
  if (!orAbsent(value.repeats, (repeats) => Array.isArray(repeats) && repeats.every((one) => isBoth(one) && isKey(one.comparison)))) {
    return wrong("repeats");
  }
  return value as unknown as EventPart;
}
