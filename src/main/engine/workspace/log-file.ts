import { join } from "node:path";
import { formatLogLine, type Log } from "../base/log.ts";
import { listFolder, removeFile } from "../files/inside.ts";
import { createNew } from "../files/open-inside.ts";

const filesKept = 10;
/** Names of log files made here; other files in the folder are left alone. */
const logName = /^\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}\.\d{3}Z-\d+\.jsonl$/;

/**
 * A log that writes to a new file in `folder` (`.assay/log`) and forwards every line to `also`. Keeps the newest ten log files.
 * When the file cannot be written its lines are dropped; the work goes on.
 */
export async function openLogFile(folder: string, also: Log): Promise<{ log: Log; close(): Promise<void> }> {
  const fresh = `${new Date().toISOString().replaceAll(":", "-")}-${process.pid}.jsonl`;
  const there = (await listFolder(folder).catch(() => []))
    .filter((entry) => entry.isFile() && logName.test(entry.name))
    .map(({ name }) => name)
    .sort();
  // Files dated in the future come from a wrong clock and would outlive all newer ones: removed first.
  const old = [...there.filter((name) => name > fresh), ...there.filter((name) => name <= fresh)];
  for (const name of old.slice(0, Math.max(0, old.length - filesKept + 1))) await removeFile(join(folder, name)).catch(() => {});
  const stream = (await createNew(join(folder, fresh)).catch(() => null))?.createWriteStream();
  let broken = stream === undefined;
  stream?.on("error", () => {
    broken = true;
  });
  return {
    log: (level, event, fields) => {
      also(level, event, fields);
      if (!broken) stream?.write(formatLogLine(level, event, fields));
    },
    close: () => new Promise((resolve) => (broken || stream === undefined ? resolve() : stream.end(resolve))),
  };
}
