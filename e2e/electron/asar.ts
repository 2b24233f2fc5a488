import { type Dirent, readdirSync, readFileSync } from "node:fs";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

interface Entry {
  files?: Record<string, Entry>;
  size?: number;
  offset?: string;
  unpacked?: boolean;
}

/**
 * Packs a folder into an asar archive as electron-builder does: native addons and their libraries lie beside it, in `<archive>.unpacked`.
 * Enough for a test of what a packed program can read; real packages are made by the packaging tools.
 */
export async function packAsar(folder: string, archive: string): Promise<void> {
  const contents: Buffer[] = [];
  const beside: string[] = [];
  let offset = 0;
  const entryOf = (path: string, found: Dirent): Entry => {
    if (found.isDirectory()) return { files: filesOf(path) };
    const bytes = readFileSync(path);
    if (/\.(node|so)$/.test(path)) {
      beside.push(path);
      return { size: bytes.length, unpacked: true };
    }
    contents.push(bytes);
    offset += bytes.length;
    return { size: bytes.length, offset: String(offset - bytes.length) };
  };
  const filesOf = (path: string): Record<string, Entry> =>
    Object.fromEntries(readdirSync(path, { withFileTypes: true }).map((found) => [found.name, entryOf(join(path, found.name), found)]));

  const header = Buffer.from(JSON.stringify({ files: filesOf(folder) }));
  const padded = Math.ceil(header.length / 4) * 4;
  // Chromium's pickle twice: the size of the header's pickle, and the header as a text with its length.
  const sizes = Buffer.alloc(16);
  for (const [index, value] of [4, padded + 8, padded + 4, header.length].entries()) sizes.writeUInt32LE(value, index * 4);
  await writeFile(archive, Buffer.concat([sizes, header, Buffer.alloc(padded - header.length), ...contents]));
  for (const path of beside) {
    const target = join(`${archive}.unpacked`, relative(folder, path));
    await mkdir(dirname(target), { recursive: true });
    await cp(path, target);
  }
}
