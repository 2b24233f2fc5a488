import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Random } from "./random.ts";

/** File operations below one folder, in order. Names are relative to it. */
export type DiskEvent =
  | { type: "make"; name: string; inode: number; folder: boolean }
  | { type: "write"; inode: number; offset: number; bytes: Buffer }
  | { type: "truncate"; inode: number; size: number }
  | { type: "sync"; inode: number }
  | { type: "syncFolder"; name: string }
  | { type: "rename"; from: string; to: string }
  | { type: "remove"; name: string }
  | { type: "told"; promise: string };

type Change = { offset: number; bytes: Buffer } | { size: number };
type EntryChange = { set: [name: string, inode: number][]; remove: string[] };

interface FileState {
  durable: Buffer;
  pending: Change[];
}
interface FolderState {
  durable: Map<string, number>;
  now: Map<string, number>;
  pending: EntryChange[];
}

/**
 * A disk that guarantees only what was fsynced: after a power loss any part of the bytes and names written since may be there, in any
 * order. A rename is atomic.
 */
export class LossyDisk {
  readonly #files = new Map<number, FileState>();
  readonly #folders = new Map<number, FolderState>([[0, folderState()]]);
  readonly promises: string[] = [];

  apply(event: DiskEvent): void {
    switch (event.type) {
      case "make":
        if (event.folder) this.#folders.set(event.inode, folderState());
        else this.#files.set(event.inode, { durable: Buffer.alloc(0), pending: [] });
        this.#change(dirname(event.name), { set: [[last(event.name), event.inode]], remove: [] });
        break;
      case "write":
        this.#files.get(event.inode)?.pending.push({ offset: event.offset, bytes: event.bytes });
        break;
      case "truncate":
        this.#files.get(event.inode)?.pending.push({ size: event.size });
        break;
      case "sync": {
        const file = this.#files.get(event.inode);
        if (file) file.durable = file.pending.reduce(changed, file.durable);
        if (file) file.pending = [];
        break;
      }
      case "syncFolder": {
        const folder = this.#folderAt(event.name);
        if (folder) folder.durable = new Map(folder.now);
        if (folder) folder.pending = [];
        break;
      }
      case "rename": {
        const inode = this.#folderAt(dirname(event.from))?.now.get(last(event.from));
        if (inode !== undefined) this.#change(dirname(event.to), { set: [[last(event.to), inode]], remove: [last(event.from)] });
        break;
      }
      case "remove":
        this.#change(dirname(event.name), { set: [], remove: [last(event.name)] });
        break;
      case "told":
        this.promises.push(event.promise);
    }
  }

  /** Writes one state that the disk may be in if the power fails now. */
  async lose(target: string, random: Random): Promise<void> {
    // What survives of unsynced operations: all, nothing, or each at random.
    const mood = random.pick([0, 0.5, 0.5, 1]);
    const write = async (folder: FolderState, path: string): Promise<void> => {
      await mkdir(path, { recursive: true });
      const entries = new Map(folder.durable);
      for (const { set, remove } of folder.pending.filter(() => random.chance(mood))) {
        for (const name of remove) entries.delete(name);
        for (const [name, inode] of set) entries.set(name, inode);
      }
      for (const [name, inode] of entries) {
        const inner = this.#folders.get(inode);
        if (inner) await write(inner, join(path, name));
        else await writeFile(join(path, name), lossy(this.#files.get(inode), random, mood));
      }
    };
    await write(this.#folders.get(0) ?? folderState(), target);
  }

  #change(name: string, change: EntryChange): void {
    const folder = this.#folderAt(name);
    if (!folder) return;
    folder.pending.push(change);
    for (const one of change.remove) folder.now.delete(one);
    for (const [one, inode] of change.set) folder.now.set(one, inode);
  }

  #folderAt(name: string): FolderState | undefined {
    let folder = this.#folders.get(0);
    for (const part of name.split("/").filter((one) => one !== "" && one !== ".")) folder = this.#folders.get(folder?.now.get(part) ?? -1);
    return folder;
  }
}

const folderState = (): FolderState => ({ durable: new Map(), now: new Map(), pending: [] });
const last = (name: string) => name.slice(name.lastIndexOf("/") + 1);

function lossy(file: FileState | undefined, random: Random, mood: number): Buffer {
  if (!file) return Buffer.alloc(0);
  const there = file.pending
    .filter(() => random.chance(mood))
    .map((change) => {
      // The last pages of a write may be missing.
      if ("size" in change || mood === 1 || random.chance(0.7)) return change;
      return { offset: change.offset, bytes: change.bytes.subarray(0, random.below(change.bytes.length + 1)) };
    });
  return there.reduce(changed, file.durable);
}

function changed(bytes: Buffer, change: Change): Buffer {
  if ("size" in change)
    return change.size <= bytes.length ? bytes.subarray(0, change.size) : Buffer.concat([bytes, Buffer.alloc(change.size - bytes.length)]);
  const out = Buffer.alloc(Math.max(bytes.length, change.offset + change.bytes.length));
  bytes.copy(out);
  change.bytes.copy(out, change.offset);
  return out;
}
