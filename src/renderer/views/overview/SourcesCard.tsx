import { Button } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconLoader2 } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { ObjectivesReport, Snapshot } from "../../../contract/index.ts";
import { formatNoun, formatRate } from "../../components/format.ts";
import { useSnapshot } from "../../state/live.ts";
import { useHostQuery } from "../../state/queries.ts";
import { Card } from "./Card.tsx";
import { links } from "./links.ts";
import css from "./overview.module.css";

type Tone = "good" | "busy" | "bad" | "off";

interface Line {
  tone: Tone;
  text: string;
}

/** Where records come from now, and whether anything is wrong. */
export function SourcesCard() {
  const snapshot = useSnapshot((now) => now);
  const hasObjectives = (useHostQuery("config.get", {}, { follows: "config" }).data?.config.objectives.length ?? 0) > 0;
  const objectives = useHostQuery(
    "engines.objectives",
    {},
    { follows: "executions", calmMs: 1000, keepPrevious: true, enabled: hasObjectives },
  ).data;
  if (snapshot === undefined) return <Card title="Sources and health" />;
  const rejected = snapshot.quarantine.total - snapshot.quarantine.dismissed;
  return (
    <Card
      title="Sources and health"
      actions={
        <>
          <Button component="a" variant="default" size="compact-sm" href={links.live()}>
            Live
          </Button>
          {hasObjectives && (
            <Button component="a" variant="subtle" size="compact-sm" href={links.engines("objectives")}>
              Objectives
            </Button>
          )}
          {rejected > 0 && (
            <Button component="a" variant="subtle" size="compact-sm" href={links.live()}>
              Rejected lines
            </Button>
          )}
        </>
      }
    >
      <ul className={css.lines}>
        {[...describeSources(snapshot), ...describeObjectives(hasObjectives ? objectives : undefined)].map(({ tone, text }) => (
          <li key={text} data-tone={tone}>
            {icons[tone]}
            <span>{text}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

const iconProps = { size: 14, stroke: 1.8, "aria-hidden": true } as const;
const icons: Record<Tone, ReactNode> = {
  good: <IconCircleCheck className={css.good} {...iconProps} />,
  busy: <IconLoader2 className={css.busy} {...iconProps} />,
  bad: <IconAlertTriangle className={css.bad} {...iconProps} />,
  off: <span className={css.off} aria-hidden />,
};

/** How many objectives are missed or not sure. */
function describeObjectives(report: ObjectivesReport | undefined): Line[] {
  if (report === undefined) return [];
  const { met, unsure, missed } = report.counts;
  const all = formatNoun(met + unsure + missed, "objective");
  if (missed > 0) return [{ tone: "bad", text: `${missed} of ${all} missed${unsure > 0 ? `, ${unsure} not sure` : ""}` }];
  if (unsure > 0) return [{ tone: "off", text: `${unsure} of ${all} not sure` }];
  return met > 0 ? [{ tone: "good", text: met === 1 ? "The objective is met" : `All ${all} met` }] : [];
}

/** In a line each: what runs, what is open, and what is wrong. */
export function describeSources(snapshot: Snapshot): Line[] {
  const { importTotals, network, following, index, alerts, quarantine, channels } = snapshot;
  const perSecond = channels.reduce((sum, channel) => sum + (channel.perSecond.at(-2) ?? 0), 0);
  const rejected = quarantine.total - quarantine.dismissed;
  const failing = following.flatMap(({ files }) => files).filter(({ problem }) => problem !== null).length;
  const files = following.reduce((sum, { fileCount }) => sum + fileCount, 0);
  const line = (is: boolean, tone: Tone, text: string): Line[] => (is ? [{ tone, text }] : []);
  return [
    ...line(perSecond > 0, "busy", `${formatRate(perSecond)} coming in`),
    ...line(importTotals.asking > 0, "bad", `${formatNoun(importTotals.asking, "file")} waiting for an answer on Import`),
    ...line(importTotals.unfinished > 0, "busy", `${formatNoun(importTotals.unfinished, "import")} running`),
    ...line(
      files > 0,
      failing > 0 ? "bad" : "good",
      `${formatNoun(files, "file")} followed${failing > 0 ? `, ${failing} with a problem` : ""}`,
    ),
    ...line(network?.state === "on", "good", `Network door open on port ${network?.port}`),
    ...line(network?.state === "failed", "bad", `Network door: ${network?.error?.message ?? "it could not be opened"}`),
    ...line(network?.state === "off" && files === 0, "off", "No live source: the network door is off, no file is followed"),
    ...line(rejected > 0, "bad", `${formatNoun(rejected, "rejected line")} to look at`),
    ...alerts.map(({ message }): Line => ({ tone: "bad", text: message })),
    ...line(index.state !== "ready", index.state === "failed" ? "bad" : "busy", describeIndex[index.state]),
    ...line(index.state === "ready" && alerts.length === 0, "good", "Everything received is on disk and indexed"),
  ];
}

const describeIndex: Record<Snapshot["index"]["state"], string> = {
  ready: "Index ready",
  catching_up: "The index is catching up",
  rebuilding: "The index is being rebuilt",
  failed: "The index failed: see Live",
};
