import { Button, Progress } from "@mantine/core";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import type { DatasetReport } from "../../../../contract/index.ts";
import { formatAgo, formatMs, formatNoun, formatPercent } from "../../../components/format.ts";
import { useNow } from "../../../components/use-now.ts";
import css from "./CheckStatus.module.css";
import { cancelCheck, runCheck } from "./use-report.ts";

/** When the dataset was checked, whether that still holds, and the check that runs. */
export function CheckStatus({ report }: { report: DatasetReport }) {
  const now = useNow();
  if (report.state === "running") {
    return (
      <div className={css.status} data-running role="status">
        <span className={css.share}>Checking, {formatPercent(report.progress, 0)}</span>
        <Progress className={css.progress} value={report.progress * 100} aria-label="Check of the dataset" />
        <Button size="compact-xs" variant="default" onClick={() => void cancelCheck()}>
          Cancel
        </Button>
      </div>
    );
  }
  const { checkedAtMs, samples, tookMs, stale, error } = report;
  return (
    <div className={css.status} role="status">
      {error !== null ? (
        <span className={css.warn}>
          <IconAlertTriangle size={14} aria-hidden /> The check failed: {error}
        </span>
      ) : checkedAtMs === null ? (
        <span>Not checked yet</span>
      ) : (
        <span>
          {formatNoun(samples, "sample")} checked {formatAgo(now - checkedAtMs)}, in {formatMs(tookMs)}
        </span>
      )}
      {stale && <span className={css.warn}>The dataset has changed since.</span>}
      <Button
        size="compact-xs"
        variant="default"
        disabled={checkedAtMs !== null && !stale && error === null}
        leftSection={<IconRefresh size={13} aria-hidden />}
        onClick={() => void runCheck()}
      >
        {checkedAtMs === null ? "Check" : "Check again"}
      </Button>
    </div>
  );
}
