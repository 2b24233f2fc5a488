import { type CheckName, checkNames } from "../../../../contract/index.ts";
import type { Columns } from "../scan/columns.ts";

export const bitOf = (check: CheckName): number => 1 << checkNames.indexOf(check);

/** Marks a row as found by a check. */
export function flag(columns: Columns, check: CheckName, row: number): void {
  columns.flags[row] = (columns.flags[row] as number) | bitOf(check);
}
