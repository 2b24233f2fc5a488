import type { ChannelName } from "../../../contract/index.ts";
import { IndexSync } from "../curation/projections/index-sync.ts";
import type { ReadJournal } from "../files/read-journal.ts";
import type { ReadFiles } from "./read-files.ts";
import type { ReadIndexOptions } from "./read-index.ts";

/** What is wanted of an index; the rest follows from the workspace. */
export type WantedIndex = Pick<ReadIndexOptions, "channels" | "journals" | "isOwnWrite" | "isCurrent" | "bringUpToDate">;

/** An index of every channel, with the decisions and the dataset as curation.jsonl says they are. */
export async function wantWholeIndex(
  files: ReadFiles,
): Promise<Required<WantedIndex> & { journals: ReadonlyMap<ChannelName, ReadJournal> }> {
  const log = await files.readLog();
  const { journal } = await files.readDataset();
  const journals = new Map(files.journals.channels).set("training_samples", journal);
  return {
    channels: [...journals.keys()],
    journals,
    isOwnWrite: await files.readOwnWrites(),
    isCurrent: (db) => new IndexSync(db, log).isCurrent(),
    bringUpToDate: async (db) => {
      const sync = new IndexSync(db, log);
      if (!(await sync.isCurrent())) await sync.resync();
    },
  };
}
