import { createHash } from "node:crypto";
import { lstat, readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";

/** Everything below a folder, by path: kind, mode, time of change and content. Two that are equal: nothing was written in between. */
export async function treeSnapshot(root: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const look = async (path: string) => {
    const there = await lstat(path, { bigint: true });
    const head = `${there.mode.toString(8)} ${there.mtimeNs} ${there.nlink}`;
    const name = path.slice(root.length) || "/";
    if (there.isDirectory()) {
      found[name] = head;
      for (const entry of await readdir(path)) await look(join(path, entry));
    } else if (there.isSymbolicLink()) found[name] = `${head} -> ${await readlink(path)}`;
    else if (there.isFile())
      found[name] = `${head} ${there.size} ${createHash("sha256")
        .update(await readFile(path))
        .digest("hex")}`;
    else found[name] = head;
  };
  await look(root);
  return found;
}
