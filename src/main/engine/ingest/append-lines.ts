import type { ChannelName } from "../../../contract/index.ts";
import { openRead } from "../files/open-inside.ts";
import type { LineHash } from "../records/line-hash.ts";
import { BufferPool } from "../workers/buffer-pool.ts";
import { openLines } from "./chunk-reader.ts";
import { importLines } from "./import-lines.ts";
import type { ImportParts } from "./import-options.ts";
import { ReportBuilder } from "./import-report.ts";
import { ImportWriter } from "./import-writer.ts";

/** Appends the records of a file of ours in the staging folder to their journals, without those that are there. @throws AssayError disk_full, io … */
export async function appendLines(parts: ImportParts, path: string): Promise<void> {
  const buffers = { lines: new BufferPool(), rows: new BufferPool() };
  const file = await openLines(path, { openFile: openRead, buffers: buffers.lines });
  const known = new Map<ChannelName, (hash: LineHash) => boolean>();
  for (const [channel, hashes] of await parts.known()) known.set(channel, (hash) => hashes.add(hash));
  const report = new ReportBuilder(path, file.sizeBytes);
  const options = { kind: "auto", keepDuplicates: false } as const;
  const writer = new ImportWriter({ parts, known, name: path, report, options, buffers, own: null });
  try {
    await importLines({ parts, file, writer, report, options, buffers, onRead: () => {} }, null);
  } finally {
    await writer.finish();
    await file.close();
  }
}
