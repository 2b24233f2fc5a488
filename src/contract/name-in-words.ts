/** What shows nothing: white space, fillers and the empty braille cell. */
const isBlank = /^[\s\u2800\p{Default_Ignorable_Code_Point}]*$/u;

/** The name of an engine in a sentence: in quotes where it is of blanks alone, and would look as if it was missing. */
export const nameInWords = (name: string): string => (isBlank.test(name) ? `"${name}"` : name);
