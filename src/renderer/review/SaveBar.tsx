import { ActionIcon, Switch, Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp, IconCheck } from "@tabler/icons-react";
import { createContext, memo, type ReactNode, useContext } from "react";
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
  return (
    <StepWords value={words}>
      <StepTip kind={kind} onClick={onClick} />
    </StepWords>
  );
});

/** What it would do, another thing after each decision. It reaches the button and an open tip past the tip's own component, which is drawn once. */
const StepWords = createContext("");

const StepTip = memo(function StepTip({ kind, onClick }: Omit<StepButtonProps, "words">) {
  return (
    <Tooltip label={<StepLabel kind={kind} />} multiline maw={420}>
      <StepIcon kind={kind} onClick={onClick} />
    </Tooltip>
  );
});

function StepLabel({ kind }: Pick<StepButtonProps, "kind">) {
  return `${useContext(StepWords)} (${printShortcut(historyCommands[kind])})`;
}

/** @param rest what the tip needs. */
function StepIcon({ kind, ...rest }: Omit<StepButtonProps, "words">) {
  const Icon = stepIcons[kind];
  return (
    <ActionIcon variant="subtle" color="gray" {...rest} aria-label={useContext(StepWords)}>
      <Icon size={16} aria-hidden />
    </ActionIcon>
  );
}

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
