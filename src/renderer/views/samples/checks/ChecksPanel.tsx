import { ScrollArea } from "@mantine/core";
import type { CheckName } from "../../../../contract/index.ts";
import { formatCount } from "../../../components/format.ts";
import { ErrorState, LoadingRows } from "../../../components/states.tsx";
import { useHostQuery } from "../../../state/queries.ts";
import { CheckStatus } from "./CheckStatus.tsx";
import css from "./ChecksPanel.module.css";
import { CheckTable } from "./CheckTable.tsx";
import { EngineTiers, TierBars } from "./TierBars.tsx";
import { useReport } from "./use-report.ts";

/** What is wrong with the dataset, check by check, and how its tiers spread. @param onShow shows the samples that a check finds. */
export function ChecksPanel({ onShow }: { onShow: (check: CheckName) => void }) {
  const { data: report, error, refetch } = useReport(true);
  const charts = useHostQuery("dataset.charts", {}, { follows: "samples", enabled: report?.checkedAtMs != null }).data;
  if (error !== null && report === undefined) return <ErrorState error={error} onRetry={refetch} />;
  if (report === undefined) return <LoadingRows rows={12} />;
  return (
    <ScrollArea className={css.panel} viewportProps={{ tabIndex: 0, role: "region", "aria-label": "Checks and tiers" }} type="auto">
      <div className={css.parts}>
        <section className={css.checks} aria-label="Checks">
          <CheckStatus report={report} />
          <CheckTable report={report} onShow={onShow} />
        </section>
        {charts !== undefined && charts.lengths.length > 0 && (
          <section className={css.charts} aria-label="Tiers">
            <TierBars title="Tiers by length of output" unit="characters, doubling" bars={charts.lengths} formatEdge={formatCount} />
            <TierBars title="Tiers by quality score" unit="score, in tenths" bars={charts.quality} formatEdge={(edge) => edge.toFixed(1)} />
            <EngineTiers engines={charts.engines} without={charts.withoutEngine} />
          </section>
        )}
      </div>
    </ScrollArea>
  );
}
