import type { Readable } from "node:stream";
import { ZipFile } from "yazl";

export interface ZipEntry {
  name: string;
  sizeBytes: number;
  open(): Promise<Readable>;
}

/** A zip of files, each opened when its turn comes. Fails when one is not as long as it should be. @returns `close` ends what is still open. */
export function streamZip(entries: readonly ZipEntry[]): { stream: Readable; close(): void } {
  const zip = new ZipFile();
  const out = zip.outputStream as Readable;
  const opened = new Set<Readable>();
  zip.on("error", (error) => out.destroy(error as Error));
  for (const { name, sizeBytes, open } of entries)
    zip.addReadStreamLazy(name, { size: sizeBytes }, (done) => {
      open().then(
        (stream) => {
          opened.add(stream);
          if (out.destroyed) stream.destroy();
          done(null, stream);
        },
        (error) => out.destroy(error),
      );
    });
  zip.end();
  return {
    stream: out,
    close: () => {
      for (const stream of opened) stream.destroy();
    },
  };
}
