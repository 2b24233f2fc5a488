import { AssayError, channelOfKind } from "../../../contract/index.ts";
import { orderedAhead } from "../async/ordered-ahead.ts";
import { formatCommand } from "../base/program.ts";
import type { Channel } from "../collector/channel.ts";
import { locateDurableLines } from "../files/locate-lines.ts";
import { BufferPool } from "../workers/buffer-pool.ts";
import type { Chunk } from "./chunk.ts";
import { inspectInPool } from "./inspect-job.ts";
import { refuseContainers } from "./refuse-containers.ts";
import { pooledFromBytes, streamBufferBytes, streamChunks } from "./stream-chunks.ts";
import { type StreamCounts, type StreamOptions, type StreamParts, StreamWriter } from "./stream-writer.ts";

export type { StreamCounts, StreamOptions, StreamParts } from "./stream-writer.ts";

/**
 * Collects a stream of lines of one kind: threads inspect what arrived, one writer appends it in order. Lines that arrive
 * during a write wait in the journal and share the next one, so writes grow with the latency of the disk. A failed write is retried until it
 * succeeds, while the producer waits: nothing is dropped. Once the stream has ended, or another file has taken the journal's
 * place, it gives up after a few attempts, unless the disk is full.
 * @throws AssayError disabled when the kind's channel is switched off; refused for a container; io when the stream breaks (what
 * arrived is kept), or when lines could not be written: it says how many, and where the others are.
 */
export async function collectStream(parts: StreamParts, input: AsyncIterable<Uint8Array>, options: StreamOptions): Promise<StreamCounts> {
  const { channel } = parts;
  if (!channel) {
    const name = channelOfKind[options.kind];
    throw new AssayError("disabled", `The channel ${name} is switched off, so ${options.kind} records are not taken.`, {
      where: `json_engine.output.channels.${name}.enabled`,
      fix: "Switch the channel on in assay.config.json or in Settings.",
    });
  }
  // Reading ends on the caller's signal, and when writing has failed: nobody would write what comes.
  const stop = new AbortController();
  const end = () => {
    writer.streamEnded();
    stop.abort();
  };
  const buffers = {
    lines: new BufferPool({ isShared: true, minBytes: streamBufferBytes }),
    rows: new BufferPool({ isShared: true, minBytes: streamBufferBytes / 2 }),
  };
  const writer = new StreamWriter({ ...parts, buffers }, channel, options, end);
  if (options.signal.aborted) end();
  options.signal.addEventListener("abort", end, { once: true });
  let inspecting = 0;
  const inspect = async (chunk: Chunk) => {
    if (chunk.type !== "lines") return null;
    const spare = chunk.bytes.length > pooledFromBytes ? buffers.rows.take(chunk.bytes.length >> 1) : undefined;
    inspecting++;
    try {
      return await inspectInPool(parts.pool, { bytes: chunk.bytes, kind: options.kind, strict: parts.strict, spare });
    } finally {
      inspecting--;
      chunks.changed();
    }
  };
  const chunks = streamChunks(watched(input, writer), stop.signal, { buffers: buffers.lines, isBusy: () => inspecting > 0 });
  try {
    for await (const { item: chunk, result } of orderedAhead(chunks, inspect, { maxItems: parts.pool.size + 1, interrupt: end })) {
      if (chunk.type === "too_long") await writer.refuseTooLong(chunk);
      else if (result) await writer.write(result);
    }
    await writer.done();
  } finally {
    await writer.done().catch(() => {});
    options.signal.removeEventListener("abort", end);
  }
  if (writer.failure) throw await notWritten(writer.failure, writer, channel);
  return writer.counts;
}

/** Refuses containers, and tells the writer when the stream has ended. */
async function* watched(input: AsyncIterable<Uint8Array>, writer: StreamWriter): AsyncGenerator<Uint8Array> {
  yield* refuseContainers(input);
  writer.streamEnded();
}

async function notWritten({ code, message, where }: AssayError, writer: StreamWriter, channel: Channel): Promise<AssayError> {
  const { lines } = writer.counts;
  const place = await locateDurableLines(channel.journal);
  const earlier =
    lines === 0 ? `Lines of before are ${place}.` : `The ${lines === 1 ? "line" : `${lines} lines`} before are on disk, ${place}.`;
  const lost = writer.notWritten;
  return new AssayError(code, `${lost} ${lost === 1 ? "line was" : "lines were"} not written: ${message} ${earlier}`, {
    fix: `Start ${formatCommand("collect")} again and send it the lines from number ${lines + 1} on.`,
    ...(where === undefined ? {} : { where }),
  });
}
