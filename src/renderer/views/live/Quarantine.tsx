import { Button } from "@mantine/core";
import { useRef, useState } from "react";
import { useFocusKept } from "../../components/focus.ts";
import { formatCount } from "../../components/format.ts";
import { Section } from "../../components/Section.tsx";
import { ErrorState } from "../../components/states.tsx";
import { useHostPages } from "../../state/queries.ts";
import { useViewState } from "../../state/view-state.ts";
import css from "./live.module.css";
import { PurgeDialog } from "./PurgeDialog.tsx";
import { useFrozen, useShown } from "./paused.ts";
import { QuarantineGroup } from "./QuarantineGroup.tsx";
import rows from "./quarantine.module.css";
import { describeRetry, type QuarantineOutcome, restoreLines, retryLines } from "./quarantine-actions.ts";

const pageSize = 50;
const nothing: readonly unknown[] = [];
/** While lines are rejected by the thousand, groups are read again once a second. */
const calmMs = 1000;

/** Rejected lines by file and rule, and what can be done with them. */
export function Quarantine() {
  const quarantine = useShown((snapshot) => snapshot.quarantine);
  const total = quarantine?.total ?? 0;
  const paused = useFrozen() !== null;
  const pages = useHostPages("quarantine.groups", { limit: pageSize }, paused ? {} : { follows: "quarantine", calmMs });
  const [opened, setOpened] = useViewState<string | null>("live.quarantine.group", null);
  const [outcome, setOutcome] = useState<QuarantineOutcome | null>(null);
  const [busy, setBusy] = useState(false);
  const [asksPurge, setAsksPurge] = useState(false);
  const said = useRef<HTMLDivElement>(null);
  // What was done is said where Undo is next.
  useFocusKept(said, outcome === null ? nothing : pages.rows);

  if (quarantine === undefined) return null;
  const run = async (work: Promise<QuarantineOutcome | null>) => {
    setBusy(true);
    setOutcome(await work);
    setBusy(false);
  };
  const retryAll = async () => {
    const done = await retryLines({ all: true });
    return done && { message: describeRetry(done), undo: null };
  };
  const { groups = 0 } = pages.first ?? {};
  const canRetry = pages.rows.some((group) => group.canRetry > 0);
  const left = groups - pages.rows.length;
  return (
    <div className={css.quarantine}>
      <Section
        title="Quarantine"
        note={total === 0 ? undefined : `${formatCount(total)} rejected ${total === 1 ? "line" : "lines"}, by file and rule`}
        tools={
          <span className={rows.tools}>
            {total > 0 && canRetry && (
              <Button variant="default" size="compact-xs" loading={busy} onClick={() => void run(retryAll())}>
                Retry all
              </Button>
            )}
            {total + quarantine.dismissed > 0 && (
              <Button variant="default" size="compact-xs" onClick={() => setAsksPurge(true)}>
                Purge…
              </Button>
            )}
          </span>
        }
      >
        <div className={rows.outcome} role="status" ref={said} tabIndex={-1}>
          {outcome !== null && (
            <>
              <span>{outcome.message}</span>
              {outcome.undo !== null && (
                <Button
                  variant="subtle"
                  size="compact-xs"
                  onClick={() => outcome.undo !== null && void run(restoreLines(outcome.undo.what, outcome.undo.mark))}
                >
                  Undo
                </Button>
              )}
            </>
          )}
        </div>
        {total === 0 && (
          <p className={css.quiet}>No rejected lines. A line that breaks a rule appears here with the reason, and is kept byte for byte.</p>
        )}
        {total > 0 && (
          <ul className={rows.list} aria-label="Rejected lines by file and rule">
            {pages.rows.map((group) => {
              const key = `${group.source}\n${group.reason}`;
              return (
                <QuarantineGroup
                  key={key}
                  group={group}
                  open={opened === key}
                  onToggle={() => setOpened(opened === key ? null : key)}
                  onDone={setOutcome}
                />
              );
            })}
          </ul>
        )}
        {pages.error !== null && <ErrorState error={pages.error} />}
        {total > 0 && left > 0 && (
          <div className={css.more}>
            <Button variant="default" loading={pages.isFetching} onClick={pages.loadMore}>
              Load more ({formatCount(left)} groups left)
            </Button>
          </div>
        )}
        <div className={rows.aside}>
          {quarantine.dismissed > 0 && (
            <Aside text={`${formatCount(quarantine.dismissed)} dismissed.`} onRestore={() => void run(restoreLines("dismissed"))} />
          )}
          {quarantine.purged > 0 && (
            <Aside
              text={`${formatCount(quarantine.purged)} purged: removed from disk when the workspace closes.`}
              onRestore={() => void run(restoreLines("purged"))}
            />
          )}
        </div>
      </Section>
      <PurgeDialog
        opened={asksPurge}
        lines={total + quarantine.dismissed}
        onClose={() => setAsksPurge(false)}
        onPurge={(work) => void run(work)}
      />
    </div>
  );
}

/** Lines that are off the list, and the way back. */
function Aside({ text, onRestore }: { text: string; onRestore: () => void }) {
  return (
    <span>
      {text}{" "}
      <Button variant="subtle" size="compact-xs" aria-label={`Restore: ${text}`} onClick={onRestore}>
        Restore
      </Button>
    </span>
  );
}
