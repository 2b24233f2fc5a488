import type { DraftHead } from "../../contract/index.ts";
import { type DraftId, type DraftsState, draftKey, type LocalDraft } from "./draft-types.ts";

/** What this window knows of all drafts. Every change makes a new state and tells the listeners. */
export class DraftRecords {
  readonly #listeners = new Set<() => void>();
  #state: DraftsState = { listed: false, heads: new Map(), local: new Map() };

  get state(): DraftsState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  set(state: DraftsState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }

  setLocal(id: DraftId, draft: LocalDraft): void {
    this.set({ ...this.#state, local: new Map(this.#state.local).set(draftKey(id), draft) });
  }

  deleteLocal(id: DraftId): void {
    const local = new Map(this.#state.local);
    if (local.delete(draftKey(id))) this.set({ ...this.#state, local });
  }

  /** @param head what is on disk; null when nothing is. */
  setHead(id: DraftId, head: DraftHead | null): void {
    const heads = new Map(this.#state.heads);
    if (head !== null) heads.set(draftKey(id), head);
    else if (!heads.delete(draftKey(id))) return;
    this.set({ ...this.#state, heads });
  }
}
