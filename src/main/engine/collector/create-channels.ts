import type { AssayError, ChannelName, Config } from "../../../contract/index.ts";
import type { Journal } from "../files/journal.ts";
import type { OnDurable } from "../records/batch.ts";
import { Channel } from "./channel.ts";

export interface ChannelHooks {
  onDurable(channel: ChannelName): OnDurable;
  onProblem(channel: ChannelName, error: AssayError | null): void;
}

/** One channel per journal that is not switched off, with the buffer size and flush interval of the configuration. */
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
      new Channel({ name, journal, bufferSize, autoFlushSeconds, onDurable: hooks.onDurable(name), onProblem: hooks.onProblem }),
    );
  }
  return channels;
}
