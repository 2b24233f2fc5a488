import { AssayError, type CurationAction, type ErrorValue, toErrorValue } from "../../../contract/index.ts";
import type { Database } from "../store/duckdb.ts";
import { placeholders } from "../store/sql.ts";
import type { Curation } from "./curation.ts";
import { type DecisionLine, parseDecisionLine } from "./decision-line.ts";
import type { Actor } from "./log/event.ts";

/** An input line: its 1-based number, and its text or why it could not be read. */
export interface NumberedLine {
  line: number;
  text: string | AssayError;
}

/** The answer to one line. */
export type DecisionAnswer =
  | { ok: true; line: number; description: string; comparison?: string }
  | { ok: false; line: number; error: Required<Pick<ErrorValue, "code" | "message" | "fix">> };

interface Parts {
  curation: Curation;
  db: Database;
}

/** A decision whose comparison was found. */
interface FoundDecision {
  line: number;
  key: string;
  action: CurationAction;
}

/** At most this many decisions share one write. */
const decisionsAtOnce = 100;

/**
 * Applies decision lines in order, each as a step of undo of its own. Neighbouring lines of one group about different comparisons share one
 * write. A line that fails is answered with its error and does not stop the next.
 * @returns one answer per line, in order, each once its event is durable.
 */
export async function* decideLines(
  parts: Parts,
  groups: AsyncIterable<readonly NumberedLine[]>,
  by: Actor,
): AsyncGenerator<DecisionAnswer[]> {
  for await (const group of groups) {
    const read = group.map(({ line, text }) => ({ line, decision: attempt(() => parse(text)) }));
    const keys = await findKeys(
      parts.db,
      read.flatMap(({ decision }) => wantedId(decision)),
    );
    let waiting: FoundDecision[] = [];
    let answers: DecisionAnswer[] = [];
    const decide = async () => {
      const done = await parts.curation.applyEach(
        waiting.map(({ action }) => action),
        by,
      );
      for (const [index, { line, key }] of waiting.entries()) {
        const answer = done[index];
        answers.push(
          answer === undefined || answer instanceof Error
            ? failed(line, answer)
            : { ok: true, line, description: answer.description, comparison: key },
        );
      }
      waiting = [];
      const some = answers;
      answers = [];
      return some;
    };
    for (const { line, decision } of read) {
      const found = decision instanceof Error ? decision : attempt(() => toFoundDecision(line, decision, keys));
      if (found instanceof Error || found === null) {
        yield await decide();
        yield [found === null ? await undoOrRedo(parts.curation, line, decision as DecisionLine, by) : failed(line, found)];
        continue;
      }
      if (waiting.length >= decisionsAtOnce || waiting.some(({ key }) => key === found.key)) yield await decide();
      waiting.push(found);
    }
    yield await decide();
  }
}

function failed(line: number, thrown: unknown): DecisionAnswer {
  const { code, message, fix = "Leave the line out." } = toErrorValue(thrown);
  return { ok: false, line, error: { code, message, fix } };
}

function attempt<T>(work: () => T): T | AssayError {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof AssayError) return thrown;
    throw thrown;
  }
}

function parse(text: string | AssayError): DecisionLine {
  if (text instanceof AssayError) throw text;
  return parseDecisionLine(text);
}

function wantedId(decision: DecisionLine | AssayError): string[] {
  return !(decision instanceof Error) && decision.kind === "decide" && "id" in decision.comparison ? [decision.comparison.id] : [];
}

const keysShown = 1000;

/** @returns null for undo and redo. @throws AssayError not_found, refused (several comparisons have that id) */
function toFoundDecision(line: number, decision: DecisionLine, keys: ReadonlyMap<string, readonly string[]>): FoundDecision | null {
  if (decision.kind !== "decide") return null;
  const { comparison, toAction } = decision;
  if ("key" in comparison) return { line, key: comparison.key, action: toAction(comparison.key) };
  const [key, ...others] = keys.get(comparison.id) ?? [];
  const id = JSON.stringify(comparison.id);
  if (key === undefined) {
    throw new AssayError("not_found", `There is no comparison with the id ${id}.`, {
      fix: "Check the id, or import the comparison first.",
    });
  }
  if (others.length > 0) {
    const all = [key, ...others];
    const more = all.length > keysShown ? ` and ${all.length - keysShown} more` : "";
    throw new AssayError("refused", `${all.length} comparisons have the id ${id}: ${all.slice(0, keysShown).join(", ")}${more}.`, {
      fix: `Name the one you mean by its key: "comparison":"${key}".`,
    });
  }
  return { line, key, action: toAction(key) };
}

async function undoOrRedo(curation: Curation, line: number, { kind }: DecisionLine, by: Actor): Promise<DecisionAnswer> {
  try {
    const { description, comparisons } = await (kind === "undo" ? curation.undo(by) : curation.redo(by));
    const [comparison] = comparisons;
    const words = `${kind === "undo" ? "undone" : "redone"}: ${description}`;
    return { ok: true, line, description: words, ...(comparison !== undefined && { comparison }) };
  } catch (thrown) {
    return failed(line, thrown);
  }
}

const idsAtOnce = 500;

/** The keys of the comparisons that have these ids, oldest first. */
async function findKeys(db: Database, ids: readonly string[]): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  const wanted = [...new Set(ids)];
  for (let i = 0; i < wanted.length; i += idsAtOnce) {
    const some = wanted.slice(i, i + idsAtOnce);
    const rows = await db.all<{ comparison_id: string; key: string }>(
      `SELECT comparison_id, key FROM comparisons WHERE comparison_id IN (${placeholders(some.length)})
       GROUP BY comparison_id, key ORDER BY min(off)`,
      some,
    );
    for (const { comparison_id: id, key } of rows) {
      const keys = found.get(id);
      // In place: very many comparisons may share one id.
      if (keys) keys.push(key);
      else found.set(id, [key]);
    }
  }
  return found;
}
