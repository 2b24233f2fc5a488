import {
  type DraftFieldName,
  type DraftFields,
  type DraftText,
  draftFieldNames,
  type Input,
  maxDraftBytes,
  type Output,
  type Result,
} from "../../contract/index.ts";
import { DraftRefresh } from "./draft-refresh.ts";
import {
  type DraftCalls,
  type DraftId,
  type DraftSyncOptions,
  type DraftsState,
  draftKey,
  isFinal,
  isPassing,
  tooLarge,
} from "./draft-types.ts";
import { type Bookkeeping, DraftWindow } from "./draft-window.ts";

/**
 * Sends what is typed in this window to the host, each draft by itself: 400 ms after a key press, and at once on `flush`. Knows what is on
 * disk and what is not, and what other windows do to the same drafts.
 */
export class DraftSync {
  readonly #calls: DraftCalls;
  readonly #writer: string;
  readonly #delayMs: number;
  readonly #retryMs: number;
  readonly #nowMs: () => number;
  readonly #window = new DraftWindow();
  readonly #refresh: DraftRefresh;

  constructor({ calls, writer, delayMs = 400, retryMs = 5000, nowMs = Date.now }: DraftSyncOptions) {
    this.#calls = calls;
    this.#writer = writer;
    this.#delayMs = delayMs;
    this.#retryMs = retryMs;
    this.#nowMs = nowMs;
    this.#refresh = new DraftRefresh(this.#window, calls.list, writer);
  }

  readonly getState = (): DraftsState => this.#window.state;

  readonly subscribe = (listener: () => void): (() => void) => this.#window.subscribe(listener);

  /** Takes an edit of one field; `null` when the field is what is recorded again. Without any field the draft is discarded. */
  edit(id: DraftId, field: DraftFieldName, text: DraftText | null): void {
    const before = this.#window.local(id);
    const { [field]: old, ...others } = before?.fields ?? {};
    if (text === null && old === undefined) return;
    const fields: DraftFields = text === null ? others : { ...others, [field]: text };
    if (draftFieldNames.every((name) => fields[name] === undefined)) {
      this.discard(id);
      return;
    }
    this.#window.setLocal(id, {
      fields,
      state: "waiting",
      failure: null,
      version: (before?.version ?? 0) + 1,
      editedAtMs: this.#nowMs(),
      savingVersion: before?.savingVersion ?? null,
    });
    const book = this.#window.book(id);
    if (book.timer === undefined) this.#later(id, Math.max(this.#delayMs, 3 * book.tookMs));
  }

  /** Sends a draft now if it is not on disk. Resolves when it is answered. */
  async flush(id: DraftId): Promise<void> {
    const book = this.#window.books.get(draftKey(id));
    if (book === undefined) return;
    this.#window.stopTimer(book);
    for (;;) {
      if (book.sending !== null) await book.sending;
      else if (this.#window.local(id)?.state === "waiting") this.#send(id);
      else return;
    }
  }

  async flushAll(): Promise<void> {
    await Promise.all([...this.#window.books.values()].map(({ id }) => this.flush(id)));
  }

  /** Fetches the text of a draft that is on disk and not known here. */
  async load(id: DraftId): Promise<void> {
    const generation = this.#window.generation;
    const answer = await this.#calls.get(id);
    if (generation !== this.#window.generation || this.#window.local(id) !== undefined) return;
    if (answer.ok && answer.value !== null) {
      const { fields, editedAtMs, ...head } = answer.value;
      const book = this.#window.book(id);
      book.keptHead = { ...head, editedAtMs };
      book.answeredAt = this.#window.nextTurn();
      this.#window.setLocal(id, { fields, state: "kept", failure: null, version: 0, editedAtMs, savingVersion: null });
    } else if (answer.ok || !isPassing(answer.error)) this.#window.setHead(id, null);
  }

  /** Forgets a draft, here and on disk. */
  discard(id: DraftId): void {
    const key = draftKey(id);
    const local = this.#window.state.local.get(key);
    const head = this.#window.state.heads.get(key) ?? this.#window.books.get(key)?.keptHead ?? undefined;
    this.#window.forgetLocal(id);
    this.#window.setHead(id, null);
    void this.#sendDiscard({ ...id, writer: this.#writer, editedAtMs: Math.max(local?.editedAtMs ?? 0, head?.editedAtMs ?? 0) });
  }

  /** The draft as it is now goes into a decision. It stays until `saved`, so that a decision that fails loses nothing. */
  saving(id: DraftId): void {
    const local = this.#window.local(id);
    if (local !== undefined) this.#window.setLocal(id, { ...local, savingVersion: local.version });
  }

  /** A decision with this draft is on disk. What was typed since stays. */
  saved(id: DraftId): void {
    const local = this.#window.local(id);
    if (local !== undefined && local.savingVersion === local.version) this.discard(id);
  }

  /** Shows another window's version in place of what is here. */
  takeOther(id: DraftId): void {
    this.#window.forgetLocal(id);
    void this.load(id);
  }

  /** Says that a draft is on screen, so that another window's version does not replace it unasked. Returns what ends it. */
  hold(id: DraftId): () => void {
    return this.#window.hold(id);
  }

  /** Asks which drafts are on disk: at the start, and when one changed. */
  refresh(): Promise<void> {
    return this.#refresh.run();
  }

  /** After a lost connection: sends what could not be sent. */
  reconnected(): void {
    for (const discard of this.#window.discards.values()) void this.#sendDiscard(discard);
    for (const { id } of this.#window.books.values()) {
      const local = this.#window.local(id);
      if (local?.state === "failed" && !(local.failure && isFinal(local.failure))) this.#retry(id);
    }
    void this.refresh();
  }

  /** Another workspace was opened. */
  startOver(): void {
    this.#window.startOver();
    void this.refresh();
  }

  #later(id: DraftId, delayMs: number): void {
    const book = this.#window.book(id);
    book.timer = setTimeout(() => {
      book.timer = undefined;
      void this.flush(id);
    }, delayMs);
  }

  #send(id: DraftId): void {
    const book = this.#window.book(id);
    const local = this.#window.local(id);
    if (local === undefined) return;
    const { fields, editedAtMs, version } = local;
    const bytes = new TextEncoder().encode(JSON.stringify(fields)).length;
    if (bytes > maxDraftBytes) {
      this.#window.setLocal(id, { ...local, state: "failed", failure: tooLarge(bytes) });
      return;
    }
    this.#window.setLocal(id, { ...local, state: "sending" });
    const startedAt = performance.now();
    const generation = this.#window.generation;
    book.sending = this.#calls.put({ ...id, editedAtMs, writer: this.#writer, fields }).then((answer) => {
      book.sending = null;
      if (generation !== this.#window.generation) return;
      book.tookMs = performance.now() - startedAt;
      book.answeredAt = this.#window.nextTurn();
      this.#answered(id, book, version, answer);
    });
  }

  #answered(id: DraftId, book: Bookkeeping, version: number, answer: Result<Output<"drafts.put">>): void {
    const local = this.#window.local(id);
    // Discarded meanwhile: the host does that after this put.
    if (local === undefined) return;
    const isNewest = local.version === version;
    if (answer.ok) {
      book.keptHead = answer.value.draft;
      this.#window.setHead(id, answer.value.draft);
      if (isNewest) this.#window.setLocal(id, { ...local, state: answer.value.kept ? "kept" : "superseded", failure: null });
      return;
    }
    if (!isNewest) return;
    this.#window.setLocal(id, { ...local, state: "failed", failure: answer.error });
    if (isFinal(answer.error)) return;
    this.#window.stopTimer(book);
    book.timer = setTimeout(() => {
      book.timer = undefined;
      this.#retry(id);
    }, this.#retryMs);
  }

  #retry(id: DraftId): void {
    const local = this.#window.local(id);
    if (local?.state !== "failed") return;
    this.#window.setLocal(id, { ...local, state: "waiting" });
    void this.flush(id);
  }

  async #sendDiscard(discard: Input<"drafts.discard">): Promise<void> {
    const key = draftKey(discard);
    const generation = this.#window.generation;
    this.#window.discards.set(key, discard);
    const answer = await this.#calls.discard(discard);
    if (generation !== this.#window.generation || this.#window.discards.get(key) !== discard) return;
    const book = this.#window.books.get(key);
    if (book !== undefined) book.answeredAt = this.#window.nextTurn();
    if (answer.ok || !isPassing(answer.error)) this.#window.discards.delete(key);
    if (!answer.ok || !answer.value.discarded) void this.refresh();
  }
}
