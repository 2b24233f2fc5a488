import type { LinesFile } from "../../containers/open-container.ts";
import type { Dialect } from "../../dialects/dialect.ts";
import { openNamed, statNamed } from "../../files/named-file.ts";
import { openRead } from "../../files/open-inside.ts";
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
  /** Reads what is in a file, each time from its beginning. */
  open(file: FileBeside): AsyncIterable<LinesFile>;
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
    const { path, beside, open } = this.#sources;
    this.#beside ??= await readFilesBeside(path, beside, open);
    if (archive !== null) this.#archived ??= await readArchive(open({ path, name: archive }));
    return [...this.#beside, ...(this.#archived ?? [])].filter(({ name }) => name !== inner);
  }
}

/** The rows of the small files of an archive. */
async function readArchive(files: AsyncIterable<LinesFile>): Promise<SizedCompanion[]> {
  const companions: SizedCompanion[] = [];
  for await (const { name, path } of files) {
    if (companions.length === maxCompanions) break;
    const { size: sizeBytes } = await statNamed(path);
    if (sizeBytes > maxCompanionBytes) continue;
    companions.push({ name, sizeBytes, rows: (await readSample(path, openRead, maxRows, maxCompanionBytes)).values });
  }
  return companions;
}

async function readFilesBeside(own: string, files: readonly FileBeside[], open: CompanionSources["open"]): Promise<SizedCompanion[]> {
  const companions: SizedCompanion[] = [];
  for (const file of files) {
    if (file.path === own) continue;
    if (companions.length >= maxCompanions) break;
    try {
      const { size } = await statNamed(file.path);
      if (size > maxCompanionBytes) continue;
      for await (const inner of open(file)) {
        const openFile = inner.steps.length === 0 ? openNamed : openRead;
        const { values } = await readSample(inner.path, openFile, maxRows, maxCompanionBytes);
        companions.push({ name: inner.name, sizeBytes: size, rows: values });
        if (companions.length >= maxCompanions) break;
      }
    } catch {
      // Its own import says what is wrong with it.
    }
  }
  return companions;
}
