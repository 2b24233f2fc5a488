import type { Turn } from "./drafts.ts";
import { latestTurns, maxContextCharacters, sizeOfTurn } from "./messages/conversation.ts";
import { mergeTurns } from "./messages/openai.ts";
import type { Instant } from "./times.ts";

/** Says of a record that its latency is the distance between two lines of a session, tools and people included. */
export const estimatedLatency = "latency: estimate";

export interface SessionLine {
  id: string | undefined;
  /** The id of the line before; undefined: the line before in the file, of the same session. */
  parent: string | undefined;
  session: string;
  time: Instant | undefined;
  /** As the line has it. */
  givenTime: unknown;
  turns: readonly Turn[];
  /** The answer that the line is a part of. */
  answer: Answer | undefined;
}

export interface Answer {
  first: SessionLine;
  last: SessionLine;
  rows: number[];
}

/** The lines of a session file as a tree: which line came before which. */
export class Session {
  readonly #lines: SessionLine[] = [];
  readonly #ids = new Map<string, SessionLine>();
  readonly #positions = new Map<SessionLine, number>();
  /** Line before in the file, of the same session. */
  readonly #previous = new Map<SessionLine, SessionLine | undefined>();
  readonly #latest = new Map<string, SessionLine>();
  readonly #lastWithTime = new Map<string, SessionLine>();
  readonly #timed = new Map<SessionLine, SessionLine | undefined>();

  get size(): number {
    return this.#lines.length;
  }

  add(line: SessionLine): void {
    this.#positions.set(line, this.#lines.length);
    this.#lines.push(line);
    if (line.id !== undefined) this.#ids.set(line.id, line);
    this.#previous.set(line, this.#latest.get(line.session));
    this.#latest.set(line.session, line);
    this.#timed.set(line, this.#lastWithTime.get(line.session));
    if (line.time !== undefined) this.#lastWithTime.set(line.session, line);
  }

  /** The line that an answer answers; undefined where its parent is not in the file. */
  before(line: SessionLine): SessionLine | undefined {
    return line.parent === undefined ? this.#timed.get(line) : this.#ids.get(line.parent);
  }

  /** The turns of all lines of an answer. */
  turnsOf(answer: Answer): readonly Turn[] {
    const [from, to] = [this.#positions.get(answer.first) ?? 0, this.#positions.get(answer.last) ?? 0];
    return this.#lines.slice(from, to + 1).flatMap((line) => (line.answer === answer ? line.turns : []));
  }

  /** The latest turns before an answer, along its branch, as many as an execution carries. */
  contextOf(line: SessionLine, answer: Answer): readonly Turn[] {
    const turns: Turn[] = [];
    let characters = 0;
    const seen = new Set<Answer>([answer]);
    for (let at = this.#step(line); at !== undefined; at = this.#step(at)) {
      if (at.answer !== undefined && seen.has(at.answer)) continue;
      if (at.answer !== undefined) seen.add(at.answer);
      const whole = at.answer && mergeTurns(this.turnsOf(at.answer));
      for (const turn of whole ? [whole] : at.turns.toReversed()) {
        turns.push(turn);
        characters += sizeOfTurn(turn);
      }
      // One prompt of the user is kept beyond the bound.
      if (characters > maxContextCharacters && at.turns.some(({ role }) => role === "user")) break;
    }
    return latestTurns(turns.reverse());
  }

  /** A parent that comes later in the file would make a circle. */
  #step(line: SessionLine): SessionLine | undefined {
    const parent = line.parent === undefined ? undefined : this.#ids.get(line.parent);
    if (line.parent === undefined) return this.#previous.get(line);
    return parent !== undefined && (this.#positions.get(parent) ?? 0) < (this.#positions.get(line) ?? 0) ? parent : undefined;
  }
}
