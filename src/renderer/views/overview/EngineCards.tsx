import { Button, Skeleton } from "@mantine/core";
import type { EngineIntervals, EngineTable, Interval } from "../../../contract/index.ts";
import { formatCount, formatMs, formatNoun, formatPercent, formatScore, keepUnits, shortName } from "../../components/format.ts";
import { MiddleEllipsis } from "../../components/MiddleEllipsis.tsx";
import { Card } from "./Card.tsx";
import { findBest, findFailing, findSlowest } from "./leaders.ts";
import { links } from "./links.ts";
import css from "./overview.module.css";

interface Engines {
  table: EngineTable | undefined;
  intervals: EngineIntervals | undefined;
}

/** Which engine is slowest at the tail, which answers best, and which fails most: each with its interval and the rows behind it. */
export function EngineCards({ table, intervals }: Engines) {
  if (table === undefined) return [1, 2, 3].map((place) => <Skeleton key={place} className={css.waiting} radius="md" />);
  return (
    <>
      <SlowestCard table={table} intervals={intervals} />
      <BestCard table={table} intervals={intervals} />
      <FailuresCard table={table} intervals={intervals} />
    </>
  );
}

interface Answered {
  table: EngineTable;
  intervals: EngineIntervals | undefined;
}

function SlowestCard({ table, intervals }: Answered) {
  const slowest = findSlowest(table, intervals);
  if (slowest === null) {
    return (
      <Card title="Slowest engine">
        <p>No engine has five latencies yet.</p>
      </Card>
    );
  }
  const { engineId, percentile, valueMs, n, next, leftOut } = slowest;
  return (
    <Card
      title={`Slowest engine, by p${percentile}`}
      figure={<Figure value={formatMs(valueMs)} name={engineId} />}
      actions={
        <>
          <Button component="a" variant="default" size="compact-sm" href={links.slowest(engineId, valueMs)}>
            See the slowest
          </Button>
          <Button component="a" variant="default" size="compact-sm" href={links.whySlow(engineId, percentile, n)}>
            Why
          </Button>
          <Button component="a" variant="subtle" size="compact-sm" href={links.engines(`p${percentile}`)}>
            All engines
          </Button>
        </>
      }
    >
      <p>
        {keepUnits(formatInterval(slowest.interval, formatMs))} of {formatNoun(n, "latency", "latencies")}.
      </p>
      {next !== null && (
        <p>
          Next: {shortName(next.engineId)}, {keepUnits(formatMs(next.valueMs))}.
        </p>
      )}
      {leftOut > 0 && <p>{formatNoun(leftOut, "engine")} with fewer latencies left out.</p>}
    </Card>
  );
}

function BestCard({ table, intervals }: Answered) {
  const best = findBest(table, intervals);
  if (best === null) {
    return (
      <Card title="Best quality">
        <p>No engine has five quality scores yet.</p>
      </Card>
    );
  }
  const { engineId, mean, n, interval, rivals, leftOut } = best;
  return (
    <Card
      title="Best quality"
      figure={<Figure value={formatScore(mean)} name={engineId} />}
      actions={
        <Button component="a" variant="default" size="compact-sm" href={links.engines("quality")}>
          Compare quality
        </Button>
      }
    >
      <p>
        {formatInterval(interval, formatScore)} of {formatNoun(n, "score")}.
      </p>
      <p>{describeRivals(rivals)}</p>
      {leftOut > 0 && <p>{formatNoun(leftOut, "engine")} with fewer scores left out.</p>}
    </Card>
  );
}

function describeRivals(rivals: readonly string[]): string {
  const [first] = rivals;
  if (first === undefined) return "No other engine's interval reaches it.";
  const rest = rivals.length - 1;
  return `Not surely ahead of ${shortName(first)}${rest === 0 ? "" : ` and ${formatNoun(rest, "other")}`}: the intervals overlap.`;
}

function FailuresCard({ table, intervals }: Answered) {
  const { count, successCount } = table.overall;
  const failed = count - successCount;
  const worst = findFailing(table, intervals);
  if (failed === 0) {
    return (
      <Card
        title="Failures"
        figure={<Figure value={count === 0 ? "—" : "None"} name={`of ${formatNoun(count, "execution")}`} isName={false} />}
      />
    );
  }
  return (
    <Card
      title="Failures"
      figure={<Figure value={formatCount(failed)} name={`of ${formatCount(count)}, ${formatPercent(failed / count)}`} isName={false} />}
      actions={
        <>
          <Button component="a" variant="default" size="compact-sm" href={links.failures()}>
            See failures
          </Button>
          <Button component="a" variant="default" size="compact-sm" href={links.failureKinds()}>
            By status
          </Button>
          <Button component="a" variant="subtle" size="compact-sm" href={links.engines("success")}>
            By engine
          </Button>
        </>
      }
    >
      {worst !== null && (
        <p>
          Most often {shortName(worst.engineId)}: {formatCount(worst.failed)} of {formatCount(worst.count)} (
          {formatPercent(1 - (worst.interval.high ?? 1))} to {formatPercent(1 - (worst.interval.low ?? 0))}).
        </p>
      )}
    </Card>
  );
}

function Figure({ value, name, isName = true }: { value: string; name: string; isName?: boolean }) {
  return (
    <>
      <span className={css.value}>{value}</span>
      <span className={css.name}>{isName ? <MiddleEllipsis text={name} /> : name}</span>
    </>
  );
}

/** "95%: 38.1 s to 51.2 s", open where too few values say more. */
function formatInterval({ low, high }: Interval, write: (value: number) => string): string {
  if (low === null && high === null) return "No interval yet:";
  if (low === null) return `95%: at most ${write(high ?? 0)},`;
  return high === null ? `95%: at least ${write(low)},` : `95%: ${write(low)} to ${write(high)},`;
}
