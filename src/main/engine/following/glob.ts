import picomatch from "picomatch";

/**
 * Compiles a pattern of a shell, as picomatch reads it: `*` and `?` within a name, `**` for any folders, `[a-z]`, `[!a]`, `{a,b}`; hidden names only where
 * their dot is written. (Node's own `path.matchesGlob` is missing in Node 20, which the package supports.)
 */
export function compileGlob(pattern: string): (path: string) => boolean {
  const matches = picomatch(pattern, { posix: true, nonegate: true });
  return (path) => matches(path);
}
