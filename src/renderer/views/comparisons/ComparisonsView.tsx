import { Button, Switch } from "@mantine/core";
import { IconFileExport, IconScale } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { formatCount } from "../../components/format.ts";
import { Separator } from "../../components/Separator.tsx";
import { EmptyState, ErrorState } from "../../components/states.tsx";
import { useCommands } from "../../components/use-commands.ts";
import { ViewFrame } from "../../components/ViewFrame.tsx";
import { DeskPanels } from "../../review/desk/DeskPanels.tsx";
import { PaceWords } from "../../review/desk/PaceWords.tsx";
import { ExportDialog } from "../../review/export/ExportDialog.tsx";
import { QueuePicker, useQueue } from "../../review/queues/QueuePicker.tsx";
import { SaveBar } from "../../review/SaveBar.tsx";
import { navigate } from "../../state/navigation.ts";
import { queryClient } from "../../state/query-client.ts";
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
import { useComparisonList } from "./use-comparison-list.ts";
import { useListWidth } from "./use-list-width.ts";
import { useNavigation } from "./use-navigation.ts";
import { formatFilter } from "./words.ts";

/** Reviewing, and how fairly it is done. */
export function ComparisonsView() {
  return usePart() === "fairness" ? <FairnessView /> : <ReviewView />;
}

/** Answers side by side, decided by keyboard. A mark loses its spinner only when the decision is on disk. */
function ReviewView() {
  const list = useComparisonList();
  const navigation = useNavigation(list);
  const decisions = useComparisonDecisions(list, navigation);
  const [exporting, setExporting] = useState(false);
  const search = useRef<HTMLDivElement>(null);
  useCommands(comparisonCommandList, { ...navigation, ...decisions, focusSearch: () => search.current?.querySelector("input")?.focus() });
  const { ref: left, width, percent, onMove, onReset } = useListWidth();
  const { rows, first, error } = list.pages;
  const queue = useQueue();
  const none = first !== undefined && first.grandTotal === 0;
  return (
    <ViewFrame
      title="Comparisons"
      scroll={false}
      subtitle={
        first !== undefined &&
        !none && (
          <span className={css.heading}>
            <PartPicker />
            <Progress reviewed={first.reviewedTotal} all={first.grandTotal} />
          </span>
        )
      }
      toolbar={
        none ? undefined : (
          <>
            <QueuePicker
              filter={list.formFilter}
              filterWords={isFiltered(list.form) ? formatFilter(list.form) : ""}
              listOrder={list.order}
            />
            {queue === undefined && (
              <Filters form={list.form} onChange={list.setForm} searchRef={search} onLeaveSearch={navigation.leaveSearch} />
            )}
            {/* A preview of the export would tell what a blind queue hides. */}
            {queue === undefined && (
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
              filter={list.formFilter}
              filterWords={formatFilter(list.form)}
              waiting={decisions.queue.waiting.length > 0}
              opened={exporting}
              onClose={() => setExporting(false)}
            />
          </>
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
            <ComparisonList list={list} selected={navigation.place.key} unsaved={decisions.unsaved} move={navigation.move} />
            <Trail history={decisions.history} queue={decisions.queue} goTo={navigation.goTo} />
          </div>
          <Separator label="Width of the list" orientation="vertical" percent={percent} onMove={onMove} onReset={onReset} />
          <div className={css.main}>
            <SaveBar queue={decisions.queue} curation={decisions.curation} onUndo={decisions.undo} onRedo={decisions.redo}>
              <Switch
                label="Auto-advance"
                checked={decisions.autoAdvance}
                onChange={(event) => decisions.setAutoAdvance(event.currentTarget.checked)}
              />
            </SaveBar>
            <ComparisonPane list={list} navigation={navigation} decisions={decisions} />
            {decisions.marked !== undefined && decisions.standing !== "unlisted" && (
              <DeskPanels detail={decisions.marked.detail} position={navigation.place.position} onPromote={decisions.onFocused} />
            )}
          </div>
        </div>
      )}
    </ViewFrame>
  );
}

function Progress({ reviewed, all }: { reviewed: number; all: number }) {
  return (
    <span className={css.progress}>
      <progress className={css.progressBar} max={all} value={reviewed} aria-label="Comparisons reviewed" />
      {formatCount(reviewed)} of {formatCount(all)} reviewed
      <PaceWords left={Math.max(0, all - reviewed)} />
    </span>
  );
}
