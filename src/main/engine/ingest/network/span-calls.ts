/** Span ids that are remembered; spans of one trace arrive within seconds or minutes. */
const maxRemembered = 100_000;

/** The spans of a request, by position. */
export interface SpanTree {
  /** Hex; "" where it has none. */
  ids: readonly string[];
  /** Of the span around it; "" at the root. */
  parents: readonly string[];
  /** 1 for one that is taken for a call of a model, 2 for a call that lacks what a record must have, 0 for others. */
  calls: ArrayLike<number>;
}

export type CallVerdict = "call" | "around_a_call" | "in_a_counted_call";

/**
 * Which spans are calls of a model, and which are only around one: a framework's span of a call, with the client library's span of the same call
 * inside. The innermost is the call. Children end before their parents, so a request may bring the span around a call of an earlier request. Where the
 * outer span came first, and is written, the inner one is the one too many.
 */
export class SpanCalls {
  /** Spans with a call somewhere inside. */
  readonly #around = new Set<string>();
  /** Calls that were counted. */
  readonly #counted = new Set<string>();

  /** @returns a verdict for each span that is a call, complete or not; undefined for others. One that is not complete hides no other. */
  judge({ ids, parents, calls }: SpanTree): (CallVerdict | undefined)[] {
    const positions = new Map<string, number>();
    for (let i = 0; i < ids.length; i++) if (ids[i] !== "") positions.set(ids[i] as string, i);
    /** Whose ancestors in this request are marked. */
    const climbed = new Set<string>();
    for (let i = 0; i < ids.length; i++) {
      if (calls[i] !== 1 && !this.#around.has(ids[i] as string)) continue;
      let parent = parents[i] as string;
      while (parent !== "" && !climbed.has(parent)) {
        climbed.add(parent);
        remember(this.#around, parent);
        const at = positions.get(parent);
        parent = at === undefined ? "" : (parents[at] as string);
      }
    }
    return Array.from({ length: ids.length }, (_, i) => {
      if (!calls[i]) return undefined;
      const id = ids[i] as string;
      if (id !== "" && this.#around.has(id) && !this.#counted.has(id)) return "around_a_call";
      if (this.#isInCountedCall(i, { ids, parents, calls }, positions)) return "in_a_counted_call";
      if (id !== "" && calls[i] === 1) remember(this.#counted, id);
      return "call";
    });
  }

  wasCounted(spanId: string): boolean {
    return this.#counted.has(spanId);
  }

  #isInCountedCall(span: number, { parents }: SpanTree, positions: ReadonlyMap<string, number>): boolean {
    const seen = new Set<string>();
    for (let parent = parents[span] as string; parent !== "" && !seen.has(parent); ) {
      if (this.#counted.has(parent)) return true;
      seen.add(parent);
      const at = positions.get(parent);
      if (at === undefined) return false;
      parent = parents[at] as string;
    }
    return false;
  }
}

/** The oldest are forgotten. */
function remember(set: Set<string>, id: string): void {
  set.add(id);
  if (set.size <= maxRemembered) return;
  const [oldest] = set;
  set.delete(oldest as string);
}
