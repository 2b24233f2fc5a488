import { randomBytes, randomUUID } from "node:crypto";
import { join } from "node:path";
import Type from "typebox";
import { AssayError, type NewQueue, NewQueue as NewQueueShape, type Queue, strictObject } from "../../../contract/index.ts";
import { createAjv, type ValidateFunction } from "../base/ajv.ts";
import { atomicWriteInside } from "../files/atomic-write.ts";
import { listFolder, makeFolderInside, readSmallFile, removeFile } from "../files/inside.ts";
import type { WriteGate } from "../files/journal.ts";

/** A queue with what no screen gets: the seed of its keys and orders. */
export interface StoredQueue extends Queue {
  seed: Buffer;
}

const maxBytes = 256 * 1024;
/** A workspace may come from a stranger. */
const maxQueues = 200;
const ending = ".json";
const isId = (id: string) => /^[0-9a-f-]{36}$/.test(id);

const File = strictObject({
  version: Type.Union([Type.Literal(1), Type.Literal(2)]),
  seed: Type.String({ pattern: "^[0-9a-f]{64}$" }),
  queue: NewQueueShape,
});
/** Compiled on first use, as those of configurations are: it takes some milliseconds of every start. */
let isFile: ValidateFunction | undefined;

/** The queues of a workspace: `queues/ID.json`, each. A file that is none is left alone. */
export class QueueStore {
  readonly #folder: string;
  readonly #gate: WriteGate;
  #loaded: Promise<Map<string, StoredQueue>> | null = null;

  constructor(workspacePath: string, gate: WriteGate) {
    this.#folder = join(workspacePath, "queues");
    this.#gate = gate;
  }

  /** By id, in the order of their names. */
  all(): Promise<ReadonlyMap<string, StoredQueue>> {
    return this.#queues();
  }

  /** @throws AssayError invalid_argument, over_limit, permission, disk_full, io. */
  async create(queue: NewQueue): Promise<Queue> {
    if (!isRepeatable(queue)) {
      throw new AssayError(
        "invalid_argument",
        "Only a blind queue in random order shows comparisons a second time: elsewhere it would be seen.",
        {
          fix: "Choose a random order, or no second looks.",
        },
      );
    }
    if (!isHonest(queue)) {
      throw new AssayError("invalid_argument", "A blind queue cannot be in the order of the file or of scores: that tells what it hides.", {
        fix: "Choose a random order, or by prompt.",
      });
    }
    if (this.#gate.readOnly) throw this.#gate.readOnly;
    const queues = await this.#queues();
    if (queues.size >= maxQueues) throw new AssayError("over_limit", `There are ${maxQueues} queues already.`, { fix: "Remove one." });
    const id = randomUUID();
    const seed = randomBytes(32);
    await makeFolderInside(this.#folder);
    // An older Assay knows no second looks; it leaves the file alone.
    const file = { version: queue.repeats ? 2 : 1, seed: seed.toString("hex"), queue };
    await atomicWriteInside(join(this.#folder, id + ending), `${JSON.stringify(file, null, 2)}\n`);
    queues.set(id, { id, ...queue, seed });
    return { id, ...queue };
  }

  /** Idempotent. @throws AssayError permission, io. */
  async remove(id: string): Promise<void> {
    const queues = await this.#queues();
    if (!queues.has(id)) return;
    if (this.#gate.readOnly) throw this.#gate.readOnly;
    await removeFile(join(this.#folder, id + ending));
    queues.delete(id);
  }

  #queues(): Promise<Map<string, StoredQueue>> {
    this.#loaded ??= this.#load();
    return this.#loaded;
  }

  async #load(): Promise<Map<string, StoredQueue>> {
    const entries = await listFolder(this.#folder).catch(() => []);
    const found: StoredQueue[] = [];
    for (const entry of entries) {
      const id = entry.name.slice(0, -ending.length);
      if (!entry.isFile() || !entry.name.endsWith(ending) || !isId(id) || found.length >= maxQueues) continue;
      const bytes = await readSmallFile(join(this.#folder, entry.name), maxBytes).catch(() => null);
      const read = bytes && parse(bytes.toString("utf8"));
      if (read) found.push({ id, ...read.queue, seed: Buffer.from(read.seed, "hex") });
    }
    return new Map(found.sort((one, other) => (one.name < other.name ? -1 : 1)).map((queue) => [queue.id, queue]));
  }
}

const isHonest = ({ blind, order }: NewQueue) => !blind || order === "random" || order === "prompt";

const isSound = (queue: NewQueue) => isHonest(queue) && isRepeatable(queue);
const isRepeatable = ({ blind, order, repeats = 0 }: NewQueue) => repeats === 0 || (blind && order === "random");

function parse(text: string): { seed: string; queue: NewQueue } | null {
  try {
    const value: unknown = JSON.parse(text);
    isFile ??= createAjv({ allowUnionTypes: true }).compile(File);
    return isFile(value) && isSound((value as { queue: NewQueue }).queue) ? (value as { seed: string; queue: NewQueue }) : null;
  } catch {
    return null;
  }
}
