import {
  AssayError,
  isConversation,
  type Message,
  maxLineBytes,
  type SampleChanges,
  type SampleOrigin,
  type Tier,
} from "../../../../contract/index.ts";
import { replaceValues } from "./replace-values.ts";

/** The candidate that a sample is made of. */
export interface CandidateSource {
  comparison: string;
  comparisonId: string;
  query: string;
  position: number;
  engineId: string;
  output: string;
  /** The shared conversation with the candidate's turns; absent where the comparison has none. */
  messages?: readonly Message[];
  /** The candidate's own score, if recorded. */
  quality: number | null;
  /** The recorded winner's score, if this candidate is the winner. */
  winnerScore: number | null;
}

/** Quality of a tier, used where no score is recorded. */
const qualityOfTier: Record<Tier, number> = { gold: 1, silver: 0.75, bronze: 0.5 };

const maxIdCharacters = 512;

const isScore = (value: number | null): value is number => value !== null && value >= 0 && value <= 1;

/** The score of a sample, and its source. */
function getScore(source: CandidateSource, tier: Tier): { quality_score: number; source: "candidate" | "winner" | "tier" } {
  if (isScore(source.quality)) return { quality_score: source.quality, source: "candidate" };
  if (isScore(source.winnerScore)) return { quality_score: source.winnerScore, source: "winner" };
  return { quality_score: qualityOfTier[tier], source: "tier" };
}

/**
 * The line of a sample made from a candidate.
 * @param made.validated whether a person confirmed it.
 * @throws AssayError over_limit when the line would exceed 16 MiB.
 */
export function createSampleLine(
  source: CandidateSource,
  made: { sampleId: string; createdAtS: number; tier: Tier; validated: boolean },
): string {
  const { quality_score, source: from } = getScore(source, made.tier);
  const traceId = [...(source.comparisonId === "" ? source.comparison : source.comparisonId)].slice(0, maxIdCharacters).join("");
  return withinLimit(
    JSON.stringify({
      sample_id: made.sampleId,
      created_at: made.createdAtS,
      source_trace_id: traceId,
      tier: made.tier,
      input: source.query,
      output: source.output,
      ...(source.messages === undefined ? {} : { messages: source.messages }),
      validation: { quality_score, validated: made.validated, source: from },
      comparison_key: source.comparison,
      engine_id: source.engineId,
      position: source.position,
    }),
  );
}

interface EditedRecord {
  tier: Tier;
  validation?: Record<string, unknown>;
  messages?: unknown;
  input?: unknown;
  output?: unknown;
}

/**
 * A sample's line with changes. A collected line keeps every other byte. In a line of Assay's own, `validated` is set, and a score derived
 * from the tier follows the new tier.
 * @throws AssayError over_limit
 */
export function editedLine(line: string, origin: SampleOrigin, edit: SampleChanges, validated: boolean): string {
  const record = JSON.parse(line) as EditedRecord;
  const changed = { ...edit, ...editedTurns(record, edit) };
  if (origin === "collected") return withinLimit(replaceValues(line, changed));
  const { validation } = record;
  if (validation) {
    validation.validated = validated;
    if (edit.tier && validation.source === "tier") validation.quality_score = qualityOfTier[edit.tier];
  }
  return withinLimit(JSON.stringify({ ...record, ...changed }));
}

/** The conversation with the new texts in the turns that held the old ones; nothing when there is no such turn. */
function editedTurns(record: EditedRecord, edit: SampleChanges): { messages?: Message[] } {
  if (!isConversation(record.messages)) return {};
  const messages = [...record.messages];
  const replace = (role: string, old: unknown, text: string | undefined) => {
    const at = text === undefined ? -1 : messages.findLastIndex((turn) => turn.role === role && turn.content === old);
    if (at >= 0) messages[at] = { ...(messages[at] as Message), content: text as string };
    return at >= 0;
  };
  const [input, output] = [replace("user", record.input, edit.input), replace("assistant", record.output, edit.output)];
  return input || output ? { messages } : {};
}

/** The line of an automatic sample with another tier. */
export function automaticLine(line: string, tier: Tier): string {
  return JSON.stringify({ ...JSON.parse(line), tier });
}

/** The ref of a comparison's automatic sample. */
export const automaticRef = (comparison: string) => `auto-${comparison}`;

/** The same record in other bytes, for a line that another sample has: samples are told apart by their lines. */
export function otherBytes(line: string): string {
  const end = line.lastIndexOf("}");
  return `${line.slice(0, end)} ${line.slice(end)}`;
}

/** Whether two lines are the same record, ignoring the spaces of `otherBytes`. */
export function sameRecord(one: string, other: string): boolean {
  return one === other || withoutSpaces(one) === withoutSpaces(other);
}

const withoutSpaces = (line: string) => line.replace(/ +\}\s*$/, "}");

function withinLimit(line: string): string {
  const sizeBytes = Buffer.byteLength(line);
  if (sizeBytes <= maxLineBytes) return line;
  throw new AssayError("over_limit", `The sample would be a line of ${sizeBytes} bytes; at most ${maxLineBytes} bytes (16 MiB) fit.`, {
    fix: "Shorten its input or output.",
  });
}
