import { type LineHash, unpackHash } from "./line-hash.ts";

/**
 * Split into 256 tables that grow one by one, so that growing never blocks the thread for long and the ten-millionth line costs what the
 * first did. Not more tables: the array that finds them has to stay in the processor's cache.
 */
const tableBits = 8;
const tables = 1 << tableBits;
const initialSlots = 256;
const bytesPerSlot = 12;

interface Table {
  /** Three words a slot; an empty slot is zeros. */
  words: Uint32Array;
  /** Slots less one: their number is a power of two. */
  mask: number;
  used: number;
  /** Three quarters of the slots. */
  maxUsed: number;
}

const createTable = (slots: number): Table => ({ words: new Uint32Array(slots * 3), mask: slots - 1, used: 0, maxUsed: (slots / 4) * 3 });

/** Stands for tables without entries, which are made when they get one: each converted file has a set of its own, mostly a small one. */
const noTable: Readonly<Table> = { words: new Uint32Array(3), mask: 0, used: 0, maxUsed: 0 };

/** A set of line hashes without objects: about 18 bytes an entry. */
export class LineHashSet {
  readonly #tables: Readonly<Table>[] = Array.from({ length: tables }, () => noTable);

  get size(): number {
    return this.#tables.reduce((sum, { used }) => sum + used, 0);
  }

  get sizeBytes(): number {
    return this.#tables.reduce((sum, { words }) => sum + words.byteLength, 0);
  }

  /** Adds a hash, which is copied; false when it was there already. */
  add(hash: LineHash): boolean {
    const table = this.#makeTable(hash.h0 >>> (32 - tableBits));
    if (!insert(table, hash)) return false;
    if (table.used > table.maxUsed) grow(table);
    return true;
  }

  has(hash: LineHash): boolean {
    return find(this.#tables[hash.h0 >>> (32 - tableBits)] as Table, hash);
  }

  /**
   * What threads need to know these hashes too: its memory, shared and not copied, for `SharedHashes`. Hashes that are added later may be seen there
   * or not: a slot is written once, and counts only with all of its words; a table that grows leaves its old memory to them.
   */
  share(): SharedArrayBuffer[] {
    for (let i = 0; i < tables; i++) {
      const table = this.#makeTable(i);
      if (table.words.buffer instanceof SharedArrayBuffer) continue;
      const shared = new Uint32Array(new SharedArrayBuffer(table.words.byteLength));
      shared.set(table.words);
      table.words = shared;
    }
    return this.#tables.map(({ words }) => words.buffer as SharedArrayBuffer);
  }

  #makeTable(i: number): Table {
    const there = this.#tables[i] as Table;
    if (there !== noTable) return there;
    const made = createTable(initialSlots);
    this.#tables[i] = made;
    return made;
  }
}

/** Hashes that another thread's `LineHashSet` shares. */
export class SharedHashes {
  readonly #tables: readonly { words: Uint32Array; mask: number }[];

  /** @param memory of `share`. */
  constructor(memory: readonly SharedArrayBuffer[]) {
    this.#tables = memory.map((buffer) => ({ words: new Uint32Array(buffer), mask: buffer.byteLength / bytesPerSlot - 1 }));
  }

  /** Never true for a hash that is not there; false perhaps for one that was added after `share`. */
  has(hash: LineHash): boolean {
    return find(this.#tables[hash.h0 >>> (32 - tableBits)] as Pick<Table, "words" | "mask">, hash);
  }
}

/** Linear probing. */
function find({ words, mask }: Pick<Table, "words" | "mask">, { h0, h1, h2 }: LineHash): boolean {
  const last = neverZero(h2);
  for (let slot = h1 & mask; ; slot = (slot + 1) & mask) {
    const there = words[slot * 3 + 2];
    if (there === 0) return false;
    if (there === last && words[slot * 3] === h0 && words[slot * 3 + 1] === h1) return true;
  }
}

/** No input is known whose SHA-256 gives three zero words; this one would still differ from an empty slot. */
const neverZero = (word: number) => (word === 0 ? 1 : word);

/** Linear probing. */
function insert(table: Table, { h0, h1, h2 }: LineHash): boolean {
  const { words, mask } = table;
  const last = neverZero(h2);
  for (let slot = h1 & mask; ; slot = (slot + 1) & mask) {
    const at = slot * 3;
    const there = words[at + 2];
    if (there === last && words[at] === h0 && words[at + 1] === h1) return false;
    if (there !== 0) continue;
    words[at] = h0;
    words[at + 1] = h1;
    words[at + 2] = last;
    table.used++;
    return true;
  }
}

function grow(table: Table): void {
  const { words, mask } = table;
  Object.assign(table, createTable((mask + 1) * 2));
  const hash: LineHash = { h0: 0, h1: 0, h2: 0 };
  for (let i = 0; i <= mask; i++) if (words[i * 3 + 2] !== 0) insert(table, unpackHash(words, i, hash));
}
