import { formatCount, formatMs, formatTime } from "../../components/format.ts";
import { Section } from "../../components/Section.tsx";
import { useNow } from "../../components/use-now.ts";
import css from "./live.module.css";
import { useShown } from "./paused.ts";

/** The aggregation window that is open now. */
export function AggregationWindow() {
  const window = useShown((snapshot) => snapshot.window);
  if (window === undefined) return null;
  const closesAtMs = window.openedAtMs === null ? null : window.openedAtMs + window.windowMinutes * 60_000;
  return (
    <Section title="Aggregation window" note={window.enabled ? `every ${window.windowMinutes} min` : undefined}>
      {window.enabled ? (
        <dl className={css.facts}>
          <div>
            <dt>Opened</dt>
            <dd>{window.openedAtMs === null ? "on the next execution" : formatTime(window.openedAtMs / 1000).slice(-8)}</dd>
          </div>
          <div>
            <dt>Closes in</dt>
            <dd>{closesAtMs === null ? formatMs(null) : <Countdown toMs={closesAtMs} />}</dd>
          </div>
          <div>
            <dt>Executions</dt>
            <dd>{formatCount(window.executions)}</dd>
          </div>
          <div>
            <dt>Windows written</dt>
            <dd>{formatCount(window.written)}</dd>
          </div>
        </dl>
      ) : (
        <p className={css.quiet}>Off. Turn aggregation on in Settings to record percentiles once per window.</p>
      )}
    </Section>
  );
}

/** In steps of ten seconds until the last minute: a window that stands open should not draw every second. */
function Countdown({ toMs }: { toMs: number }) {
  const stepMs = toMs - Date.now() > 60_000 ? 10_000 : 1000;
  const leftMs = Math.max(0, toMs - useNow(stepMs));
  return formatMs(Math.ceil(leftMs / stepMs) * stepMs);
}
