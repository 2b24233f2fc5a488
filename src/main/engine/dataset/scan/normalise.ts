/**
 * The form in which two texts count as the same: compatibility characters unified (Unicode NFKC), lower case, every run of white space one
 * space, none at the ends.
 */
export function normaliseText(text: string): string {
  // The common case by far, and NFKC changes nothing in it.
  const unified = isAscii(text) ? text : text.normalize("NFKC");
  return unified.toLowerCase().replace(/\s+/g, " ").trim();
}

const isAscii = (text: string) => !/[^\0-\x7f]/.test(text);
