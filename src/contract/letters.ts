/** How candidates are named on screens, in histories and by `assay decide`. */

/** The letters of a candidate's position: A, B … Z, AA, AB … */
export function candidateLetter(position: number): string {
  let letters = "";
  for (let rest = position; rest >= 0; rest = Math.floor(rest / 26) - 1) letters = String.fromCharCode(65 + (rest % 26)) + letters;
  return letters;
}

/** The position that letters name, upper or lower case; undefined for anything else, and beyond four letters. */
export function candidatePosition(letters: string): number | undefined {
  if (!/^[a-z]{1,4}$/i.test(letters)) return undefined;
  return [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
