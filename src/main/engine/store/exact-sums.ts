/** Resolution of sums: 10^-8 ms, and 10^-15 of a score. */
export const latencyUnit = 1e8;
export const qualityUnit = 1e15;

/**
 * A sum in integer units. Unlike a sum of doubles, it gives the same mean to the last digit however threads share the scan. Values that
 * overflow add nothing; only a line kept although invalid can have one.
 */
export const exactSum = (column: string, unit: number) => `sum(TRY_CAST(${column} * ${unit.toExponential()} AS BIGINT))`;
