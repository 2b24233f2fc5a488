import {
  type DraftFieldName,
  type DraftFields,
  type DraftHead,
  type DraftText,
  draftFieldNames,
  type Input,
  maxDraftBytes,
  type Output,
  type Result,
} from "../../contract/index.ts";
import { isFinal, isPassing, tooLarge } from "./draft-failures.ts";
import { DraftRecords } from "./draft-records.ts";
import { type DraftCalls, type DraftId, type DraftSyncOptions, type DraftsState, draftKey, type LocalDraft } from "./draft-types.ts";

/** What is known of a draft besides what is shown. */
interface Bookkeeping {
  id: DraftId;
  timer: ReturnType<typeof setTimeout> | undefined;
  sending: Promise<void> | null;
  /** The edit that is on disk, as this window knows. */
  keptHead: DraftHead | null;
  /** When the newest put was answered, in turns of `#turn`. */
  answeredAt: number;
  tookMs: number;
}

/**
 * Keeps what is typed in this window with the host, each draft by itself: a moment after a key press, and at once on `flush`. Tells apart
 * what is on disk from what is not, and notices what other windows do to the same drafts.
 */
export class DraftSync {
  readonly #calls: DraftCalls;
  readonly #writer: string;
  readonly #delayMs: number;
  readonly #retryMs: number;
  readonly #nowMs: () => number;
  readonly #records = new DraftRecords();
  readonly #books = new Map<string, Bookkeeping>();
  readonly #held = new Map<string, number>();
  readonly #discards = new Map<string, Input<"drafts.discard">>();
  #turn = 0;
  #refreshing: Promise<void> | null = null;
  #refreshAgain = false;
  /** Grows when another workspace opens: answers of the one before are not taken. */
  #generation = 0;

  constructor({ calls, writer, delayMs = 400, retryMs = 5000, nowMs = Date.now }: DraftSyncOptions) {
    this.#calls = calls;
    this.#writer = writer;
    this.#delayMs = delayMs;
    this.#retryMs = retryMs;
    this.#nowMs = nowMs;
  }

  readonly getState = (): DraftsState => this.#records.state;

  readonly subscribe = (listener: () => void): (() => void) => this.#records.subscribe(listener);

  /** Takes an edit of one field; `null` when the field is what is recorded again. Without any field the draft is discarded. */
  edit(id: DraftId, field: DraftFieldName, text: DraftText | null): void {
    const before = this.#local(id);
    const { [field]: old, ...others } = before?.fields ?? {};
    if (text === null && old === undefined) return;
    const fields: DraftFields = text === null ? others : { ...others, [field]: text };
    if (draftFieldNames.every((name) => fields[name] === undefined)) {
      this.discard(id);
      return;
    }
    this.#setLocal(id, {
      fields,
      state: "waiting",
      failure: null,
      version: (before?.version ?? 0) + 1,
      editedAtMs: this.#nowMs(),
      savingVersion: before?.savingVersion ?? null,
    });
    const book = this.#book(id);
    if (book.timer === undefined) this.#later(id, Math.max(this.#delayMs, 3 * book.tookMs));
  }

  /** Sends a draft now if it is not on disk. Resolves when it is answered. */
  async flush(id: DraftId): Promise<void> {
    const book = this.#books.get(draftKey(id));
    if (book === undefined) return;
    this.#stopTimer(book);
    for (;;) {
      if (book.sending !== null) await book.sending;
      else if (this.#local(id)?.state === "waiting") this.#send(id);
      else return;
    }
  }

  async flushAll(): Promise<void> {
    await Promise.all([...this.#books.values()].map(({ id }) => this.flush(id)));
  }

  /** Fetches the text of a draft that is on disk and not known here. */
  async load(id: DraftId): Promise<void> {
    const generation = this.#generation;
    const answer = await this.#calls.get(id);
    if (generation !== this.#generation || this.#local(id) !== undefined) return;
    if (answer.ok && answer.value !== null) {
      const { fields, editedAtMs, ...head } = answer.value;
      const book = this.#book(id);
      book.keptHead = { ...head, editedAtMs };
      book.answeredAt = ++this.#turn;
      this.#setLocal(id, { fields, state: "kept", failure: null, version: 0, editedAtMs, savingVersion: null });
    } else if (answer.ok || !isPassing(answer.error)) this.#records.setHead(id, null);
  }

  /** Forgets a draft, here and on disk. */
  discard(id: DraftId): void {
    const key = draftKey(id);
    const local = this.#records.state.local.get(key);
    const head = this.#records.state.heads.get(key) ?? this.#books.get(key)?.keptHead ?? undefined;
    this.#forgetLocal(id);
    this.#records.setHead(id, null);
    void this.#sendDiscard({ ...id, writer: this.#writer, editedAtMs: Math.max(local?.editedAtMs ?? 0, head?.editedAtMs ?? 0) });
  }

  /** The draft as it is now goes into a decision. It stays until `saved`, so that a decision that fails loses nothing. */
  saving(id: DraftId): void {
    const local = this.#local(id);
    if (local !== undefined) this.#setLocal(id, { ...local, savingVersion: local.version });
  }

  /** A decision with this draft is on disk. What was typed since stays. */
  saved(id: DraftId): void {
    const local = this.#local(id);
    if (local !== undefined && local.savingVersion === local.version) this.discard(id);
  }

  /** Shows another window's version in place of what is here. */
  takeOther(id: DraftId): void {
    this.#forgetLocal(id);
    void this.load(id);
  }

  /** Says that a draft is on screen, so that another window's version does not replace it unasked. Returns what ends it. */
  hold(id: DraftId): () => void {
    const key = draftKey(id);
    this.#held.set(key, (this.#held.get(key) ?? 0) + 1);
    return () => {
      const left = (this.#held.get(key) ?? 1) - 1;
      if (left > 0) this.#held.set(key, left);
      else this.#held.delete(key);
    };
  }

  /** Asks which drafts are on disk: at the start, and when one changed. */
  refresh(): Promise<void> {
    this.#refreshAgain = true;
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  /** After a lost connection: sends what could not be sent. */
  reconnected(): void {
    for (const discard of this.#discards.values()) void this.#sendDiscard(discard);
    for (const { id } of this.#books.values()) {
      const local = this.#local(id);
      if (local?.state === "failed" && !(local.failure && isFinal(local.failure))) this.#retry(id);
    }
    void this.refresh();
  }

  /** Another workspace was opened. */
  startOver(): void {
    this.#generation++;
    for (const book of this.#books.values()) this.#stopTimer(book);
    this.#books.clear();
    this.#discards.clear();
    this.#records.set({ listed: false, heads: new Map(), local: new Map() });
    void this.refresh();
  }

  async #refresh(): Promise<void> {
    while (this.#refreshAgain) {
      this.#refreshAgain = false;
      const askedAt = ++this.#turn;
      const generation = this.#generation;
      const answer = await this.#calls.list();
      if (generation !== this.#generation) this.#refreshAgain = true;
      else if (answer.ok) this.#takeList(answer.value.drafts, askedAt);
      // Nobody may be kept from writing because the list cannot be had.
      else if (!isPassing(answer.error)) this.#records.set({ ...this.#records.state, listed: true });
    }
  }

  #takeList(drafts: readonly DraftHead[], askedAt: number): void {
    const heads = new Map(drafts.map((head) => [draftKey(head), head]));
    for (const [key, book] of this.#books) {
      const known = this.#records.state.heads.get(key);
      // Answered after the list was asked for: the list may not know it.
      if (book.answeredAt > askedAt || book.sending !== null) {
        if (known) heads.set(key, known);
        else heads.delete(key);
      }
    }
    for (const key of this.#discards.keys()) heads.delete(key);
    this.#records.set({ ...this.#records.state, listed: true, heads });
    for (const [key, book] of this.#books) {
      const local = this.#records.state.local.get(key);
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
    if (local.state === "kept" && (local.version === 0 || !this.#held.has(draftKey(id)))) this.#forgetLocal(id);
    else this.#setLocal(id, { ...local, state: isNew ? "superseded" : "discarded", failure: null });
  }

  #later(id: DraftId, delayMs: number): void {
    const book = this.#book(id);
    book.timer = setTimeout(() => {
      book.timer = undefined;
      void this.flush(id);
    }, delayMs);
  }

  #send(id: DraftId): void {
    const book = this.#book(id);
    const local = this.#local(id);
    if (local === undefined) return;
    const { fields, editedAtMs, version } = local;
    const bytes = new TextEncoder().encode(JSON.stringify(fields)).length;
    if (bytes > maxDraftBytes) {
      this.#setLocal(id, { ...local, state: "failed", failure: tooLarge(bytes) });
      return;
    }
    this.#setLocal(id, { ...local, state: "sending" });
    const startedAt = performance.now();
    const generation = this.#generation;
    book.sending = this.#calls.put({ ...id, editedAtMs, writer: this.#writer, fields }).then((answer) => {
      book.sending = null;
      if (generation !== this.#generation) return;
      book.tookMs = performance.now() - startedAt;
      book.answeredAt = ++this.#turn;
      this.#answered(id, book, version, answer);
    });
  }

  #answered(id: DraftId, book: Bookkeeping, version: number, answer: Result<Output<"drafts.put">>): void {
    const local = this.#local(id);
    // Discarded meanwhile: the host does that after this put.
    if (local === undefined) return;
    const isNewest = local.version === version;
    if (answer.ok) {
      book.keptHead = answer.value.draft;
      this.#records.setHead(id, answer.value.draft);
      if (isNewest) this.#setLocal(id, { ...local, state: answer.value.kept ? "kept" : "superseded", failure: null });
      return;
    }
    if (!isNewest) return;
    this.#setLocal(id, { ...local, state: "failed", failure: answer.error });
    if (isFinal(answer.error)) return;
    this.#stopTimer(book);
    book.timer = setTimeout(() => {
      book.timer = undefined;
      this.#retry(id);
    }, this.#retryMs);
  }

  #retry(id: DraftId): void {
    const local = this.#local(id);
    if (local?.state !== "failed") return;
    this.#setLocal(id, { ...local, state: "waiting" });
    void this.flush(id);
  }

  async #sendDiscard(discard: Input<"drafts.discard">): Promise<void> {
    const key = draftKey(discard);
    const generation = this.#generation;
    this.#discards.set(key, discard);
    const answer = await this.#calls.discard(discard);
    if (generation !== this.#generation || this.#discards.get(key) !== discard) return;
    const book = this.#books.get(key);
    if (book !== undefined) book.answeredAt = ++this.#turn;
    if (answer.ok || !isPassing(answer.error)) this.#discards.delete(key);
    if (!answer.ok || !answer.value.discarded) void this.refresh();
  }

  #book(id: DraftId): Bookkeeping {
    const key = draftKey(id);
    let book = this.#books.get(key);
    if (book === undefined) {
      book = { id: { kind: id.kind, target: id.target }, timer: undefined, sending: null, keptHead: null, answeredAt: 0, tookMs: 0 };
      this.#books.set(key, book);
    }
    return book;
  }

  #stopTimer(book: Bookkeeping): void {
    clearTimeout(book.timer);
    book.timer = undefined;
  }

  #local(id: DraftId): LocalDraft | undefined {
    return this.#records.state.local.get(draftKey(id));
  }

  #setLocal(id: DraftId, draft: LocalDraft): void {
    // Typed again: it is wanted after all.
    if (draft.state === "waiting") this.#discards.delete(draftKey(id));
    this.#records.setLocal(id, draft);
  }

  #forgetLocal(id: DraftId): void {
    const book = this.#books.get(draftKey(id));
    if (book !== undefined) this.#stopTimer(book);
    this.#records.deleteLocal(id);
  }
}
