import { ActionIcon, Switch, Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp, IconCheck } from "@tabler/icons-react";
import { memo, type ReactNode } from "react";
import type { CurationState } from "../../contract/index.ts";
import { formatCount } from "../components/format.ts";
import { printShortcut } from "../components/KeyHint.tsx";
import { SavingTurns } from "../components/marks.tsx";
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
  /** False where texts are shown raw whatever is chosen. */
  canRender?: boolean;
  /** What a view adds at the right end. */
  children?: ReactNode;
}

/** What is on disk and what is not yet, undo and redo with what they would do, the newest remark, and how texts are shown. */
export function SaveBar({ queue, curation, onUndo, onRedo, canRender = true, children }: SaveBarProps) {
  const waiting = queue.waiting.length;
  const undoes = curation?.canUndo ? `Undo: ${formatDescription(curation.undoes)}` : "Nothing to undo";
  const redoes = curation?.canRedo ? `Redo: ${formatDescription(curation.redoes)}` : "Nothing to redo";
  return (
    <>
      <div className={css.bar}>
        <StepButton kind="undo" words={undoes} onClick={onUndo} />
        <StepButton kind="redo" words={redoes} onClick={onRedo} />
        <span className={css.saved} data-waiting={waiting > 0} data-testid="saved-state">
          {waiting > 0 ? (
            <>
              <SavingTurns oldest={queue.waiting[0]?.id ?? 0} /> Saving {formatCount(waiting)}…
            </>
          ) : (
            <>
              <IconCheck size={14} aria-hidden /> {queue.failed.length > 0 ? "All other decisions saved" : "All decisions saved"}
            </>
          )}
        </span>
        <Said />
        {canRender && <RenderedSwitch />}
        {children}
      </div>
      <FailedDecisions queue={queue} />
    </>
  );
}

interface StepButtonProps {
  kind: "undo" | "redo";
  /** What it would do. */
  words: string;
  onClick: () => void;
}

const stepIcons = { undo: IconArrowBackUp, redo: IconArrowForwardUp };

/** Memoised like all below: the bar is drawn again for each decision that is sent, and for each that is saved. */
const StepButton = memo(function StepButton({ kind, words, onClick }: StepButtonProps) {
  const Icon = stepIcons[kind];
  return (
    <Tooltip label={`${words} (${printShortcut(historyCommands[kind])})`} multiline maw={420}>
      <ActionIcon variant="subtle" color="gray" aria-label={words} onClick={onClick}>
        <Icon size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
});

const Said = memo(function Said() {
  const { text } = useSaid();
  return (
    <span className={css.said} role="status" aria-live="polite" title={text}>
      {text}
    </span>
  );
});

const RenderedSwitch = memo(function RenderedSwitch() {
  const [rendered, setRendered] = useRendered();
  return (
    <Switch
      label="Rendered"
      title={`${renderedCommand.help} (${printShortcut(renderedCommand)})`}
      checked={rendered}
      onChange={(event) => setRendered(event.currentTarget.checked)}
    />
  );
});
