import { Button } from "@mantine/core";
import { useEffect, useMemo, useState } from "react";
import { formatCount } from "../../components/format.ts";
import { Section } from "../../components/Section.tsx";
import { ErrorState } from "../../components/states.tsx";
import { useSnapshot } from "../../state/live.ts";
import { useHostPages } from "../../state/queries.ts";
import { queryClient } from "../../state/query-client.ts";
import { useViewState } from "../../state/view-state.ts";
import css from "./live.module.css";
import { mergeNewest } from "./live-data.ts";
import { QuarantineEntry } from "./QuarantineEntry.tsx";

const pageSize = 50;
const settleMs = 1000;

/** The newest rejected lines, live, and older ones on demand. */
export function Quarantine() {
  const quarantine = useSnapshot((snapshot) => snapshot.quarantine);
  const [wantsMore, setWantsMore] = useState(false);
  const [opened, setOpened] = useViewState<number | null>("live.quarantine.open", null);
  const pages = useHostPages("quarantine.list", { limit: pageSize }, { enabled: wantsMore });
  const total = quarantine?.total ?? 0;
  // The snapshot has only lines rejected since opening: after a restart the list is read from the file.
  if (!wantsMore && total > 0 && quarantine?.newest.length === 0) setWantsMore(true);

  useEffect(() => {
    if (!wantsMore || total === 0) return;
    // New lines shift the pages, which are read again once no more arrive.
    const timer = setTimeout(() => void queryClient.invalidateQueries({ queryKey: ["quarantine.list"] }), settleMs);
    return () => clearTimeout(timer);
  }, [wantsMore, total]);

  const entries = useMemo(() => mergeNewest(quarantine?.newest ?? [], pages.rows), [quarantine?.newest, pages.rows]);
  if (quarantine === undefined) return null;
  const left = total - entries.length;
  return (
    <div className={css.quarantine}>
      <Section title="Quarantine" note={total === 0 ? undefined : `${formatCount(total)} in quarantine.jsonl, newest first`}>
        {total === 0 ? (
          <p className={css.quiet}>No rejected lines. A line that breaks a rule appears here with the reason, and is kept byte for byte.</p>
        ) : (
          <ul style={{ listStyle: "none", margin: 0, padding: 0 }}>
            {entries.map((entry) => (
              <QuarantineEntry
                key={entry.offset}
                entry={entry}
                open={opened === entry.offset}
                onToggle={() => setOpened(opened === entry.offset ? null : entry.offset)}
              />
            ))}
          </ul>
        )}
        {pages.error !== null && <ErrorState error={pages.error} />}
        {left > 0 && (
          <div className={css.more}>
            <Button variant="default" loading={pages.isFetching} onClick={() => (wantsMore ? pages.loadMore() : setWantsMore(true))}>
              Load more ({formatCount(left)} left)
            </Button>
          </div>
        )}
      </Section>
    </div>
  );
}
