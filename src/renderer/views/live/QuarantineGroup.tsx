import { Button, Menu } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useId, useState } from "react";
import type { ConversionPlan, QuarantineGroup as Group } from "../../../contract/index.ts";
import { formatCount, visibleText } from "../../components/format.ts";
import { ErrorState, LoadingRows } from "../../components/states.tsx";
import { useHostPages, useHostQuery } from "../../state/queries.ts";
import css from "./live.module.css";
import { QuarantineEntry } from "./QuarantineEntry.tsx";
import rows from "./quarantine.module.css";
import { describeRetry, dismissLines, type QuarantineOutcome, retryLines } from "./quarantine-actions.ts";

interface QuarantineGroupProps {
  group: Group;
  open: boolean;
  onToggle(): void;
  onDone(outcome: QuarantineOutcome | null): void;
}

/** The rejected lines of a file that broke one rule; expanded, the lines. */
export function QuarantineGroup({ group, open, onToggle, onDone }: QuarantineGroupProps) {
  const id = useId();
  const [busy, setBusy] = useState(false);
  const { source, reason, lines } = group;
  const key = { source, reason };
  const name = `${visibleText(source)}, ${visibleText(reason)}`;
  const retry = async (plan?: ConversionPlan) => {
    setBusy(true);
    const done = await retryLines({ group: key }, plan && { plan });
    setBusy(false);
    onDone(done && { message: describeRetry(done), undo: null });
  };
  return (
    <li className={css.entry} data-quarantine-group={reason}>
      <div className={rows.group}>
        <button type="button" className={rows.head} aria-expanded={open} aria-controls={open ? id : undefined} onClick={onToggle}>
          <IconChevronRight size={14} aria-hidden />
          <span className={rows.count}>{formatCount(lines)}</span>
          <span className={rows.source} title={visibleText(source)}>
            {visibleText(source)}
          </span>
          <span className={rows.message} title={visibleText(group.message)}>
            {visibleText(group.message)}
          </span>
        </button>
        <span className={rows.tools}>
          {group.canRetry > 0 && (
            <Button variant="default" size="compact-xs" loading={busy} aria-label={`Retry ${name}`} onClick={() => void retry()}>
              Retry
            </Button>
          )}
          {group.canRetry > 0 && group.dialect !== null && <RecipeMenu name={name} onChoose={(plan) => void retry(plan)} />}
          <Button
            variant="default"
            size="compact-xs"
            aria-label={`Dismiss ${name}`}
            onClick={async () => onDone(await dismissLines({ group: key }))}
          >
            Dismiss
          </Button>
        </span>
      </div>
      {open && (
        <div className={rows.body} id={id}>
          <p className={rows.rule}>
            Rule <code>{visibleText(reason)}</code>
            {group.fix !== null && <> · {visibleText(group.fix)}</>}
          </p>
          <GroupLines group={group} onDone={onDone} />
        </div>
      )}
    </li>
  );
}

/** Recipes of the workspace, for rows that another tool wrote. */
function RecipeMenu({ name, onChoose }: { name: string; onChoose: (plan: ConversionPlan) => void }) {
  const { data: recipes = [] } = useHostQuery("imports.recipes", {});
  if (recipes.length === 0) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="compact-xs" aria-label={`Retry ${name} with a recipe`}>
          With recipe…
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {recipes.map((recipe) => (
          <Menu.Item key={recipe.name} onClick={() => onChoose(recipe.plan)}>
            {visibleText(recipe.name)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

const pageSize = 50;

function GroupLines({ group: { source, reason, lines }, onDone }: Pick<QuarantineGroupProps, "group" | "onDone">) {
  const [opened, setOpened] = useState<number | null>(null);
  const pages = useHostPages(
    "quarantine.list",
    { group: { source, reason }, limit: pageSize },
    { follows: "quarantine", calmMs: 1000, keepPrevious: false },
  );
  if (pages.error !== null) return <ErrorState error={pages.error} />;
  if (pages.isLoading) return <LoadingRows rows={3} />;
  const left = Math.max(0, lines - pages.rows.length);
  return (
    <>
      <ul className={rows.list}>
        {pages.rows.map((entry) => (
          <QuarantineEntry
            key={entry.offset}
            entry={entry}
            open={opened === entry.offset}
            onToggle={() => setOpened(opened === entry.offset ? null : entry.offset)}
            onDone={onDone}
          />
        ))}
      </ul>
      {pages.hasMore && (
        <div className={css.more}>
          <Button variant="default" size="compact-sm" loading={pages.isFetching} onClick={pages.loadMore}>
            Load more ({formatCount(left)} left)
          </Button>
        </div>
      )}
    </>
  );
}
