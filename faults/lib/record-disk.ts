import { readlinkSync } from "node:fs";
import fsPromises, { type FileHandle } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { dirname, relative, sep } from "node:path";
import type { DiskEvent } from "./lossy-disk.ts";

/**
 * Records this process's operations on files below `root`, except `.assay`, which is a cache. Call it in a child process, before
 * importing the engine.
 */
export function recordDisk(root: string, note: (event: DiskEvent) => void): void {
  const real = { ...fsPromises };
  const inodes = new Map<string, number>();
  const sizes = new Map<number, number>();
  let next = 1;
  const toName = (path: unknown): string | null => {
    const name = relative(root, throughFolder(String(path)))
      .split(sep)
      .join("/");
    return name.startsWith("..") || name.startsWith(".assay") ? null : name;
  };
  const make = (name: string, folder: boolean) => {
    inodes.set(name, next);
    note({ type: "make", name, inode: next, folder });
    return next++;
  };
  const patched = fsPromises as unknown as Record<string, unknown>;
  patched.open = async (path: string, ...rest: [string | number | undefined]) => {
    const name = toName(path);
    const handle = await real.open(path, ...rest);
    if (name === null) return handle;
    if ((await handle.stat()).isDirectory()) {
      handle.sync = async () => note({ type: "syncFolder", name });
      return handle;
    }
    return watched(handle, inodes.get(name) ?? make(name, false), sizes, note);
  };
  patched.mkdir = async (path: string, options?: { recursive?: boolean }) => {
    const missing: string[] = [];
    for (let at = path; toName(at) && !inodes.has(toName(at) ?? ""); at = dirname(at)) missing.unshift(toName(at) ?? "");
    const made = await real.mkdir(path, options);
    for (const name of missing) make(name, true);
    return made;
  };
  patched.rename = async (from: string, to: string) => {
    await real.rename(from, to);
    const [a, b] = [toName(from), toName(to)];
    if (a === null || b === null) return;
    note({ type: "rename", from: a, to: b });
    inodes.set(b, inodes.get(a) ?? -1);
    inodes.delete(a);
  };
  patched.rm = async (path: string, options?: object) => {
    await real.rm(path, options);
    const name = toName(path);
    if (name === null || !inodes.delete(name)) return;
    note({ type: "remove", name });
  };
  syncBuiltinESMExports();
}

/** A path that goes through the descriptor of a folder held open (engine/files/open-inside.ts), as the path in that folder. */
function throughFolder(path: string): string {
  const [, folder, rest] = /^(\/proc\/self\/fd\/\d+)(\/.*)?$/.exec(path) ?? [];
  return folder === undefined ? path : readlinkSync(folder) + (rest ?? "");
}

function watched(handle: FileHandle, inode: number, sizes: Map<number, number>, note: (event: DiskEvent) => void): FileHandle {
  const real = {
    write: handle.write.bind(handle) as (...all: unknown[]) => Promise<{ bytesWritten: number }>,
    writev: handle.writev.bind(handle),
    truncate: handle.truncate.bind(handle),
  };
  // Every file here is written sequentially, from its start or appended.
  const wrote = (bytes: Buffer) => {
    const offset = sizes.get(inode) ?? 0;
    sizes.set(inode, offset + bytes.length);
    note({ type: "write", inode, offset, bytes });
  };
  const sync = async () => note({ type: "sync", inode });
  const open = handle as unknown as Record<string, unknown>;
  open.write = async (data: string | Uint8Array, ...rest: unknown[]) => {
    const done = await real.write(data, ...rest);
    const bytes = Buffer.from(data as Uint8Array);
    const from = typeof data === "string" ? 0 : Number(rest[0] ?? 0);
    wrote(bytes.subarray(from, from + done.bytesWritten));
    return done;
  };
  open.writev = async (parts: readonly Uint8Array[]) => {
    const done = await real.writev([...parts]);
    wrote(Buffer.concat(parts).subarray(0, done.bytesWritten));
    return done;
  };
  open.writeFile = async (data: string | Uint8Array) => {
    for (let bytes = Buffer.from(data as Uint8Array); bytes.length > 0; ) {
      const { bytesWritten } = await real.write(bytes);
      wrote(bytes.subarray(0, bytesWritten));
      bytes = bytes.subarray(bytesWritten);
    }
  };
  open.truncate = async (size = 0) => {
    await real.truncate(size);
    sizes.set(inode, size);
    note({ type: "truncate", inode, size });
  };
  open.sync = sync;
  open.datasync = sync;
  return handle;
}
