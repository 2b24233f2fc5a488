import { indexedTextBytes } from "../../../../contract/index.ts";
import type { LogState } from "../../curation/state/log-state.ts";
import type { Database } from "../../store/duckdb.ts";
import { placeholders } from "../../store/sql.ts";
import { normaliseText } from "../scan/normalise.ts";
import { hashText } from "../scan/text-hash.ts";
import { nameOfHash } from "./tiers.ts";

const atOnce = 500;
/** Of a longer text the index may hold the beginning only. */
const perhapsCutBytes = indexedTextBytes - 4;

/** The texts of all candidates that are rejected now, hashed as samples are. Candidates too long for the index are left out. */
export async function readRejectedTexts(db: Database, state: LogState): Promise<Set<string>> {
  const rejected = new Map<string, Set<number>>();
  for (const [key, { candidates }] of state.comparisons) {
    const positions = [...candidates].flatMap(([position, candidate]) => (candidate.rejected ? [position] : []));
    if (positions.length > 0) rejected.set(key, new Set(positions));
  }
  const texts = new Set<string>();
  const hash = new Uint32Array(2);
  const keys = [...rejected.keys()];
  for (let i = 0; i < keys.length; i += atOnce) {
    const some = keys.slice(i, i + atOnce);
    const rows = await db.all<{ key: string; position: number; query: string | null; output: string | null }>(
      `SELECT c.key, k.position, c.query, k.output FROM comparisons c JOIN candidates k ON k.off = c.off
       WHERE c.key IN (${placeholders(some.length)}) AND strlen(c.query) < ${perhapsCutBytes} AND strlen(k.output) < ${perhapsCutBytes}`,
      some,
    );
    for (const { key, position, query, output } of rows) {
      if (!rejected.get(key)?.has(position)) continue;
      hashText(`${normaliseText(query ?? "")}\u0001${normaliseText(output ?? "")}`, hash, 0);
      texts.add(nameOfHash(hash, 0));
    }
  }
  return texts;
}
