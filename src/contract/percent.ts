/**
 * A share as a percentage, in sentences and tables alike: 0.634 → "63.4%". No space, one digit after the point; only exactly 1 and 0 are written as 100 and 0.
 * @param share 0 to 1. @param digits after the point. @param format writes a number with so many digits.
 */
export function percentInWords(share: number, digits = 1, format = (value: number, places: number) => value.toFixed(places)): string {
  const smallest = 10 ** -digits;
  const percent = share * 100;
  if (share > 0 && percent < smallest / 2) return `<${format(smallest, digits)}%`;
  if (share < 1 && percent > 100 - smallest / 2) return `>${format(100 - smallest, digits)}%`;
  return `${format(percent, digits)}%`;
}

/** "80.3 to 91.2%". */
export const percentRangeInWords = (low: number, high: number, digits = 1, format?: (value: number, places: number) => string): string =>
  `${percentInWords(low, digits, format).replace("%", "")} to ${percentInWords(high, digits, format)}`;
