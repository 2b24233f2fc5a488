import { lstat } from "node:fs/promises";

/**
 * A name beside `path` for what is kept of it: `<path>.<what>-<time>`. Never one that is taken: a clock that was set back, or that
 * stands, must not let the second file that is kept replace the first.
 */
export async function asideOf(path: string, what: string): Promise<string> {
  const name = `${path}.${what}-${Date.now()}`;
  for (let i = 1; ; i++) {
    const free = i === 1 ? name : `${name}-${i}`;
    if ((await lstat(free).catch(() => null)) === null) return free;
  }
}
