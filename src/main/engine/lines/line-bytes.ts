/** The bytes that end a line. A line ends at a newline; a carriage return before it belongs to the ending. */
export const newline = 0x0a;
export const carriageReturn = 0x0d;
