/** A path as a POSIX shell takes it: in single quotes when anything in it could mean something else. */
export function shellQuoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
