import { z95 } from "./wilson.ts";

export interface Kappa {
  value: number;
  low: number;
  high: number;
}

/**
 * Cohen's κ: how far two raters agree beyond what their habits alone would give; 1 is always, 0 as by chance. J. Cohen, "A coefficient of
 * agreement for nominal scales", Educational and Psychological Measurement 20 (1960), 37–46. The 95 % interval is the asymptotic one of
 * J. L. Fleiss, J. Cohen and B. S. Everitt, "Large sample standard errors of kappa and weighted kappa", Psychological Bulletin 72 (1969),
 * 323–327, as statsmodels `cohens_kappa` has it, cut off at 1 and -1.
 * @param table square: counts, one rater's category by the other's.
 * @returns null without cases, and where both always name the same category: then chance explains everything.
 */
export function cohensKappa(table: readonly (readonly number[])[]): Kappa | null {
  const n = sum(table.map(sum));
  const rows = table.map((row) => sum(row) / n);
  const columns = table.map((_, column) => sum(table.map((row) => row[column] ?? 0)) / n);
  const share = (row: number, column: number) => (table[row]?.[column] ?? 0) / n;
  const by = (at: number) => ({ row: rows[at] ?? 0, column: columns[at] ?? 0 });

  const agreed = sum(table.map((_, i) => share(i, i)));
  const chance = sum(table.map((_, i) => by(i).row * by(i).column));
  if (n === 0 || chance >= 1) return null;
  const value = (agreed - chance) / (1 - chance);
  const onDiagonal = sum(table.map((_, i) => share(i, i) * (1 - (by(i).row + by(i).column) * (1 - value)) ** 2));
  const beside = sum(table.flatMap((_, i) => table.map((_, j) => (i === j ? 0 : share(i, j) * (by(i).column + by(j).row) ** 2))));
  const variance = (onDiagonal + (1 - value) ** 2 * beside - (value - chance * (1 - value)) ** 2) / (1 - chance) ** 2 / n;
  const half = z95 * Math.sqrt(Math.max(0, variance));
  return { value, low: Math.max(-1, value - half), high: Math.min(1, value + half) };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
