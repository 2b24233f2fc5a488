import { formatCount, formatMs, formatTime } from "../../components/format.ts";
import { Section } from "../../components/Section.tsx";
import { useNow } from "../../components/use-now.ts";
import css from "./live.module.css";
import { useShown } from "./paused.ts";

/** The aggregation window that is open now. */
export function AggregationWindow() {
  const window = useShown((snapshot) => snapshot.window);
  const now = useNow();
  if (window === undefined) return null;
  const closesInMs = window.openedAtMs === null ? null : Math.max(0, window.openedAtMs + window.windowMinutes * 60_000 - now);
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
            <dd>{formatMs(closesInMs === null ? null : Math.floor(closesInMs / 1000) * 1000)}</dd>
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
