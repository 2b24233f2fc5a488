import { StagedFile } from "../../files/staged-file.ts";
import { keyOfHash, type LineHash } from "../../records/line-hash.ts";
import type { LineHashSet } from "../../records/line-hash-set.ts";
import { encodePair, type ReplacedChannel } from "../state/replaced-lines.ts";
import type { EarlierLine, Pair } from "./compare.ts";

/** Files of a replacement under way: its pairs, and the lines that are not in a journal yet. */
export class ReplacementFiles {
  readonly pairs: StagedFile;
  readonly lines: StagedFile;
  /** In a new version. */
  records = 0;
  removed = 0;

  constructor(folder: string) {
    this.pairs = new StagedFile(folder, ".pairs.csv");
    this.lines = new StagedFile(folder, ".new.jsonl");
  }

  /** @param there hashes of the lines that the journal has. */
  async add(channel: ReplacedChannel, pairs: readonly Pair[], there: LineHashSet | undefined): Promise<void> {
    if (pairs.length === 0) return;
    this.records += pairs.length;
    await this.#addPairs(channel, pairs);
    const missing = pairs.filter((pair) => there?.has(pair.new) !== true);
    await this.lines.add(missing.flatMap(({ newLine }) => [newLine, newlineBytes]));
  }

  /** The same for records that come back; their lines are in the journal. */
  async addBack(channel: ReplacedChannel, lines: readonly EarlierLine[], there: LineHashSet | undefined): Promise<void> {
    if (lines.length === 0) return;
    this.records += lines.length;
    await this.#addPairs(
      channel,
      lines.map(({ hash }) => ({ new: hash })),
    );
    await this.lines.add(lines.filter(({ hash }) => there?.has(hash) !== true).flatMap(({ line }) => [line, newlineBytes]));
  }

  async addGone(channel: ReplacedChannel, gone: readonly EarlierLine[]): Promise<void> {
    if (gone.length === 0) return;
    this.removed += gone.length;
    await this.#addPairs(
      channel,
      gone.map(({ hash }) => ({ old: hash })),
    );
  }

  async #addPairs(channel: ReplacedChannel, pairs: readonly { old?: LineHash; new?: LineHash }[]): Promise<void> {
    const name = (hash: LineHash | undefined) => (hash === undefined ? "" : keyOfHash(hash));
    const text = pairs.map((pair) => encodePair({ channel, old: name(pair.old), new: name(pair.new) })).join("");
    await this.pairs.add([Buffer.from(text, "latin1")]);
  }

  async remove(): Promise<void> {
    await Promise.all([this.pairs.remove(), this.lines.remove()]);
  }
}

const newlineBytes = Buffer.from("\n");
