import { NumberInput } from "@mantine/core";
import { IconCopyCheck } from "@tabler/icons-react";
import { defaultSimilarity } from "../../../../contract/index.ts";
import { confirmField } from "../../../components/commands.ts";
import { formatNoun } from "../../../components/format.ts";
import { EmptyState, ErrorState, LoadingRows } from "../../../components/states.tsx";
import { isPressed, useCommands } from "../../../components/use-commands.ts";
import { SaveBar } from "../../../review/SaveBar.tsx";
import { CheckStatus } from "../checks/CheckStatus.tsx";
import { runCheck, useReport } from "../checks/use-report.ts";
import { ClusterList } from "./ClusterList.tsx";
import { ClusterPane } from "./ClusterPane.tsx";
import { duplicatesCommandList } from "./commands.ts";
import css from "./DuplicatesPanel.module.css";
import { RemoveAll } from "./RemoveAll.tsx";
import { useDuplicates } from "./use-duplicates.ts";

/** Samples that are nearly the same, cluster by cluster: one is kept, the others can be removed. Nothing goes by itself. */
export function DuplicatesPanel() {
  const { data: report, error, refetch } = useReport(true);
  const duplicates = useDuplicates();
  useCommands(duplicatesCommandList, duplicates);
  if (error !== null && report === undefined) return <ErrorState error={error} onRetry={refetch} />;
  if (report === undefined) return <LoadingRows rows={12} />;
  const { list, clusters, cluster, queue, curation, undo, redo } = duplicates;
  const saveBar = <SaveBar queue={queue} curation={curation} onUndo={undo} onRedo={redo} canRender={false} />;
  return (
    <div className={css.panel}>
      <div className={css.bar}>
        <CheckStatus report={report} />
        <NumberInput
          key={report.similarity}
          label="Similarity"
          title="Share of 5-character pieces that two texts have in common, of prompt and output both"
          labelProps={{ className: css.label }}
          className={css.similarity}
          size="xs"
          min={0.6}
          max={1}
          step={0.05}
          decimalScale={2}
          defaultValue={report.similarity ?? defaultSimilarity}
          disabled={report.state === "running"}
          onKeyDown={(event) => isPressed(confirmField, event.nativeEvent) && event.currentTarget.blur()}
          onBlur={(event) => {
            const similarity = Number(event.currentTarget.value);
            if (similarity >= 0.6 && similarity <= 1 && similarity !== report.similarity) void runCheck(similarity);
          }}
        />
        <RemoveAll report={report} />
      </div>
      {cluster === undefined ? (
        report.state === "running" || list.isLoading ? (
          <LoadingRows rows={10} />
        ) : (
          <>
            {saveBar}
            <EmptyState
              icon={IconCopyCheck}
              title="No duplicates"
              hint={`No two samples have prompts and outputs with a similarity of ${report.similarity} or more.`}
            />
          </>
        )
      ) : (
        <div className={css.split}>
          <div className={css.left}>
            <div className={css.listHead}>
              <span>{formatNoun(report.clusters, "cluster")}</span>
              <span>{formatNoun(report.superfluous, "sample")} to remove</span>
            </div>
            <ClusterList duplicates={duplicates} clusters={clusters} />
          </div>
          <div className={css.main}>
            {saveBar}
            <ClusterPane duplicates={duplicates} cluster={cluster} />
          </div>
        </div>
      )}
    </div>
  );
}
