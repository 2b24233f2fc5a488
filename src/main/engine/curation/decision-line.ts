import { AssayError, type CurationAction, candidatePosition, isTier, tiers } from "../../../contract/index.ts";
import { describeValue, isCount, isObject } from "../base/json-value.ts";

/** One line of `assay decide`, parsed; its comparison is not looked up yet. */
export type DecisionLine =
  | { kind: "undo" | "redo" }
  | {
      kind: "decide";
      /** The comparison by key, or by the id it was recorded with. */
      comparison: { key: string } | { id: string };
      toAction(key: string): CurationAction;
    };

type Json = Record<string, unknown>;

/** Fields that each action needs beside the comparison. */
const fieldsOfAction: Record<string, readonly string[]> = {
  promote: ["candidate", "tier"],
  reject: ["candidate"],
  clear: ["candidate"],
  winner: ["candidate"],
  tie: [],
  all_bad: [],
  skip: [],
  note: ["note"],
  rank: ["ranking"],
  edit: ["candidate", "tier", "output"],
  flag: [],
  unflag: [],
  reasons: ["reasons"],
  tag: ["tags"],
};
const actionNames = [...Object.keys(fieldsOfAction), "undo", "redo"];
const knownFields = ["action", "comparison", "comparison_id", "candidate", "tier", "note", "ranking", "output", "reasons", "tags"];
const maxCandidates = 1_000_000;
const maxNoteCharacters = 10_000;
const maxIdCharacters = 16_000;

const listed = (names: readonly string[]) => names.map((name) => `"${name}"`).join(", ");

function wrong(message: string, fix: string): AssayError {
  return new AssayError("invalid_argument", message, { fix });
}

/**
 * Parses one line of `assay decide`.
 * @throws AssayError invalid_argument (not a JSON object; an unknown, missing or surplus field; a wrong type), over_limit (the note).
 */
export function parseDecisionLine(text: string): DecisionLine {
  const line = readObject(text);
  const { action } = line;
  if (action === undefined) throw wrong(`The line has no "action".`, `Give one of ${listed(actionNames)}.`);
  if (typeof action !== "string" || !actionNames.includes(action)) {
    throw wrong(`There is no action ${describeValue(action)}.`, `Give one of ${listed(actionNames)}.`);
  }
  const isUndoOrRedo = action === "undo" || action === "redo";
  const needed = isUndoOrRedo ? [] : (fieldsOfAction[action] ?? []);
  const allowed = ["action", ...(isUndoOrRedo ? [] : ["comparison", "comparison_id"]), ...needed];
  for (const name of Object.keys(line)) {
    if (!knownFields.includes(name)) throw wrong(`There is no field ${describeValue(name)}.`, `The fields are ${listed(knownFields)}.`);
    if (!allowed.includes(name))
      throw wrong(`The action "${action}" takes no "${name}".`, `Leave it out; "${action}" takes ${listed(allowed)}.`);
  }
  if (isUndoOrRedo) return { kind: action };
  const comparison = readComparison(line);
  for (const name of needed)
    if (line[name] === undefined) throw wrong(`The action "${action}" needs "${name}".`, `"${action}" takes ${listed(allowed)}.`);
  return { kind: "decide", comparison, toAction: readAction(action, line) };
}

function readObject(text: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw wrong(`The line is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}.`, "Write one JSON object per line.");
  }
  if (!isObject(value)) throw wrong(`The line is not a JSON object but ${describeValue(value)}.`, "Write one JSON object per line.");
  return value;
}

function readComparison({ comparison, comparison_id: id }: Json): { key: string } | { id: string } {
  if (comparison !== undefined && id !== undefined) throw wrong(`The line has both "comparison" and "comparison_id".`, "Give one of them.");
  if (comparison !== undefined) {
    if (typeof comparison === "string" && /^[0-9a-f]{24}$/.test(comparison)) return { key: comparison };
    throw wrong(`"comparison" is ${describeValue(comparison)}.`, "Give the comparison's key: 24 hexadecimal digits.");
  }
  if (id === undefined) throw wrong("The line names no comparison.", `Give "comparison_id", or "comparison" with the comparison's key.`);
  if (typeof id === "string" && id !== "" && id.length <= maxIdCharacters) return { id };
  throw wrong(`"comparison_id" is ${describeValue(id)}.`, "Give the comparison's id as a string.");
}

function readAction(action: string, line: Json): (key: string) => CurationAction {
  switch (action) {
    case "promote":
    case "edit": {
      const position = readCandidate(line.candidate);
      const { tier, output } = line;
      if (!isTier(tier)) throw wrong(`"tier" is ${describeValue(tier)}.`, `Give one of ${listed(tiers)}.`);
      if (action === "promote") return (comparison) => ({ type: "promote", comparison, position, tier });
      if (typeof output !== "string") throw wrong(`"output" is ${describeValue(output)}.`, "Give the corrected answer as a string.");
      return (comparison) => ({ type: "promote", comparison, position, tier, output });
    }
    case "rank": {
      const groups = readRanking(line.ranking);
      return (comparison) => ({ type: "rank", comparison, groups });
    }
    case "flag":
    case "unflag":
      return (comparison) => ({ type: "flag", comparison, flagged: action === "flag" });
    case "reasons": {
      const reasons = readWords("reasons", line.reasons);
      return (comparison) => ({ type: "reasons", comparison, reasons });
    }
    case "tag": {
      const words = readWords("tags", line.tags);
      return (comparison) => ({ type: "tags", comparison, tags: words });
    }
    case "reject":
    case "clear": {
      const position = readCandidate(line.candidate);
      return (comparison) => ({ type: action, comparison, position });
    }
    case "winner": {
      const position = readCandidate(line.candidate);
      return (comparison) => ({ type: "set_winner", comparison, position });
    }
    case "note": {
      const { note } = line;
      if (typeof note !== "string") throw wrong(`"note" is ${describeValue(note)}.`, `Give a string; "" removes the note.`);
      if (note.length > maxNoteCharacters) {
        throw new AssayError("over_limit", `The note has ${note.length} characters; at most ${maxNoteCharacters} fit.`, {
          fix: "Shorten it.",
        });
      }
      return (comparison) => ({ type: "note", comparison, note });
    }
    case "all_bad":
      return (comparison) => ({ type: "both_bad", comparison });
    default:
      return (comparison) => ({ type: action === "tie" ? "tie" : "skip", comparison });
  }
}

/** @param candidate its letter as screens show it, or its position counted from 0. */
function readCandidate(candidate: unknown): number {
  if (isCount(candidate) && candidate <= maxCandidates) return candidate;
  const position = typeof candidate === "string" ? candidatePosition(candidate) : undefined;
  if (position !== undefined) return position;
  throw wrong(
    `"candidate" is ${describeValue(candidate)}.`,
    `Give the candidate's letter, "A" for the first, or its position as a whole number; 0 is the first.`,
  );
}

/** ["B", ["A", "C"]]: best first, equal ones in a list. */
function readRanking(ranking: unknown): number[][] {
  if (!Array.isArray(ranking) || ranking.length > 1000)
    throw wrong(`"ranking" is ${describeValue(ranking)}.`, `Give a list, best first, such as ["B", ["A", "C"]]; [] removes the ranking.`);
  return ranking.map((group) => (Array.isArray(group) ? group.map(readCandidate) : [readCandidate(group)]));
}

function readWords(name: string, words: unknown): string[] {
  const fits = (word: unknown) => typeof word === "string" && /^\P{Cc}{1,100}$/u.test(word);
  if (Array.isArray(words) && words.length <= 50 && words.every(fits)) return words;
  throw wrong(`"${name}" is ${describeValue(words)}.`, "Give a list of at most 50 strings of one line and at most 100 characters each.");
}
