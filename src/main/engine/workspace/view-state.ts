import { join } from "node:path";
import { AssayError, type Input } from "../../../contract/index.ts";
import { Sequencer } from "../async/sequencer.ts";
import { isObject, parseObject } from "../base/json-value.ts";
import { atomicWriteInside } from "../files/atomic-write.ts";
import { readSmallFile, statInside } from "../files/inside.ts";

/** The contract's limit, in UTF-16 units. */
const maxLength = 262_144;
/** In UTF-8 a file within that limit may be this large. */
export const maxViewStateBytes = 4 * maxLength;

const fileName = "view-state.json";
/** Keys under which earlier versions kept unsaved drafts. */
const earlierDraftKeys = ["samples.drafts", "comparisons.noteDrafts", "settings.draft"] as const;

type Values = Record<string, unknown>;

/**
 * The screen's stored state, in `.assay/view-state.json`. Tabs share it, and each writes only the keys it changed. An unreadable file counts
 * as empty.
 */
export class ViewState {
  readonly #path: string;
  readonly #turns = new Sequencer();

  /** @param folder `.assay` of the workspace. */
  constructor(folder: string) {
    this.#path = join(folder, fileName);
  }

  /** `viewState.get` */
  get(): Promise<{ json: string }> {
    return this.#turns.queue(async () => {
      const { values, there } = await this.#read();
      return { json: there ? JSON.stringify(values) : "" };
    });
  }

  /** `viewState.set`: sets the given keys. @throws AssayError invalid_argument when it is not a JSON object. */
  set(json: string): Promise<Record<never, never>> {
    return this.#turns.queue(async () => {
      const changed = parseObject(json);
      if (changed === null) throw new AssayError("invalid_argument", "The view state is not a JSON object.", { where: "/json" });
      const { values } = await this.#read();
      await atomicWriteInside(this.#path, withinLimit({ ...values, ...changed }));
      return {};
    });
  }

  /**
   * Migrates drafts that an earlier version kept here; each is removed once it is kept elsewhere.
   * @param keep resolves when the draft is stored; when it throws, that draft stays here.
   */
  takeDrafts(keep: (draft: Input<"drafts.put">) => Promise<void>): Promise<void> {
    return this.#turns.queue(async () => {
      const { values, modifiedAtMs } = await this.#read();
      if (!earlierDraftKeys.some((key) => Object.hasOwn(values, key))) return;
      const rest: Values = { ...values };
      let failure: unknown = null;
      for (const key of earlierDraftKeys) {
        const left: Values = {};
        for (const draft of earlierDrafts(key, values[key])) {
          try {
            await keep({ ...draft, editedAtMs: Math.floor(modifiedAtMs), writer: "earlier version" });
          } catch (thrown) {
            failure ??= thrown;
            if (key !== "settings.draft") left[draft.target] = (values[key] as Values)[draft.target];
            else Object.assign(left, values[key]);
          }
        }
        if (Object.keys(left).length > 0) rest[key] = left;
        else delete rest[key];
      }
      await atomicWriteInside(this.#path, JSON.stringify(rest));
      if (failure !== null) throw failure;
    });
  }

  async #read(): Promise<{ values: Values; there: boolean; modifiedAtMs: number }> {
    try {
      const values = parseObject((await readSmallFile(this.#path, maxViewStateBytes)).toString("utf8"));
      const modifiedAtMs = Number((await statInside(this.#path))?.mtimeMs ?? 0);
      return { values: values ?? {}, there: values !== null, modifiedAtMs };
    } catch {
      return { values: {}, there: false, modifiedAtMs: 0 };
    }
  }
}

/** As JSON within the limit: the largest values are dropped first. The screen can do without any of them. */
function withinLimit(values: Values): string {
  const kept = { ...values };
  for (;;) {
    const json = JSON.stringify(kept);
    if (json.length <= maxLength) return json;
    let largest = { key: "", length: -1 };
    for (const [key, value] of Object.entries(kept)) {
      const length = key.length + (JSON.stringify(value)?.length ?? 0);
      if (length > largest.length) largest = { key, length };
    }
    delete kept[largest.key];
  }
}

type EarlierDraft = Omit<Input<"drafts.put">, "editedAtMs" | "writer">;

/** The file may be hostile: anything of another shape is skipped. */
function earlierDrafts(key: (typeof earlierDraftKeys)[number], value: unknown): EarlierDraft[] {
  if (!isObject(value)) return [];
  const unknownBase = (text: string) => ({ text, basedOn: "" });
  if (key === "settings.draft") {
    if (Object.keys(value).length === 0) return [];
    return [{ kind: "settings", target: "config", fields: { form: unknownBase(JSON.stringify(value)) } }];
  }
  return Object.entries(value as Values).flatMap(([target, one]): EarlierDraft[] => {
    if (target === "" || target.length > 600) return [];
    if (key === "comparisons.noteDrafts")
      return typeof one === "string" ? [{ kind: "note", target, fields: { note: unknownBase(one) } }] : [];
    const { input, output } = (one ?? {}) as Values;
    if (typeof input !== "string" || typeof output !== "string") return [];
    return [{ kind: "sample", target, fields: { input: unknownBase(input), output: unknownBase(output) } }];
  });
}
