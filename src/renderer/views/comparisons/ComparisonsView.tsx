import { Button } from "@mantine/core";
import { IconScale } from "@tabler/icons-react";
import { useRef } from "react";
import { EmptyState, ErrorState, formatCount, useCommands, ViewFrame } from "../../components/index.ts";
import { navigate } from "../../state/navigation.ts";
import { queryClient } from "../../state/query-client.ts";
import { ComparisonList } from "./ComparisonList.tsx";
import { ComparisonPane } from "./ComparisonPane.tsx";
import { comparisonCommandList } from "./commands.ts";
import css from "./comparisons.module.css";
import { Filters } from "./Filters.tsx";
import { isFiltered } from "./filter.ts";
import { ReviewBar } from "./ReviewBar.tsx";
import { Trail } from "./Trail.tsx";
import { useReview } from "./use-review.ts";

/** Rival answers side by side, decided by keyboard; every decision is on disk before its mark says so. */
export function ComparisonsView() {
  const review = useReview();
  const search = useRef<HTMLDivElement>(null);
  useCommands(comparisonCommandList, { ...review, focusSearch: () => search.current?.querySelector("input")?.focus() });
  const { list } = review;
  const none = list.first !== undefined && list.first.grandTotal === 0;
  return (
    <ViewFrame
      title="Comparisons"
      scroll={false}
      subtitle={list.first !== undefined && !none && <Progress reviewed={list.first.reviewedTotal} all={list.first.grandTotal} />}
      toolbar={
        none ? undefined : <Filters form={review.form} onChange={review.setForm} searchRef={search} onLeaveSearch={review.leaveSearch} />
      }
    >
      {list.error !== null && list.rows.length === 0 ? (
        <ErrorState error={list.error} onRetry={() => void queryClient.refetchQueries({ queryKey: ["comparisons.list"] })} />
      ) : none ? (
        <EmptyState
          icon={IconScale}
          title="No comparisons yet"
          hint="A comparison is one query with the rival answers to it. Drop a JSONL file of comparison_result records on the window."
          action={<Button onClick={() => navigate("import")}>Go to Import</Button>}
        />
      ) : (
        <div className={css.split}>
          <div className={css.left}>
            <ComparisonList review={review} filtered={isFiltered(review.form)} />
            <Trail review={review} />
          </div>
          <div className={css.main}>
            <ReviewBar review={review} />
            <ComparisonPane review={review} />
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
    </span>
  );
}
