import type { DraftHead, Input } from "../../contract/index.ts";
import { type DraftId, type DraftsState, draftKey, type LocalDraft } from "./draft-types.ts";

/** What is known of a draft besides what is shown. */
export interface Bookkeeping {
  id: DraftId;
  timer: ReturnType<typeof setTimeout> | undefined;
  sending: Promise<void> | null;
  /** The edit that is on disk, as far as this window knows. */
  keptHead: DraftHead | null;
  /** When the newest put was answered, in turns of `nextTurn`. */
  answeredAt: number;
  tookMs: number;
}

const nothingKnown = (): DraftsState => ({ listed: false, heads: new Map(), local: new Map() });

/** What this window knows of all drafts. Every change makes a new state and calls the listeners. */
export class DraftWindow {
  readonly books = new Map<string, Bookkeeping>();
  /** Discards that the host has not answered. */
  readonly discards = new Map<string, Input<"drafts.discard">>();
  /** Grows when another workspace opens: answers for the one before are ignored. */
  generation = 0;
  readonly #held = new Map<string, number>();
  readonly #listeners = new Set<() => void>();
  #state = nothingKnown();
  #turn = 0;

  get state(): DraftsState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  set(change: Partial<DraftsState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  /** Orders answers and questions in time. */
  nextTurn(): number {
    return ++this.#turn;
  }

  local(id: DraftId): LocalDraft | undefined {
    return this.#state.local.get(draftKey(id));
  }

  setLocal(id: DraftId, draft: LocalDraft): void {
    // Typed again: it is wanted after all.
    if (draft.state === "waiting") this.discards.delete(draftKey(id));
    this.set({ local: new Map(this.#state.local).set(draftKey(id), draft) });
  }

  forgetLocal(id: DraftId): void {
    this.stopTimer(this.books.get(draftKey(id)));
    const local = new Map(this.#state.local);
    if (local.delete(draftKey(id))) this.set({ local });
  }

  /** @param head what is on disk; null when nothing is. */
  setHead(id: DraftId, head: DraftHead | null): void {
    const heads = new Map(this.#state.heads);
    if (head !== null) heads.set(draftKey(id), head);
    else if (!heads.delete(draftKey(id))) return;
    this.set({ heads });
  }

  book({ kind, target }: DraftId): Bookkeeping {
    const key = draftKey({ kind, target });
    let book = this.books.get(key);
    if (book === undefined) {
      book = { id: { kind, target }, timer: undefined, sending: null, keptHead: null, answeredAt: 0, tookMs: 0 };
      this.books.set(key, book);
    }
    return book;
  }

  stopTimer(book: Bookkeeping | undefined): void {
    if (book === undefined) return;
    clearTimeout(book.timer);
    book.timer = undefined;
  }

  /** Says that a draft is on screen. Returns what ends it. */
  hold(id: DraftId): () => void {
    const key = draftKey(id);
    this.#held.set(key, (this.#held.get(key) ?? 0) + 1);
    return () => {
      const left = (this.#held.get(key) ?? 1) - 1;
      if (left > 0) this.#held.set(key, left);
      else this.#held.delete(key);
    };
  }

  isHeld(id: DraftId): boolean {
    return this.#held.has(draftKey(id));
  }

  /** Another workspace was opened. */
  startOver(): void {
    this.generation++;
    for (const book of this.books.values()) this.stopTimer(book);
    this.books.clear();
    this.discards.clear();
    this.set(nothingKnown());
  }
}
