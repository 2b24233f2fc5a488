/** The letter a candidate is called by on screen: 0 → "A", 25 → "Z", 26 → "AA". Digits are keys that set tiers. */
export function candidateLetter(position: number): string {
  let letters = "";
  for (let rest = position; rest >= 0; rest = Math.floor(rest / 26) - 1) letters = String.fromCharCode(65 + (rest % 26)) + letters;
  return letters;
}

/** "promoted candidate 2 (b) of c-1", as the journal has it, with the letter the screen shows: "promoted candidate B (b) of c-1". */
export function withCandidateLetter(description: string): string {
  // Only behind the verb: an engine or comparison may be called "candidate 2" as well.
  return description.replace(
    /^((?:\w+: )*\w+ candidate )([1-9]\d{0,5})(?= )/,
    (_, before: string, number: string) => before + candidateLetter(Number(number) - 1),
  );
}
