import { type ContainerParts, type LinesFile, openContainer } from "../../containers/open-container.ts";
import type { Dialect } from "../../dialects/dialect.ts";
import { statNamed } from "../../files/named-file.ts";
import type { SizedCompanion } from "./plan.ts";
import { readSample } from "./read-sample.ts";

/** Larger files say nothing about others: they are read for themselves. */
export const maxCompanionBytes = 64 * 1024 * 1024;
const maxCompanions = 50;
const maxRows = 200_000;

/** A file of the same import. */
export interface FileBeside {
  path: string;
  name: string;
}

interface CompanionSources {
  /** The file that is imported; it is no companion of itself. */
  path: string;
  /** The files of the same import. */
  beside: readonly FileBeside[];
  /** What reading a file's contents takes, each time from its beginning. */
  parts(): ContainerParts;
}

/** The files that a dialect may join to one: read once, and only for a dialect that joins any. */
export class Companions {
  readonly #sources: CompanionSources;
  #beside: readonly SizedCompanion[] | null = null;
  #archived: readonly SizedCompanion[] | null = null;

  constructor(sources: CompanionSources) {
    this.#sources = sources;
  }

  /**
   * @param inner the file, or the entry of an archive, that is converted.
   * @param archive the archive that it is in; null when it is in none.
   * @throws what reading the archive throws. A file beside it that is gone, too large or no rows at all says nothing.
   */
  async choose(dialect: Dialect, inner: string, archive: string | null): Promise<readonly SizedCompanion[]> {
    if (dialect.joins !== true) return [];
    const { path, beside, parts } = this.#sources;
    this.#beside ??= await readFilesBeside(path, beside, parts);
    if (archive !== null) this.#archived ??= await readArchive({ path, name: archive }, parts());
    return [...this.#beside, ...(this.#archived ?? [])].filter(({ name }) => name !== inner);
  }
}

/** The rows of the small files of an archive. */
async function readArchive({ path: archive, name: archiveName }: FileBeside, parts: ContainerParts): Promise<SizedCompanion[]> {
  const companions: SizedCompanion[] = [];
  for await (const inner of openContainer(parts, archive, archiveName)) {
    if (companions.length === maxCompanions) break;
    const { size: sizeBytes } = await statNamed(inner.path);
    if (sizeBytes > maxCompanionBytes) continue;
    companions.push({ name: inner.name, sizeBytes, rows: await readAll(inner, parts) });
  }
  return companions;
}

const readAll = async (file: LinesFile, parts: ContainerParts) =>
  (await readSample(file, parts, { maxRows, maxBytes: maxCompanionBytes })).values;

async function readFilesBeside(own: string, files: readonly FileBeside[], open: CompanionSources["parts"]): Promise<SizedCompanion[]> {
  const companions: SizedCompanion[] = [];
  for (const file of files) {
    if (file.path === own) continue;
    if (companions.length >= maxCompanions) break;
    try {
      const { size } = await statNamed(file.path);
      if (size > maxCompanionBytes) continue;
      const parts = open();
      for await (const inner of openContainer(parts, file.path, file.name)) {
        companions.push({ name: inner.name, sizeBytes: size, rows: await readAll(inner, parts) });
        if (companions.length >= maxCompanions) break;
      }
    } catch {
      // Its own import says what is wrong with it.
    }
  }
  return companions;
}
