import {
  AssayError,
  type Draft,
  type DraftHead,
  type Input,
  maxAllDraftsBytes,
  maxDraftBytes,
  maxDrafts,
  type Output,
} from "../../../contract/index.ts";
import { Sequencer } from "../async/sequencer.ts";
import type { Log } from "../base/log.ts";
import type { WriteGate } from "../files/journal.ts";
import { encodeDraft, encodeFields } from "./draft-file.ts";
import { DraftFolder } from "./draft-folder.ts";

export interface DraftStoreOptions {
  /** `drafts` of the workspace; made with the first draft. */
  folder: string;
  /** While read-only, drafts are refused. */
  gate?: WriteGate;
  log: Log;
  /** Drafts that an earlier version kept elsewhere; migrated at first use. */
  earlier?: (keep: (draft: Input<"drafts.put">) => Promise<void>) => Promise<void>;
  /** The list of drafts changed. */
  onChange(): void;
  /** Unix time in ms. */
  now?: () => number;
}

type DraftId = Pick<DraftHead, "kind" | "target">;

const keyOf = ({ kind, target }: DraftId) => `${kind}\n${target}`;

/** The drafts of a workspace, one file each. Of two edits of a draft the later one wins. */
export class DraftStore {
  readonly #options: DraftStoreOptions;
  readonly #folder: DraftFolder;
  #drafts = new Map<string, DraftHead>();
  #findings: string[] = [];
  #loaded: Promise<void> | null = null;
  readonly #turns = new Sequencer();
  #closed = false;

  constructor(options: DraftStoreOptions) {
    this.#options = options;
    this.#folder = new DraftFolder(options.folder);
  }

  /** Entries of the folder that are not drafts, in sentences; filled by the first listing. */
  get findings(): readonly string[] {
    return this.#findings;
  }

  /** `drafts.list`: the drafts, without their texts, newest first. */
  list(): Promise<Output<"drafts.list">> {
    return this.#turn(async () => ({
      drafts: [...this.#drafts.values()].sort((a, b) => b.editedAtMs - a.editedAtMs),
      findings: this.#findings,
    }));
  }

  /** `drafts.get`: the draft with its texts, or null. @throws AssayError permission, io … */
  get(id: DraftId): Promise<Draft | null> {
    return this.#turn(async () => {
      const draft = await this.#folder.read(id, this.#nowMs());
      // Its file may have been removed by hand.
      if (draft === null && this.#drafts.delete(keyOf(id))) this.#options.onChange();
      return draft;
    });
  }

  /** `drafts.put`: resolves when the draft is fsynced. @throws AssayError over_limit, disk_full, permission, refused, io … */
  put({ fields, ...edited }: Input<"drafts.put">): Promise<Output<"drafts.put">> {
    return this.#turn(() => this.#put({ fields, ...edited }));
  }

  /** `drafts.discard` @throws AssayError permission, io … */
  discard({ editedAtMs, writer, ...id }: Input<"drafts.discard">): Promise<Output<"drafts.discard">> {
    return this.#turn(async () => {
      const there = this.#drafts.get(keyOf(id));
      if (there && there.writer !== writer && there.editedAtMs > editedAtMs) return { discarded: false };
      this.#refuseWhileShut();
      await this.#folder.remove(id);
      if (this.#drafts.delete(keyOf(id))) this.#options.onChange();
      return { discarded: there !== undefined };
    });
  }

  /** Waits for pending writes; later ones are refused. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#turns.settled();
  }

  async #put({ fields, kind, target, editedAtMs, writer }: Input<"drafts.put">): Promise<Output<"drafts.put">> {
    const id = { kind, target };
    const there = this.#drafts.get(keyOf(id));
    const atMs = Math.floor(Math.min(editedAtMs, this.#nowMs()));
    if (there && there.writer !== writer && there.editedAtMs > atMs) return { kept: false, draft: there };
    this.#refuseWhileShut();
    const json = encodeFields(fields);
    const draft = { kind, target, editedAtMs: atMs, writer, sizeBytes: Buffer.byteLength(json) };
    this.#checkLimits(draft, there);
    await this.#folder.write(id, encodeDraft(draft, json));
    this.#drafts.set(keyOf(id), draft);
    this.#options.onChange();
    return { kept: true, draft };
  }

  #checkLimits(draft: DraftHead, there: DraftHead | undefined): void {
    if (draft.sizeBytes > maxDraftBytes) {
      throw new AssayError("over_limit", `This draft has ${draft.sizeBytes} bytes; a draft may have ${maxDraftBytes}.`, {
        fix: "Save it, or shorten it.",
      });
    }
    if (!there && this.#drafts.size >= maxDrafts) {
      throw new AssayError("over_limit", `${maxDrafts} drafts are kept already, and no more are.`, {
        fix: "Save or discard some of them.",
      });
    }
    let allBytes = draft.sizeBytes - (there?.sizeBytes ?? 0);
    for (const { sizeBytes } of this.#drafts.values()) allBytes += sizeBytes;
    if (allBytes > maxAllDraftsBytes) {
      throw new AssayError("over_limit", `All drafts together would have ${allBytes} bytes; they may have ${maxAllDraftsBytes}.`, {
        fix: "Save or discard some of them.",
      });
    }
  }

  #refuseWhileShut(): void {
    if (this.#options.gate?.readOnly) throw this.#options.gate.readOnly;
  }

  #nowMs(): number {
    return this.#options.now?.() ?? Date.now();
  }

  /** One thing at a time, in the order it was asked for. */
  #turn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new AssayError("refused", "The workspace is closed."));
    return this.#turns.queue(async () => {
      this.#loaded ??= this.#load();
      await this.#loaded;
      return work();
    });
  }

  async #load(): Promise<void> {
    const { earlier, log, gate } = this.#options;
    if (!gate?.readOnly)
      await this.#folder.removeTemporary().catch((error: unknown) => log("warn", "drafts_not_cleared", { error: String(error) }));
    const { drafts, findings } = await this.#folder.list(this.#nowMs());
    this.#drafts = new Map(drafts.map((draft) => [keyOf(draft), draft]));
    this.#findings = findings;
    for (const finding of findings) log("warn", "draft_finding", { finding });
    await earlier?.(async (draft) => {
      if (!this.#drafts.has(keyOf(draft))) await this.#put(draft);
    }).catch((error: unknown) => log("warn", "earlier_drafts_not_taken", { error: String(error) }));
  }
}
