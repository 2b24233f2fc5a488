import type { DraftHead } from "../../contract/index.ts";
import { type DraftCalls, draftKey, isPassing, type LocalDraft } from "./draft-types.ts";
import type { Bookkeeping, DraftWindow } from "./draft-window.ts";

/** Asks which drafts are on disk, and notices what other windows did to those that are here. */
export class DraftRefresh {
  readonly #window: DraftWindow;
  readonly #list: DraftCalls["list"];
  readonly #writer: string;
  #running: Promise<void> | null = null;
  #isAskedAgain = false;

  /** @param writer names this window among all that write drafts. */
  constructor(window: DraftWindow, list: DraftCalls["list"], writer: string) {
    this.#window = window;
    this.#list = list;
    this.#writer = writer;
  }

  /** Resolves when the list that was on disk at this call, or a later one, has been taken. */
  run(): Promise<void> {
    this.#isAskedAgain = true;
    this.#running ??= this.#ask().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #ask(): Promise<void> {
    while (this.#isAskedAgain) {
      this.#isAskedAgain = false;
      const askedAt = this.#window.nextTurn();
      const { generation } = this.#window;
      const answer = await this.#list();
      if (generation !== this.#window.generation) this.#isAskedAgain = true;
      else if (answer.ok) this.#take(answer.value.drafts, askedAt);
      // Nobody may be kept from writing because the list cannot be had.
      else if (!isPassing(answer.error)) this.#window.set({ listed: true });
    }
  }

  #take(drafts: readonly DraftHead[], askedAt: number): void {
    const { books, discards, state } = this.#window;
    const heads = new Map(drafts.map((head) => [draftKey(head), head]));
    for (const [key, book] of books) {
      const known = state.heads.get(key);
      // Answered after the list was asked for: the list may not have it.
      if (book.answeredAt > askedAt || book.sending !== null) {
        if (known) heads.set(key, known);
        else heads.delete(key);
      }
    }
    for (const key of discards.keys()) heads.delete(key);
    this.#window.set({ listed: true, heads });
    for (const [key, book] of books) {
      const local = this.#window.local(book.id);
      if (local === undefined || book.answeredAt > askedAt || local.state === "waiting" || local.state === "sending") continue;
      this.#compare(book, local, heads.get(key));
    }
  }

  /** What another window did to a draft that is here and not being sent. */
  #compare(book: Bookkeeping, local: LocalDraft, head: DraftHead | undefined): void {
    const { keptHead, id } = book;
    const isOther = head !== undefined && head.writer !== this.#writer;
    const isNew = isOther && (head.writer !== keptHead?.writer || head.editedAtMs !== keptHead.editedAtMs);
    const isGone = head === undefined && (local.state === "kept" || local.state === "superseded");
    if (!isNew && !isGone) return;
    book.keptHead = head ?? null;
    // What was on disk is fetched again when somebody looks, unless it was typed in an open editor; what never was is never dropped.
    if (local.state === "kept" && (local.version === 0 || !this.#window.isHeld(id))) this.#window.forgetLocal(id);
    else this.#window.setLocal(id, { ...local, state: isNew ? "superseded" : "discarded", failure: null });
  }
}
