import { CloseButton, Progress } from "@mantine/core";
import { IconAlertTriangle, IconDatabaseCog, IconTool } from "@tabler/icons-react";
import { useState } from "react";
import { formatBytes, formatPercent, formatTime } from "../components/format.ts";
import { useSnapshot } from "../state/live.ts";
import { useWorkspace } from "../state/workspace.ts";
import { OtherKinds } from "./OtherKinds.tsx";
import css from "./Shell.module.css";

/** Problems that a person should see now, above every view: index work, the engine's alerts, repairs. */
export function Alerts() {
  const alerts = useSnapshot((snapshot) => snapshot.alerts);
  return (
    <>
      <IndexBanner />
      {alerts?.map((alert) => (
        <p key={`${alert.code} ${alert.message}`} className={css.alert} data-tone="bad">
          <IconAlertTriangle size={15} aria-hidden />
          <span>
            <b>{alert.message}</b> {alert.fix !== undefined && <span className={css.fix}>{alert.fix}</span>}{" "}
            <span className={css.fix}>Since {formatTime(alert.sinceMs / 1000)}.</span>
          </span>
        </p>
      ))}
      <OtherKinds />
      <Repairs />
    </>
  );
}

function IndexBanner() {
  const index = useSnapshot((snapshot) => snapshot.index);
  if (index === undefined || index.state === "ready") return null;
  if (index.state === "failed") {
    return (
      <p className={css.alert} data-tone="bad">
        <IconAlertTriangle size={15} aria-hidden />
        <span>
          <b>The index failed, so numbers and lists may be incomplete.</b>{" "}
          <span className={css.fix}>
            The JSONL files are intact. Close Assay, delete .assay/index.duckdb in the workspace and open it again.
          </span>
        </span>
      </p>
    );
  }
  // Catching up after every flush is normal work and worth no banner; only long catching up is.
  const left = index.totalBytes - index.doneBytes;
  if (index.state === "catching_up" && left < 32_000_000) return null;
  const share = index.totalBytes === 0 ? 0 : index.doneBytes / index.totalBytes;
  const label =
    index.state === "rebuilding" ? "Rebuilding the index from the JSONL files" : "The index is catching up with the JSONL files";
  return (
    <div className={css.alert} data-tone="plain">
      <IconDatabaseCog size={15} aria-hidden />
      <span>
        {label}: {formatPercent(share, 0)} of {formatBytes(index.totalBytes)}
      </span>
      <Progress className={css.bar} value={share * 100} aria-label={label} />
    </div>
  );
}

function Repairs() {
  const workspace = useWorkspace();
  const [seen, setSeen] = useState<number>();
  if (workspace === undefined || workspace.repairs.length === 0 || seen === workspace.openedAtMs) return null;
  return (
    <div className={css.alert} data-tone="warn">
      <IconTool size={15} aria-hidden />
      <span style={{ flex: 1 }}>
        {workspace.repairs.map((repair) => (
          <span key={repair} style={{ display: "block" }}>
            {repair}
          </span>
        ))}
      </span>
      <CloseButton size="xs" aria-label="Dismiss" onClick={() => setSeen(workspace.openedAtMs)} />
    </div>
  );
}
