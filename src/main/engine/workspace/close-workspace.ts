import { closeJournals } from "./workspace-files.ts";
import type { WorkspaceParts } from "./workspace-parts.ts";

/**
 * Closes what a workspace is made of: first what others asked for, then what takes lines in, then what writes them, last what guards the folder. A step that fails does
 * not keep the next from running.
 * @throws the first failure.
 */
export async function closeWorkspace(parts: WorkspaceParts): Promise<void> {
  const {
    collector,
    aggregator,
    index,
    generation,
    queries,
    dataset,
    curation,
    models,
    exports,
    follower,
    channels,
    journals,
    desk,
    quarantineIndexing,
    pool,
    log,
    closeDoor,
    release,
  } = parts;
  let failure: unknown = null;
  const step = async (work: () => Promise<unknown> | undefined) => {
    try {
      await work();
    } catch (thrown) {
      failure ??= thrown;
      log("error", "close_failed", { error: thrown instanceof Error ? thrown.message : String(thrown) });
    }
  };
  await step(closeDoor);
  await step(() => follower.close());
  await step(() => exports.close());
  await step(() => collector.close());
  await step(async () => aggregator?.stop());
  await step(() => index.settled());
  await step(() => generation?.settled());
  await step(() => dataset.close());
  await step(() => curation.close());
  await step(() => models.close());
  await step(() => quarantineIndexing.settled());
  await step(() => desk.cut());
  for (const channel of channels.values()) await step(() => channel.close());
  await step(() => closeJournals(journals));
  // A cache of a cache: what cannot be kept is asked again.
  await queries.keep().catch((error: unknown) => log("warn", "answers_not_kept", { error: String(error) }));
  await step(() => index.close());
  await step(() => pool.close());
  await step(release);
  if (failure) throw failure;
}
