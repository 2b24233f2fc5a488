import { join } from "node:path";
import { type AssayError, type ChannelName, type Config, channelNames } from "../../../contract/index.ts";
import { Journal } from "../files/journal.ts";
import { openNamedJournal } from "../files/journal-file.ts";
import { makeFolder } from "../files/make-folder.ts";
import { privateFileMode, privateFolderMode } from "../files/open-inside.ts";
import type { SchemaValidator } from "../validator/schema-validator.ts";
import type { OnDurable } from "./batch.ts";
import { Channel } from "./channel.ts";
import { DataCollector } from "./collector.ts";
import { Quarantine } from "./quarantine.ts";

export interface ChannelHooks {
  onDurable(channel: ChannelName): OnDurable;
  onTrouble(channel: ChannelName, error: AssayError | null): void;
}

/** One channel a journal, unless it is switched off, with the buffer and interval the configuration says. */
export function createChannels(
  journals: ReadonlyMap<ChannelName, Journal>,
  config: Config,
  hooks: ChannelHooks,
): Map<ChannelName, Channel> {
  const channels = new Map<ChannelName, Channel>();
  for (const [name, journal] of journals) {
    const { enabled, buffer_size: bufferSize, auto_flush_seconds: autoFlushSeconds } = config.json_engine.output.channels[name];
    if (!enabled) continue;
    channels.set(
      name,
      new Channel({ name, journal, bufferSize, autoFlushSeconds, onDurable: hooks.onDurable(name), onTrouble: hooks.onTrouble }),
    );
  }
  return channels;
}

/** A collector that stands alone: it owns its files and closes them. */
export interface EmbeddedCollector extends DataCollector {
  readonly channels: ReadonlyMap<ChannelName, Channel>;
}

/**
 * Makes a collector for a program that only wants to write: the channels' JSONL files and quarantine.jsonl in `outputDir`,
 * no index and no lock. Do not point it at a workspace that Assay has open.
 * @param outputDir made when it does not exist. Links are followed: whoever names it means what it leads to. New files are their owner's alone.
 * @throws AssayError when a file cannot be opened.
 */
export async function createCollectorFromConfig(validator: SchemaValidator, outputDir: string, config: Config): Promise<EmbeddedCollector> {
  await makeFolder(outputDir, privateFolderMode);
  const openFile = openNamedJournal(privateFileMode);
  const journals = new Map<ChannelName, Journal>();
  for (const name of channelNames) {
    const { enabled, filename } = config.json_engine.output.channels[name];
    if (enabled) journals.set(name, (await Journal.open(join(outputDir, filename), { shut: null }, openFile)).journal);
  }
  const { journal } = await Journal.open(join(outputDir, "quarantine.jsonl"), { shut: null }, openFile);
  const channels = createChannels(journals, config, { onDurable: () => () => {}, onTrouble: () => {} });
  return new OwningCollector(channels, new Quarantine(journal), validator, config.json_engine.strict_validation);
}

class OwningCollector extends DataCollector implements EmbeddedCollector {
  readonly channels: ReadonlyMap<ChannelName, Channel>;
  readonly #quarantine: Quarantine;

  constructor(channels: ReadonlyMap<ChannelName, Channel>, quarantine: Quarantine, validator: SchemaValidator, strict: boolean) {
    super({ channels, quarantine, validator, strict });
    this.channels = channels;
    this.#quarantine = quarantine;
  }

  override async close(): Promise<void> {
    await super.close();
    for (const channel of this.channels.values()) await channel.close();
    await this.#quarantine.journal.close();
  }
}
