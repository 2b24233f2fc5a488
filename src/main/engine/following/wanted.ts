import { dirname, join, parse, relative, sep } from "node:path";
import { listFilesBelow, statNamed } from "../files/named-file.ts";
import { compileGlob } from "./glob.ts";
import type { FollowRequest } from "./request.ts";

/** Which files a request means. */
export interface Wanted {
  /** What has to be watched: the file, or the folder below which files are looked for. */
  root: string;
  /** Levels of folders below it. */
  depth: number;
  matches(path: string): boolean;
  /** Those that are there now, with the names that they are shown by. */
  list(): Promise<{ path: string; name: string }[]>;
}

/** More are not followed: each is looked at once a second. */
export const maxFiles = 2000;

/** What programs call a file until it takes another one's place. */
const temporary = /(\.tmp|\.part|\.partial|\.swp|~)$/i;
const magic = /[*?[\]{}!]/;

/** Whether a name on a command line is a pattern. One that is the name of a file is that file. */
export async function isGlob(path: string): Promise<boolean> {
  return (
    magic.test(path) &&
    !(await statNamed(path).then(
      () => true,
      () => false,
    ))
  );
}

export function toWanted({ as, path, name }: FollowRequest): Wanted {
  if (as === "file") return { root: path, depth: 0, matches: (one) => one === path, list: async () => [{ path, name }] };
  const root = as === "folder" ? path : fixedPart(path);
  const depth = as === "folder" || path.includes("**") ? Number.POSITIVE_INFINITY : relative(root, path).split(sep).length - 1;
  const matches = as === "folder" ? (one: string) => !temporary.test(one) : compileGlob(path);
  // Behind a folder, a file's place in it; what a pattern found is named as the pattern is.
  const shown = as === "folder" ? name : name.slice(0, name.length - relative(root, path).length) || ".";
  const list = async () => {
    const found = await listFilesBelow(root, maxFiles * 10, depth).catch(() => []);
    return found
      .filter(matches)
      .slice(0, maxFiles)
      .map((one) => ({ path: one, name: join(shown, relative(root, one)) }));
  };
  return { root, depth, matches, list };
}

/** The folder that a pattern begins with. */
function fixedPart(pattern: string): string {
  let folder = pattern;
  while (magic.test(folder) && folder !== parse(folder).root) folder = dirname(folder);
  return folder;
}
