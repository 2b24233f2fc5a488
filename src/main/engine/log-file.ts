import { createWriteStream } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { formatLogLine, type Log } from "./log.ts";

const filesKept = 10;

/**
 * A log that writes to a new file of `folder` (`.assay/log`) and passes every line on to `also`. The newest ten files stay.
 * A log that cannot be written never stops the work: the lines are dropped.
 */
export async function openLogFile(folder: string, also: Log): Promise<{ log: Log; close(): Promise<void> }> {
  const fresh = `${new Date().toISOString().replaceAll(":", "-")}-${process.pid}.jsonl`;
  const there = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".jsonl")).sort();
  // Files of a time that has not come are of a clock that was wrong: they would outlive all that come now.
  const old = [...there.filter((name) => name > fresh), ...there.filter((name) => name <= fresh)];
  for (const name of old.slice(0, Math.max(0, old.length - filesKept + 1))) await rm(join(folder, name), { force: true }).catch(() => {});
  const stream = createWriteStream(join(folder, fresh), { flags: "a" });
  let broken = false;
  stream.on("error", () => {
    broken = true;
  });
  return {
    log: (level, event, fields) => {
      also(level, event, fields);
      if (!broken) stream.write(formatLogLine(level, event, fields));
    },
    close: () => new Promise((resolve) => (broken ? resolve() : stream.end(resolve))),
  };
}
