import { Progress } from "@mantine/core";
import { memo, type ReactNode } from "react";
import type { Snapshot } from "../../../contract/index.ts";
import { formatAgo, formatBytes, formatCount, formatMs, formatRate } from "../../components/format.ts";
import { useNow } from "../../components/use-now.ts";
import css from "./live.module.css";
import { computeRate } from "./live-data.ts";
import { Sparkline } from "./Sparkline.tsx";

type Channel = Snapshot["channels"][number];

const kindOf: Record<Channel["name"], string> = {
  events: "engine_execution",
  comparisons: "comparison_result",
  training_samples: "training_sample",
};

interface Line {
  label: string;
  unit: string;
  hint: string;
  show: (channel: Channel) => ReactNode;
  when?: (channels: readonly Channel[]) => boolean;
}

const lines: Line[] = [
  {
    label: "Received",
    unit: "records",
    hint: "Since the workspace was opened. Received = accepted + rejected.",
    show: (channel) => formatCount(channel.received),
  },
  {
    label: "Accepted",
    unit: "records",
    hint: "Not rejected: buffered, or in the file.",
    show: (channel) => formatCount(channel.accepted),
  },
  {
    label: "of those invalid",
    unit: "records",
    hint: "Kept although invalid, because strict validation is off.",
    show: (channel) => formatCount(channel.invalidAccepted),
    when: (channels) => channels.some((channel) => channel.invalidAccepted > 0),
  },
  {
    label: "Rejected",
    unit: "records",
    hint: "Kept byte for byte in quarantine.jsonl.",
    show: (channel) => <span className={channel.quarantined > 0 ? css.warn : undefined}>{formatCount(channel.quarantined)}</span>,
  },
  {
    label: "Duplicates",
    unit: "records",
    hint: "Lines that imports skipped as exact duplicates.",
    show: (channel) => formatCount(channel.duplicates),
  },
  { label: "Buffered", unit: "of buffer size", hint: "Waiting for the next flush.", show: (channel) => <Buffered channel={channel} /> },
  { label: "Flushed", unit: "records", hint: "On disk and fsynced since opening.", show: (channel) => formatCount(channel.flushed) },
  { label: "Written", unit: "bytes", hint: "Bytes flushed since opening.", show: (channel) => formatBytes(channel.bytes) },
  {
    label: "Last flush",
    unit: "",
    hint: "Time since the newest flush.",
    show: ({ lastFlushAtMs }) => (lastFlushAtMs === null ? "—" : <Ago atMs={lastFlushAtMs} />),
  },
  {
    label: "Flush latency",
    unit: "write and fsync",
    hint: "How long the newest flush took.",
    show: (channel) => formatMs(channel.lastFlushLatencyMs),
  },
  {
    label: "In file",
    unit: "records",
    hint: "All records in the file, from the index.",
    show: (channel) => formatCount(channel.recordsInFile),
  },
];

function Buffered({ channel }: { channel: Channel }) {
  const share = Math.min(100, (channel.buffered / Math.max(1, channel.bufferSize)) * 100);
  return (
    <span className={css.buffered}>
      <Progress value={share} w={56} aria-label={`Buffer of ${channel.name}`} transitionDuration={100} />
      <span>
        {formatCount(channel.buffered)} of {formatCount(channel.bufferSize)}
      </span>
    </span>
  );
}

/** How long ago, by itself: the table around it need not be drawn every second. */
function Ago({ atMs }: { atMs: number }) {
  const isFresh = Date.now() - atMs < 60_000;
  return formatAgo(Math.max(0, useNow(isFresh ? 1000 : 10_000) - atMs));
}

/** The counters of every channel, one column per channel. */
export const ChannelTable = memo(function ChannelTable({ channels }: { channels: readonly Channel[] }) {
  return (
    <table className={css.channels} aria-label="Channels">
      <thead>
        <tr>
          <td />
          {channels.map((channel) => (
            <th key={channel.name} scope="col" data-channel={channel.name}>
              <span className={css.channel}>
                <span className={css.channelName}>{channel.name}</span>
                <span className={css.channelFile}>{channel.enabled ? kindOf[channel.name] : "disabled: rejects records"}</span>
              </span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr className={css.rateRow}>
          <th scope="row">
            Rate <span className={css.unit}>last minute</span>
          </th>
          {channels.map((channel) => (
            <td key={channel.name}>
              <span className={css.rate}>
                <Sparkline perSecond={channel.perSecond} />
                <span className={css.rateNumber}>{formatRate(computeRate(channel.perSecond))}</span>
              </span>
            </td>
          ))}
        </tr>
        {lines
          .filter((line) => line.when?.(channels) ?? true)
          .map((line) => (
            <tr key={line.label}>
              <th scope="row" title={line.hint}>
                {line.label} <span className={css.unit}>{line.unit}</span>
              </th>
              {channels.map((channel) => (
                <td key={channel.name} data-counter={line.label.toLowerCase()} data-channel={channel.name}>
                  {line.show(channel)}
                </td>
              ))}
            </tr>
          ))}
      </tbody>
    </table>
  );
});
