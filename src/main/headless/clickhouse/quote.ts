/** A text in ClickHouse's SQL. */
export const quoteText = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

const quoteName = (name: string) => `\`${name.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``;

/** A table's name, with its database before a dot if it is another one. */
export function quoteTable(table: string): string {
  const dot = table.indexOf(".");
  return dot < 0 ? quoteName(table) : `${quoteName(table.slice(0, dot))}.${quoteName(table.slice(dot + 1))}`;
}
