import { ActionIcon, Switch, Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp, IconCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { CurationState } from "../../contract/index.ts";
import { formatCount } from "../components/format.ts";
import { printShortcut } from "../components/KeyHint.tsx";
import { SavingMark } from "../components/marks.tsx";
import { useSaid } from "../state/notify.ts";
import { historyCommands } from "./commands.ts";
import { FailedDecisions } from "./FailedDecisions.tsx";
import { formatDescription } from "./generated-words.ts";
import type { QueueState } from "./queue.ts";
import { renderedCommand, useRendered } from "./rendered/rendered.ts";
import css from "./SaveBar.module.css";

interface SaveBarProps {
  queue: QueueState;
  curation: CurationState | undefined;
  onUndo: () => void;
  onRedo: () => void;
  /** What a view adds at the right end. */
  children?: ReactNode;
}

/** What is on disk and what is not yet, undo and redo with what they would do, the newest remark, and how texts are shown. */
export function SaveBar({ queue, curation, onUndo, onRedo, children }: SaveBarProps) {
  const said = useSaid();
  const [rendered, setRendered] = useRendered();
  const waiting = queue.waiting.length;
  const undoes = curation?.canUndo ? `Undo: ${formatDescription(curation.undoes)}` : "Nothing to undo";
  const redoes = curation?.canRedo ? `Redo: ${formatDescription(curation.redoes)}` : "Nothing to redo";
  return (
    <>
      <div className={css.bar}>
        <Tooltip label={`${undoes} (${printShortcut(historyCommands.undo)})`} multiline maw={420}>
          <ActionIcon variant="subtle" color="gray" aria-label={undoes} onClick={onUndo}>
            <IconArrowBackUp size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={`${redoes} (${printShortcut(historyCommands.redo)})`} multiline maw={420}>
          <ActionIcon variant="subtle" color="gray" aria-label={redoes} onClick={onRedo}>
            <IconArrowForwardUp size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <span className={css.saved} data-waiting={waiting > 0} data-testid="saved-state">
          {waiting > 0 ? (
            <>
              <SavingMark isDecoration /> Saving {formatCount(waiting)}…
            </>
          ) : (
            <>
              <IconCheck size={14} aria-hidden /> {queue.failed.length > 0 ? "All other decisions saved" : "All decisions saved"}
            </>
          )}
        </span>
        <span className={css.said} role="status" aria-live="polite" title={said.text}>
          {said.text}
        </span>
        <Switch
          label="Rendered"
          title={`${renderedCommand.help} (${printShortcut(renderedCommand)})`}
          checked={rendered}
          onChange={(event) => setRendered(event.currentTarget.checked)}
        />
        {children}
      </div>
      <FailedDecisions queue={queue} />
    </>
  );
}
