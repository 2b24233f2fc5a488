/** Matrices of `size` rows and columns, row by row. */

export function timesVector(matrix: Float64Array, vector: Float64Array, size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += (matrix[i * size + j] as number) * (vector[j] as number);
    return sum;
  });
}

/**
 * The inverse of a symmetric matrix that has one, by Gauss and Jordan with pivots on the diagonal, largest first. What has no inverse (a column
 * that says nothing) gets zeros.
 */
export function invertSymmetric(matrix: Float64Array, size: number): Float64Array {
  const work = Float64Array.from(matrix);
  const left = new Set(Array.from({ length: size }, (_, i) => i));
  const largest = Math.max(...(left.size === 0 ? [0] : [...left].map((i) => work[i * size + i] as number)));
  const swept: number[] = [];
  while (left.size > 0) {
    const k = [...left].reduce((best, i) => ((work[i * size + i] as number) > (work[best * size + best] as number) ? i : best));
    left.delete(k);
    const pivot = work[k * size + k] as number;
    if (!(pivot > largest * 1e-12)) break;
    sweep(work, size, k, pivot);
    swept.push(k);
  }
  const inverse = new Float64Array(size * size);
  for (const i of swept) for (const j of swept) inverse[i * size + j] = -(work[i * size + j] as number);
  return inverse;
}

/** The sweep operator: A. E. Beaton, "The use of special matrix operators in statistical calculus" (1964). Once for each row gives minus the inverse. */
function sweep(work: Float64Array, size: number, k: number, pivot: number): void {
  const row = work.slice(k * size, (k + 1) * size);
  for (let i = 0; i < size; i++) {
    if (i === k) continue;
    const factor = (row[i] as number) / pivot;
    if (factor === 0) continue;
    for (let j = 0; j < size; j++) if (j !== k) work[i * size + j] = (work[i * size + j] as number) - factor * (row[j] as number);
  }
  for (let i = 0; i < size; i++) {
    if (i === k) continue;
    work[i * size + k] = (row[i] as number) / pivot;
    work[k * size + i] = (row[i] as number) / pivot;
  }
  work[k * size + k] = -1 / pivot;
}
