import { Button, SegmentedControl } from "@mantine/core";
import { IconDatabase } from "@tabler/icons-react";
import { useRef } from "react";
import { formatCount } from "../../components/format.ts";
import { printShortcut } from "../../components/KeyHint.tsx";
import { EmptyState, ErrorState, LoadingRows } from "../../components/states.tsx";
import { useCommands } from "../../components/use-commands.ts";
import { ViewFrame } from "../../components/ViewFrame.tsx";
import { SaveBar } from "../../review/SaveBar.tsx";
import { navigate } from "../../state/navigation.ts";
import { queryClient } from "../../state/query-client.ts";
import { useViewState } from "../../state/view-state.ts";
import { ChecksPanel } from "./checks/ChecksPanel.tsx";
import { partCommandList, partCommands, sampleCommandList } from "./commands.ts";
import { DuplicatesPanel } from "./duplicates/DuplicatesPanel.tsx";
import { emptySampleForm } from "./filter-form.ts";
import { SampleFilters } from "./SampleFilters.tsx";
import { SampleList } from "./SampleList.tsx";
import { SamplePane } from "./SamplePane.tsx";
import css from "./SamplesView.module.css";
import { SnapshotsPanel } from "./snapshots/SnapshotsPanel.tsx";
import { useSamples } from "./use-samples.ts";

const parts = ["samples", "checks", "duplicates", "snapshots"] as const;
const partLabels: Record<(typeof parts)[number], string> = {
  samples: "Samples",
  checks: "Checks",
  duplicates: "Duplicates",
  snapshots: "Snapshots",
};
const none: typeof sampleCommandList = [];

/** The dataset: what an export writes, by tier, each sample open to change and to undo. */
export function SamplesView() {
  const samples = useSamples();
  const [storedPart, setPart] = useViewState<string>("samples.part", "samples");
  const part = parts.find((one) => one === storedPart) ?? "samples";
  const search = useRef<HTMLDivElement>(null);
  const { list } = samples;
  const isList = part === "samples";
  useCommands(isList ? sampleCommandList : none, { ...samples, focusSearch: () => search.current?.querySelector("input")?.focus() });
  useCommands(partCommandList, { toPart: (by) => setPart(parts[(parts.indexOf(part) + by + parts.length) % parts.length] ?? part) });
  const all = list.first?.allByTier;
  const count = all === undefined ? 0 : all.gold + all.silver + all.bronze;
  const isEmpty = all !== undefined && count === 0 && samples.place.key === null && part !== "snapshots";
  return (
    <ViewFrame
      title="Samples"
      scroll={false}
      subtitle={all !== undefined && `${formatCount(count)} in the dataset`}
      toolbar={
        isEmpty ? undefined : (
          <>
            <SegmentedControl
              size="xs"
              aria-label="Part of the dataset"
              title={`${partCommands.next.label}: ${printShortcut(partCommands.next)}`}
              data={parts.map((value) => ({ value, label: partLabels[value] }))}
              value={part}
              onChange={setPart}
            />
            {isList && <SampleFilters samples={samples} searchRef={search} />}
          </>
        )
      }
    >
      {list.error !== null && list.first === undefined ? (
        <ErrorState error={list.error} onRetry={() => void queryClient.refetchQueries({ queryKey: ["samples.list"] })} />
      ) : list.first === undefined ? (
        <LoadingRows rows={12} />
      ) : isEmpty ? (
        <EmptyState
          icon={IconDatabase}
          title="The dataset is empty"
          hint="Promote a candidate of a comparison to gold, silver or bronze to add it as a sample, or drop a file of training data on the window."
          action={<Button onClick={() => navigate("comparisons")}>Review comparisons</Button>}
        />
      ) : part === "checks" ? (
        <ChecksPanel
          onShow={(check) => {
            samples.setForm({ ...emptySampleForm, check });
            setPart("samples");
          }}
        />
      ) : part === "duplicates" ? (
        <DuplicatesPanel />
      ) : part === "snapshots" ? (
        <SnapshotsPanel />
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
