import { Capacity } from "./capacity.ts";

export interface AheadLimits<Item> {
  /** Items in flight: worked on, waiting for their turn, or in the consumer's hands. */
  maxItems: number;
  /** No new item is taken while those in flight have this many bytes. Default: no limit. */
  maxBytes?: number;
  bytesOf?: (item: Item) => number;
  /** Ends a read that may wait for ever. Called when the loop is left, by a failure or by the consumer. */
  interrupt?: () => void;
  /** Once aborted nothing more is taken from the source or yielded. */
  signal?: { readonly aborted: boolean } | undefined;
}

/**
 * Works on the items of a source ahead of its consumer, several at once, and yields them with their results in the source's
 * order. A failure, of the work or of the source, is thrown when its turn comes; until then it is not unhandled. Leaving the
 * loop early waits for the read under way, so that the source can be closed afterwards.
 * @returns items with `bytes` as `bytesOf` gave them before the work began, which may transfer them away.
 *
 * @example
 * const ahead = orderedAhead(file.chunks(), (chunk) => pool.run(inspect, chunk), { maxItems: 8 });
 * for await (const { item, result } of ahead) await append(item, result);
 */
export async function* orderedAhead<Item, Result>(
  source: AsyncIterable<Item> | Iterable<Item>,
  work: (item: Item) => Result | Promise<Result>,
  { maxItems, maxBytes = Number.POSITIVE_INFINITY, bytesOf = () => 0, interrupt, signal }: AheadLimits<Item>,
): AsyncGenerator<{ item: Item; bytes: number; result: Result }, void, undefined> {
  const inFlight: { item: Item; bytes: number; result: Promise<Result> }[] = [];
  let bytesInFlight = 0;
  let ended = false;
  let stopped = false;
  const isStopped = () => stopped || signal?.aborted === true;
  const space = new Capacity(() => isStopped() || (inFlight.length < maxItems && bytesInFlight < maxBytes));
  const arrival = new Capacity(() => ended || inFlight.length > 0);

  const read = async () => {
    try {
      for await (const item of source) {
        if (isStopped()) return;
        const bytes = bytesOf(item);
        const result = (async () => work(item))();
        result.catch(() => {});
        bytesInFlight += bytes;
        inFlight.push({ item, bytes, result });
        arrival.changed();
        await space.available();
        if (isStopped()) return;
      }
    } finally {
      ended = true;
      arrival.changed();
    }
  };
  const reading = read();
  reading.catch(() => {});
  try {
    for (;;) {
      await arrival.available();
      const [first] = inFlight;
      if (first === undefined || isStopped()) break;
      const result = await first.result;
      if (isStopped()) break;
      yield { item: first.item, bytes: first.bytes, result };
      inFlight.shift();
      bytesInFlight -= first.bytes;
      space.changed();
    }
    if (!isStopped()) await reading;
  } finally {
    stopped = true;
    if (!ended) interrupt?.();
    space.changed();
    await reading.catch(() => {});
  }
}
