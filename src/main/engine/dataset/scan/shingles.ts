/** Characters of a shingle. Five tell English words apart and still work in Chinese, which has no spaces. */
const shingleCharacters = 5;
/** Bins of a signature, one byte each. */
export const signatureBytes = 64;

const step = 0x01000193;
/** step^5: takes the oldest character out of the rolling hash. */
const leaving = Array.from({ length: shingleCharacters }).reduce<number>((product) => Math.imul(product, step), 1);

/** The finaliser of MurmurHash3: spreads every input bit over the hash. */
export function mix(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Calls `take` with the hash of every shingle of a text; a shorter text is one shingle, an empty one has none. */
function forEachShingle(text: string, take: (hash: number) => void): void {
  let rolling = 0;
  for (let i = 0; i < text.length; i++) {
    rolling = (Math.imul(rolling, step) + text.charCodeAt(i) + 1) | 0;
    if (i >= shingleCharacters) rolling = (rolling - Math.imul(leaving, text.charCodeAt(i - shingleCharacters) + 1)) | 0;
    if (i >= shingleCharacters - 1) take(mix(rolling));
  }
  if (text.length > 0 && text.length < shingleCharacters) take(mix(rolling));
}

const bins = new Uint32Array(signatureBytes);
const empty = 0xffffffff;

/**
 * Writes the MinHash signature of a text: one permutation, split into bins of which each keeps its lowest hash, empty bins filled from others
 * (optimal densification, Shrivastava 2017), and of each hash its lowest byte (b-bit minwise hashing, Li and König 2010). One hash a shingle,
 * where the classic form takes one for each of 128 permutations.
 */
export function writeSignature(text: string, into: Uint8Array, at: number): void {
  bins.fill(empty);
  forEachShingle(text, (hash) => {
    const bin = hash >>> 26;
    if (hash < (bins[bin] as number)) bins[bin] = hash;
  });
  for (let bin = 0; bin < signatureBytes; bin++) into[at + bin] = text === "" ? 0 : mix(bins[donor(bin)] as number) & 0xff;
}

/** The bin itself, or the full one that fills it: the same for texts that have the same bins empty. */
function donor(bin: number): number {
  let from = bin;
  for (let attempt = 1; bins[from] === empty; attempt++) from = mix(Math.imul(bin + 1, 0x9e3779b1) + attempt) >>> 26;
  return from;
}

/** The distinct shingles of a text, as sorted hashes. */
export function getShingles(text: string): Uint32Array {
  const hashes = new Uint32Array(Math.max(1, text.length));
  let count = 0;
  forEachShingle(text, (hash) => {
    hashes[count++] = hash;
  });
  const sorted = hashes.subarray(0, count).sort();
  let distinct = 0;
  for (let i = 0; i < count; i++) if (i === 0 || sorted[i] !== sorted[distinct - 1]) sorted[distinct++] = sorted[i] as number;
  return sorted.subarray(0, distinct);
}

/** Jaccard similarity of two sets of sorted hashes: shared by all. Two empty sets are equal. */
export function jaccard(one: Uint32Array, other: Uint32Array): number {
  if (one.length === 0 && other.length === 0) return 1;
  let shared = 0;
  for (let i = 0, j = 0; i < one.length && j < other.length; ) {
    const a = one[i] as number;
    const b = other[j] as number;
    if (a === b) shared++;
    if (a <= b) i++;
    if (b <= a) j++;
  }
  return shared / (one.length + other.length - shared);
}

/** Estimated similarity of two signatures: equal bytes, less those that are equal by chance (1 in 256). */
export function estimate(signatures: Uint8Array, one: number, other: number): number {
  let same = 0;
  const a = one * signatureBytes;
  const b = other * signatureBytes;
  for (let i = 0; i < signatureBytes; i++) if (signatures[a + i] === signatures[b + i]) same++;
  return Math.max(0, (same / signatureBytes - 1 / 256) / (1 - 1 / 256));
}
