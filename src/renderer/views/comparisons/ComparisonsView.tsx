import { Button, Switch } from "@mantine/core";
import { IconFileExport, IconScale } from "@tabler/icons-react";
import { type ComponentProps, memo, useRef, useState } from "react";
import type { ComparisonFilter } from "../../../contract/index.ts";
import { formatCount } from "../../components/format.ts";
import { Separator } from "../../components/Separator.tsx";
import { EmptyState, ErrorState } from "../../components/states.tsx";
import { useCommands } from "../../components/use-commands.ts";
import { ViewFrame } from "../../components/ViewFrame.tsx";
import { useDecisionQueue, useIsSaving } from "../../review/decisions.ts";
import { autoAdvanceName } from "../../review/desk/auto-advance.ts";
import { PaceWords } from "../../review/desk/PaceWords.tsx";
import { ExportDialog } from "../../review/export/ExportDialog.tsx";
import { QueuePicker, useQueue } from "../../review/queues/QueuePicker.tsx";
import { SaveBar } from "../../review/SaveBar.tsx";
import { navigate } from "../../state/navigation.ts";
import { useHostQuery } from "../../state/queries.ts";
import { queryClient } from "../../state/query-client.ts";
import { useViewState } from "../../state/view-state.ts";
import { ComparisonList } from "./ComparisonList.tsx";
import { ComparisonPane } from "./ComparisonPane.tsx";
import css from "./ComparisonsView.module.css";
import { comparisonCommandList } from "./commands.ts";
import { Filters } from "./Filters.tsx";
import { FairnessView } from "./fairness/FairnessView.tsx";
import { PartPicker } from "./fairness/PartPicker.tsx";
import { usePart } from "./fairness/part.ts";
import { isFiltered } from "./filter.ts";
import { Trail } from "./Trail.tsx";
import { useComparisonDecisions } from "./use-comparison-decisions.ts";
import { follows, useComparisonList } from "./use-comparison-list.ts";
import { useListWidth } from "./use-list-width.ts";
import { useNavigation } from "./use-navigation.ts";
import { formatFilter } from "./words.ts";

/** Reviewing, and how fairly it is done. */
export function ComparisonsView() {
  return usePart() === "fairness" ? <FairnessView /> : <ReviewView />;
}

/**
 * Answers side by side, decided by keyboard. A mark loses its spinner only when the decision is on disk. Each part follows what it shows by itself: a
 * decision draws the pane, its row and the save bar, and nothing of this again.
 */
function ReviewView() {
  const list = useComparisonList();
  const navigation = useNavigation(list);
  const decisions = useComparisonDecisions(list, navigation);
  const search = useRef<HTMLDivElement>(null);
  useCommands(comparisonCommandList, { ...navigation, ...decisions, focusSearch: () => search.current?.querySelector("input")?.focus() });
  const { ref: left, width, percent, onMove, onReset } = useListWidth();
  const { rows, first, error } = list.pages;
  const none = first !== undefined && first.grandTotal === 0;
  return (
    <ViewFrame
      title="Comparisons"
      scroll={false}
      subtitle={first !== undefined && !none && <Heading reviewed={first.reviewedTotal} all={first.grandTotal} />}
      toolbar={
        none ? undefined : (
          <Toolbar
            form={list.form}
            filter={list.formFilter}
            listOrder={list.order}
            onChange={list.setForm}
            searchRef={search}
            onLeaveSearch={navigation.leaveSearch}
          />
        )
      }
    >
      {error !== null && rows.length === 0 ? (
        <ErrorState error={error} onRetry={() => void queryClient.refetchQueries({ queryKey: ["comparisons.list"] })} />
      ) : none ? (
        <EmptyState
          icon={IconScale}
          title="No comparisons yet"
          hint="A comparison is one query with the rival answers to it. Drop a file of comparisons, votes or preference pairs on the window."
          action={<Button onClick={() => navigate("import")}>Go to Import</Button>}
        />
      ) : (
        <div className={css.split}>
          <div className={css.left} style={{ flexBasis: width }} ref={left}>
            <ComparisonList list={list} move={navigation.move} />
            <Trail goTo={navigation.goTo} />
          </div>
          <Separator label="Width of the list" orientation="vertical" percent={percent} onMove={onMove} onReset={onReset} />
          <div className={css.main}>
            <ReviewSaveBar onUndo={decisions.undo} onRedo={decisions.redo} />
            <ComparisonPane list={list} navigation={navigation} decisions={decisions} />
          </div>
        </div>
      )}
    </ViewFrame>
  );
}

/** The save bar with the switch of auto-advance. */
const ReviewSaveBar = memo(function ReviewSaveBar(props: { onUndo: () => void; onRedo: () => void }) {
  const queue = useDecisionQueue();
  const curation = useHostQuery("curation.state", {}, follows).data;
  return (
    <SaveBar queue={queue} curation={curation} {...props}>
      <AutoAdvanceSwitch />
    </SaveBar>
  );
});

const AutoAdvanceSwitch = memo(function AutoAdvanceSwitch() {
  const [autoAdvance, setAutoAdvance] = useViewState(autoAdvanceName, false);
  return <Switch label="Auto-advance" checked={autoAdvance} onChange={(event) => setAutoAdvance(event.currentTarget.checked)} />;
});

interface ToolbarProps extends Pick<ComponentProps<typeof Filters>, "form" | "onChange" | "searchRef" | "onLeaveSearch"> {
  filter: ComparisonFilter;
  listOrder: ComponentProps<typeof QueuePicker>["listOrder"];
}

/** Which comparisons are listed, and what can be made of them all. */
const Toolbar = memo(function Toolbar({ form, filter, listOrder, onChange, searchRef, onLeaveSearch }: ToolbarProps) {
  const queue = useQueue();
  return (
    <>
      <QueuePicker filter={filter} filterWords={isFiltered(form) ? formatFilter(form) : ""} listOrder={listOrder} />
      {queue === undefined && <Filters form={form} onChange={onChange} searchRef={searchRef} onLeaveSearch={onLeaveSearch} />}
      <ExportHere filter={filter} filterWords={formatFilter(form)} isOffered={queue === undefined} />
    </>
  );
});

/** The export of what the filter matches. @param isOffered not in a queue: a preview of it would tell what a blind one hides. */
function ExportHere({ isOffered, filter, filterWords }: { isOffered: boolean; filter: ComparisonFilter; filterWords: string }) {
  const [exporting, setExporting] = useState(false);
  const waiting = useIsSaving();
  return (
    <>
      {isOffered && (
        <Button
          classNames={{ section: css.icon }}
          leftSection={<IconFileExport size={14} aria-hidden />}
          onClick={() => setExporting(true)}
        >
          Export…
        </Button>
      )}
      <ExportDialog
        reads="comparisons"
        filter={filter}
        filterWords={filterWords}
        waiting={exporting && waiting}
        opened={exporting}
        onClose={() => setExporting(false)}
      />
    </>
  );
}

const Heading = memo(function Heading(props: { reviewed: number; all: number }) {
  return (
    <span className={css.heading}>
      <PartPicker />
      <Progress {...props} />
    </span>
  );
});

function Progress({ reviewed, all }: { reviewed: number; all: number }) {
  return (
    <span className={css.progress}>
      <progress className={css.progressBar} max={all} value={reviewed} aria-label="Comparisons reviewed" />
      {formatCount(reviewed)} of {formatCount(all)} reviewed
      <PaceWords left={Math.max(0, all - reviewed)} />
    </span>
  );
}
