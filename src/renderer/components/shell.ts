/** Quotes a path for a POSIX shell: in single quotes if it contains a character that may be special. */
export function quoteForShell(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
