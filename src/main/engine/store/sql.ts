/** A text as a constant of SQL. */
export const quoteSql = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** As many parameters, for a list of values: "?, ?, ?". */
export const placeholders = (count: number): string => Array.from({ length: count }, () => "?").join(", ");
