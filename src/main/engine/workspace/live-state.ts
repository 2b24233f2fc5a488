import { type ChannelName, type ConfigReport, channelNames, type Snapshot } from "../../../contract/index.ts";
import type { MetricsAggregator } from "../aggregator/metrics-aggregator.ts";
import type { Channel } from "../collector/channel.ts";
import type { ExportJobs } from "../export/export-jobs.ts";
import type { Follower } from "../following/follower.ts";
import { toWireFollowings } from "../following/to-wire.ts";
import type { ModelStore } from "../models/model-store.ts";
import type { IndexStore } from "../store/index-store.ts";
import type { QuarantineIndex } from "../store/quarantine-index.ts";
import { type ActiveProblems, type HealthEntry, toAlerts } from "./health.ts";

/** The part of a snapshot that an open workspace answers. */
export type LiveState = Pick<
  Snapshot,
  "channels" | "following" | "quarantine" | "models" | "exports" | "index" | "leftOut" | "alerts" | "window"
>;

export interface LiveSources {
  config: ConfigReport;
  channels: ReadonlyMap<ChannelName, Channel>;
  quarantineIndex: Pick<QuarantineIndex, "counts">;
  index: IndexStore;
  models: ModelStore;
  exports: ExportJobs;
  follower: Follower;
  problems: ActiveProblems;
  /** null when it is off. */
  aggregator: MetricsAggregator | null;
}

const rateSeconds = 60;

/** Reads counters and states as they are now; cheap enough for ten times a second. */
export function readLiveState(sources: LiveSources, health: readonly HealthEntry[]): LiveState {
  const { config, quarantineIndex, models, exports, index, follower, aggregator } = sources;
  const { output, aggregation } = config.config.json_engine;
  const window = aggregator?.openWindow() ?? null;
  return {
    channels: channelNames.map((name) => readChannel(sources, name)),
    quarantine: quarantineIndex.counts,
    following: toWireFollowings(follower.list),
    models: models.jobs(),
    exports: exports.list(),
    index: index.status,
    leftOut: [...index.leftOut].map(([channel, { refused, otherKinds }]) => ({
      channel,
      filename: output.channels[channel].filename,
      refused,
      otherKinds: [...otherKinds],
    })),
    alerts: toAlerts(health, sources.problems),
    window: {
      enabled: aggregator !== null,
      openedAtMs: window?.openedAtMs ?? null,
      windowMinutes: aggregation.window_minutes,
      executions: window?.executions ?? 0,
      written: aggregator?.written ?? 0,
    },
  };
}

function readChannel({ config, channels, index }: LiveSources, name: ChannelName): Snapshot["channels"][number] {
  const settings = config.config.json_engine.output.channels[name];
  const channel = channels.get(name);
  const counters = channel?.counters;
  return {
    name,
    enabled: channel !== undefined,
    filename: settings.filename,
    received: counters?.received ?? 0,
    accepted: counters?.accepted ?? 0,
    quarantined: counters?.quarantined ?? 0,
    duplicates: counters?.duplicates ?? 0,
    invalidAccepted: counters?.invalidAccepted ?? 0,
    buffered: channel?.buffered ?? 0,
    bufferSize: settings.buffer_size,
    flushed: counters?.flushed ?? 0,
    bytes: counters?.bytes ?? 0,
    flushes: counters?.flushes ?? 0,
    lastFlushLatencyMs: counters?.lastFlushLatencyMs ?? null,
    lastFlushAtMs: counters?.lastFlushAtMs ?? null,
    perSecond: counters?.rate.read() ?? new Array<number>(rateSeconds).fill(0),
    recordsInFile: index.linesIn(name),
  };
}
