import { Button } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import type { Snapshot } from "../../../contract/index.ts";
import { formatNoun, formatTime } from "../../components/format.ts";
import { printShortcut } from "../../components/KeyHint.tsx";
import { useSnapshot } from "../../state/live.ts";
import { liveCommands } from "./commands.ts";
import css from "./log.module.css";
import { togglePause, useFrozen } from "./paused.ts";

const countReceived = ({ channels }: Snapshot) => channels.reduce((sum, { received }) => sum + received, 0);

/** Pauses the view, and says what has come in since. */
export function PauseBar() {
  const frozen = useFrozen();
  const received = useSnapshot(countReceived) ?? 0;
  return (
    <>
      {frozen !== null && (
        <span className={css.paused} role="status" title="Collecting goes on">
          Paused at {formatTime(frozen.takenAtMs / 1000).slice(-8)}, {formatNoun(Math.max(0, received - countReceived(frozen)), "record")}{" "}
          since
        </span>
      )}
      <Button
        variant="default"
        size="compact-sm"
        title={printShortcut(liveCommands.pause)}
        leftSection={frozen === null ? <IconPlayerPause size={14} aria-hidden /> : <IconPlayerPlay size={14} aria-hidden />}
        onClick={togglePause}
      >
        {frozen === null ? "Pause" : "Resume"}
      </Button>
    </>
  );
}
