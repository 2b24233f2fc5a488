import { IconActivity } from "@tabler/icons-react";
import { formatCount } from "../../components/format.ts";
import { Section } from "../../components/Section.tsx";
import { EmptyState, LoadingRows } from "../../components/states.tsx";
import { useCommands } from "../../components/use-commands.ts";
import { ViewFrame } from "../../components/ViewFrame.tsx";
import { AggregationWindow } from "./AggregationWindow.tsx";
import { ChannelTable } from "./ChannelTable.tsx";
import { liveCommandList } from "./commands.ts";
import { FollowedFiles } from "./followed/FollowedFiles.tsx";
import { LogPanel } from "./LogPanel.tsx";
import css from "./live.module.css";
import { NetworkDoor } from "./network/NetworkDoor.tsx";
import { PauseBar } from "./PauseBar.tsx";
import { useShown } from "./paused.ts";
import { Quarantine } from "./Quarantine.tsx";
import { RunningImports } from "./RunningImports.tsx";
import { SendData } from "./SendData.tsx";

/** Current activity: counters and rates of the channels, the aggregation window, imports, followed files, rejected lines. */
export function LiveView() {
  useCommands(liveCommandList, undefined);
  const channels = useShown((snapshot) => snapshot.channels);
  const busy = useShown((snapshot) => snapshot.quarantine.total + snapshot.imports.length + snapshot.following.length);
  if (channels === undefined || busy === undefined) {
    return (
      <ViewFrame title="Live">
        <LoadingRows />
      </ViewFrame>
    );
  }
  const received = channels.reduce((sum, channel) => sum + channel.received, 0);
  const inFiles = channels.reduce((sum, channel) => sum + channel.recordsInFile, 0);
  const empty = received + inFiles + busy === 0;
  return (
    <ViewFrame
      title="Live"
      toolbar={<PauseBar />}
      subtitle={`${formatCount(received)} records received since opening, ${formatCount(inFiles)} in the workspace`}
    >
      <div className={css.view}>
        <div className={css.main}>
          {empty && <EmptyState icon={IconActivity} title="No data yet" hint={<SendData />} />}
          <ChannelTable channels={channels} />
        </div>
        <div className={css.side}>
          <RunningImports />
          <AggregationWindow />
          {received === 0 && !empty && (
            <Section title="Ways to send records">
              <div className={css.quiet}>
                <SendData />
              </div>
            </Section>
          )}
        </div>
        <div className={css.main}>
          <FollowedFiles />
          <NetworkDoor />
          {!empty && <Quarantine />}
          <LogPanel />
        </div>
      </div>
    </ViewFrame>
  );
}
