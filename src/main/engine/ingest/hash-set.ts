/**
 * A set of 96-bit line hashes: about 18 bytes an entry, no objects. Split into 4 096 small tables that grow one by one, so
 * that growing never stops the thread and the ten-millionth line costs what the first did.
 */
const tableBits = 12;
const tables = 1 << tableBits;
const firstSlots = 16;
const fullAt = 0.75;

interface Table {
  /** Three words a slot; a slot of zeros is empty. */
  words: Uint32Array;
  used: number;
}

export class HashSet96 {
  #tables: (Table | undefined)[] = new Array(tables);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds a hash; false when it was there already. */
  add(h0: number, h1: number, h2: number): boolean {
    const index = h0 >>> (32 - tableBits);
    let table = this.#tables[index];
    if (!table) {
      table = { words: new Uint32Array(firstSlots * 3), used: 0 };
      this.#tables[index] = table;
    }
    if (!insert(table, h0, h1, h2)) return false;
    this.#size++;
    if (table.used * 3 > table.words.length * fullAt) grow(table);
    return true;
  }

  has(h0: number, h1: number, h2: number): boolean {
    const table = this.#tables[h0 >>> (32 - tableBits)];
    return table !== undefined && isThere(table.words, slotOf(table.words, h0, h1, h2));
  }
}

/** SHA-256 gives all zeros for no known input; should it ever, the last word tells it from an empty slot. */
const never0 = (h2: number) => (h2 === 0 ? 1 : h2);

function isThere(words: Uint32Array, slot: number): boolean {
  return words[slot + 2] !== 0;
}

/** Linear probing: the slot that holds the hash, or the empty one where it belongs. */
function slotOf(words: Uint32Array, h0: number, h1: number, h2: number): number {
  const slots = words.length / 3;
  const last = never0(h2);
  for (let slot = h1 & (slots - 1); ; slot = (slot + 1) & (slots - 1)) {
    const at = slot * 3;
    if (words[at + 2] === 0) return at;
    if (words[at] === h0 && words[at + 1] === h1 && words[at + 2] === last) return at;
  }
}

function insert(table: Table, h0: number, h1: number, h2: number): boolean {
  const at = slotOf(table.words, h0, h1, h2);
  if (isThere(table.words, at)) return false;
  table.words[at] = h0;
  table.words[at + 1] = h1;
  table.words[at + 2] = never0(h2);
  table.used++;
  return true;
}

function grow(table: Table): void {
  const old = table.words;
  table.words = new Uint32Array(old.length * 2);
  table.used = 0;
  for (let at = 0; at < old.length; at += 3) {
    if (old[at + 2] !== 0) insert(table, old[at] ?? 0, old[at + 1] ?? 0, old[at + 2] ?? 0);
  }
}
