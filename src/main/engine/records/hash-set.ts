/**
 * A set of 96-bit line hashes: about 18 bytes an entry, no objects. Split into 256 tables that grow one by one, so that
 * growing never stops the thread for long and the ten-millionth line costs what the first did. No more tables than that: what
 * tells where each lies has to stay in the processor's cache.
 */
const tableBits = 8;
const tables = 1 << tableBits;
const firstSlots = 256;

interface Table {
  /** Three words a slot; a slot of zeros is empty. */
  words: Uint32Array;
  /** Slots less one: their number is a power of two. */
  mask: number;
  used: number;
  /** Three quarters of the slots. */
  most: number;
}

const tableOf = (slots: number): Table => ({ words: new Uint32Array(slots * 3), mask: slots - 1, used: 0, most: (slots / 4) * 3 });

export class HashSet96 {
  #tables: Table[] = Array.from({ length: tables }, () => tableOf(firstSlots));
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get sizeBytes(): number {
    return this.#tables.reduce((sum, { words }) => sum + words.byteLength, 0);
  }

  /** Adds a hash; false when it was there already. */
  add(h0: number, h1: number, h2: number): boolean {
    const table = this.#tables[h0 >>> (32 - tableBits)] as Table;
    if (!insert(table, h0, h1, h2)) return false;
    this.#size++;
    if (table.used > table.most) grow(table);
    return true;
  }

  has(h0: number, h1: number, h2: number): boolean {
    const table = this.#tables[h0 >>> (32 - tableBits)] as Table;
    return isThere(table.words, slotOf(table, h0, h1, h2));
  }
}

/** SHA-256 gives all zeros for no known input; should it ever, the last word tells it from an empty slot. */
const never0 = (h2: number) => (h2 === 0 ? 1 : h2);

function isThere(words: Uint32Array, slot: number): boolean {
  return words[slot + 2] !== 0;
}

/** Linear probing: the slot that holds the hash, or the empty one where it belongs. */
function slotOf({ words, mask }: Table, h0: number, h1: number, h2: number): number {
  const last = never0(h2);
  for (let slot = h1 & mask; ; slot = (slot + 1) & mask) {
    const at = slot * 3;
    const there = words[at + 2];
    if (there === 0) return at;
    if (there === last && words[at] === h0 && words[at + 1] === h1) return at;
  }
}

function insert(table: Table, h0: number, h1: number, h2: number): boolean {
  const at = slotOf(table, h0, h1, h2);
  const { words } = table;
  if (isThere(words, at)) return false;
  words[at] = h0;
  words[at + 1] = h1;
  words[at + 2] = never0(h2);
  table.used++;
  return true;
}

function grow(table: Table): void {
  const old = table.words;
  Object.assign(table, tableOf((table.mask + 1) * 2));
  for (let at = 0; at < old.length; at += 3) {
    if (old[at + 2] !== 0) insert(table, old[at] as number, old[at + 1] as number, old[at + 2] as number);
  }
}
