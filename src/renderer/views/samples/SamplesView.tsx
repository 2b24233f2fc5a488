import { Button } from "@mantine/core";
import { IconDatabase } from "@tabler/icons-react";
import { useRef } from "react";
import { formatCount } from "../../components/format.ts";
import { EmptyState, ErrorState, LoadingRows } from "../../components/states.tsx";
import { useCommands } from "../../components/use-commands.ts";
import { ViewFrame } from "../../components/ViewFrame.tsx";
import { SaveBar } from "../../review/SaveBar.tsx";
import { navigate } from "../../state/navigation.ts";
import { queryClient } from "../../state/query-client.ts";
import { sampleCommandList } from "./commands.ts";
import { SampleFilters } from "./SampleFilters.tsx";
import { SampleList } from "./SampleList.tsx";
import { SamplePane } from "./SamplePane.tsx";
import css from "./samples.module.css";
import { useSamples } from "./use-samples.ts";

/** The dataset: what an export writes, by tier, each sample open to change and to undo. */
export function SamplesView() {
  const samples = useSamples();
  const search = useRef<HTMLDivElement>(null);
  const { list } = samples;
  useCommands(sampleCommandList, { ...samples, focusSearch: () => search.current?.querySelector("input")?.focus() });
  const all = list.first?.allByTier;
  const count = all === undefined ? 0 : all.gold + all.silver + all.bronze;
  const none = all !== undefined && count === 0 && samples.place.key === null;
  return (
    <ViewFrame
      title="Samples"
      scroll={false}
      subtitle={all !== undefined && `${formatCount(count)} in the dataset`}
      toolbar={none ? undefined : <SampleFilters samples={samples} searchRef={search} />}
    >
      {list.error !== null && list.first === undefined ? (
        <ErrorState error={list.error} onRetry={() => void queryClient.refetchQueries({ queryKey: ["samples.list"] })} />
      ) : list.first === undefined ? (
        <LoadingRows rows={12} />
      ) : none ? (
        <EmptyState
          icon={IconDatabase}
          title="The dataset is empty"
          hint="Promote a candidate of a comparison to gold, silver or bronze to add it as a sample, or drop a file of training data on the window."
          action={<Button onClick={() => navigate("comparisons")}>Review comparisons</Button>}
        />
      ) : (
        <div className={css.split}>
          <SampleList samples={samples} />
          <div className={css.main}>
            <SaveBar queue={samples.queue} curation={samples.curation} onUndo={samples.undo} onRedo={samples.redo} />
            <SamplePane samples={samples} />
          </div>
        </div>
      )}
    </ViewFrame>
  );
}
