import { hashLine, keyOfHash } from "../records/line-hash.ts";
import type { SampleChange } from "./event.ts";
import type { PartRef, TextRef } from "./log-position.ts";
import type { Effect, EventRecord } from "./undo-history.ts";
import type { SampleOrigin } from "./words.ts";

/** A sample that curation made or took over. Its text stays in curation.jsonl. */
export interface Slot {
  readonly ref: string;
  readonly origin: SampleOrigin;
  readonly createdAt: number;
  readonly comparison: string | null;
  readonly position: number | null;
  /** Grows with every slot: the order of their making. */
  readonly order: number;
  /** Whether it is in the dataset, and what it is there. */
  live: boolean;
  copies: number;
  edited: boolean;
  /** Key of the line it is now; null while it is out. */
  imageKey: string | null;
  image: TextRef | null;
  /** The newest generation that made or changed it. While that is undone, automatic generation leaves it alone. */
  generation: EventRecord | null;
  /** Lines of curation.jsonl that changed it, oldest first. */
  readonly touched: PartRef[];
  /** Where its lines were among all lines the file ever had, if it was ever taken out of the file. */
  places: number[] | null;
  /** Whether the file holds a line of it, be it the newest or not. Kept by `DatasetFile`. */
  inFile: boolean;
}

/** All samples that curation knows, by ref and by every line they ever were. */
export class Slots {
  readonly #byRef = new Map<string, Slot>();
  readonly #byImage = new Map<string, Slot>();

  get(ref: string): Slot | undefined {
    return this.#byRef.get(ref);
  }

  /** Whose line that is, or ever was. @param key of the line. */
  ofImage(key: string): Slot | undefined {
    return this.#byImage.get(key);
  }

  all(): IterableIterator<Slot> {
    return this.#byRef.values();
  }

  get size(): number {
    return this.#byRef.size;
  }

  place(ref: string, ordinals: number[]): void {
    const slot = this.#byRef.get(ref);
    if (slot) slot.places = ordinals;
  }

  /** What a change does to its slot, holding on to none of its texts. */
  effectOf(change: SampleChange, text: TextRef): Effect {
    const { ref, origin, created_at: createdAt, comparison, position, after } = change;
    const image = after && { key: keyOfHash(hashLine(Buffer.from(after.line, "utf8"))), copies: after.copies, edited: after.edited };
    return (event) => {
      let slot = this.#byRef.get(ref);
      if (!slot) {
        const fresh = {
          live: false,
          copies: 1,
          edited: false,
          imageKey: null,
          image: null,
          generation: null,
          touched: [],
          places: null,
          inFile: false,
        };
        slot = { ref, origin, createdAt, comparison, position, order: this.#byRef.size, ...fresh };
        this.#byRef.set(ref, slot);
        // A collected sample is named by the key of the line it came in as.
        if (origin === "collected") {
          slot.inFile = true;
          this.#byImage.set(ref, slot);
        }
      }
      if (slot.touched.at(-1) !== text.part) slot.touched.push(text.part);
      if (event.type === "generate") slot.generation = event;
      slot.live = image !== null;
      slot.imageKey = image?.key ?? null;
      slot.image = image && text;
      if (!image) return;
      slot.copies = image.copies;
      slot.edited = image.edited;
      this.#byImage.set(image.key, slot);
    };
  }
}
