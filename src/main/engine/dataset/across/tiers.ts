import type { Columns } from "../scan/columns.ts";
import { forEachEqual } from "../scan/sorted-groups.ts";
import { flag } from "./flag.ts";

/** Marks samples whose prompt, or prompt and output, are in another tier as well. */
export function flagTiers(columns: Columns, rows: Uint32Array): void {
  for (const [check, hashes] of [["two-tiers", columns.prompts] as const, ["conflict", columns.texts] as const]) {
    forEachEqual(rows, hashes, (group) => {
      const first = columns.tiers[group[0] as number];
      if (group.some((row) => columns.tiers[row] !== first)) for (const row of group) flag(columns, check, row);
    });
  }
}

/** Marks samples whose prompt and output somebody rejected in a comparison. @param rejected `nameOfHash` of their texts. */
export function flagRejected(columns: Columns, rows: Uint32Array, rejected: ReadonlySet<string>): void {
  if (rejected.size > 0) for (const row of rows) if (rejected.has(nameOfHash(columns.texts, row))) flag(columns, "conflict", row);
}

export const nameOfHash = (hashes: Uint32Array, row: number) => `${hashes[row * 2]} ${hashes[row * 2 + 1]}`;
