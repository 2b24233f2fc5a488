import { join } from "node:path";
import type { ChannelName } from "../../../contract/index.ts";
import { writeCurrentDataset } from "../curation/projections/dataset-copy.ts";
import { isStale } from "../curation/projections/dataset-file.ts";
import { CurationLog } from "../curation/state/curation-log.ts";
import { atomicWriteInside } from "../files/atomic-write.ts";
import { makeFolderInside } from "../files/inside.ts";
import { createNew } from "../files/open-inside.ts";
import { openForReading, type ReadJournal } from "../files/read-journal.ts";
import { type IsOwnWrite, keyOfHash } from "../records/line-hash.ts";
import { makeScratchFolder, type ScratchFolder } from "./scratch-folder.ts";

/** The journals of a workspace as they are. */
export interface ReadJournals {
  channels: ReadonlyMap<ChannelName, ReadJournal>;
  quarantine: ReadJournal;
  curation: ReadJournal;
  stats: ReadJournal;
}

export interface ReadFilesParts extends ReadJournals {
  /** The workspace's real path. */
  root: string;
  stateDir: string;
}

/** The dataset as curation.jsonl says it is. */
export interface ReadDataset {
  journal: ReadJournal;
  /** The file in the workspace is behind the log; `journal` is a copy that is not. */
  isStale: boolean;
}

/** The files of a workspace that is only read, and those that are made from them in a scratch folder outside it. Each is read once. */
export class ReadFiles {
  readonly #parts: ReadFilesParts;
  #scratch: Promise<ScratchFolder> | null = null;
  #log: Promise<CurationLog> | null = null;
  #dataset: Promise<ReadDataset> | null = null;
  #indexFolders = 0;

  constructor(parts: ReadFilesParts) {
    this.#parts = parts;
  }

  get journals(): ReadJournals {
    return this.#parts;
  }

  readLog(): Promise<CurationLog> {
    this.#log ??= CurationLog.read(this.#parts.curation);
    return this.#log;
  }

  /** Whether a line of the dataset is a row version that the curation log already wrote. */
  async readOwnWrites(): Promise<IsOwnWrite> {
    const { samples } = (await this.readLog()).state;
    return (hash) => samples.findByLine(keyOfHash(hash)) !== undefined;
  }

  /** The dataset file; where a crash left it behind the log, a copy in the scratch folder that is not. */
  readDataset(): Promise<ReadDataset> {
    this.#dataset ??= this.#makeDataset();
    return this.#dataset;
  }

  async #makeDataset(): Promise<ReadDataset> {
    const journal = this.#parts.channels.get("training_samples") as ReadJournal;
    const log = await this.readLog();
    if (!(await isStale(log.state.samples, journal))) return { journal, isStale: false };
    const path = join(await this.#scratchPath(), "training_samples.jsonl");
    const file = await createNew(path);
    try {
      await writeCurrentDataset({ journal, log, keepPositions: async () => {} }, journal.durableBytes, file);
    } finally {
      await file.close();
    }
    return { journal: await openForReading(path), isStale: true };
  }

  /** A new folder in the scratch folder, one for each index: several may be open. */
  async makeIndexFolder(): Promise<string> {
    const path = join(await this.#scratchPath(), `index-${++this.#indexFolders}`);
    await makeFolderInside(path);
    return path;
  }

  /** A journal that may not exist: one without lines is read from an empty file. */
  async orEmptyFile(journal: ReadJournal): Promise<ReadJournal> {
    if (journal.durableBytes > 0) return journal;
    const path = join(await this.#scratchPath(), "empty.jsonl");
    await atomicWriteInside(path, "");
    return { ...journal, path };
  }

  /** Removes what was made outside the workspace. Idempotent. */
  async removeScratch(): Promise<void> {
    await (await this.#scratch)?.remove();
  }

  async #scratchPath(): Promise<string> {
    this.#scratch ??= makeScratchFolder(this.#parts.stateDir, this.#parts.root);
    return (await this.#scratch).path;
  }
}
