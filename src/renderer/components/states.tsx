import { Button, Skeleton } from "@mantine/core";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import type { ComponentType, ReactNode } from "react";
import type { ErrorValue } from "../../contract/index.ts";
import css from "./states.module.css";

type Icon = ComponentType<{ size?: number | string; stroke?: number | string; "aria-hidden"?: boolean }>;

/** Shown where there is no data: why, and what to do. */
export function EmptyState({ icon: IconOf, title, hint, action }: { icon: Icon; title: string; hint: ReactNode; action?: ReactNode }) {
  return (
    <div className={css.state}>
      <IconOf size={28} stroke={1.4} aria-hidden />
      <p className={css.title}>{title}</p>
      <div className={css.hint}>{hint}</div>
      {action !== undefined && <div className={css.action}>{action}</div>}
    </div>
  );
}

/** Shown when a query failed: the message, the fix, and a retry button. */
export function ErrorState({ error, onRetry }: { error: ErrorValue; onRetry?: () => void }) {
  return (
    <div className={css.state} role="alert" data-error>
      <IconAlertTriangle size={28} stroke={1.4} aria-hidden />
      <p className={css.title}>{error.message}</p>
      {error.fix !== undefined && <div className={css.hint}>{error.fix}</div>}
      {onRetry !== undefined && (
        <div className={css.action}>
          <Button variant="default" leftSection={<IconRefresh size={14} aria-hidden />} onClick={onRetry}>
            Try again
          </Button>
        </div>
      )}
    </div>
  );
}

const widths = ["72%", "64%", "81%", "58%", "76%", "69%"];

/** Placeholder rows while a list loads. */
export function LoadingRows({ rows = 8 }: { rows?: number }) {
  return (
    <div className={css.loading} role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all the same and never move
        <div key={index} className={css.loadingRow}>
          <Skeleton height={10} width={widths[index % widths.length]} radius="sm" />
        </div>
      ))}
    </div>
  );
}
