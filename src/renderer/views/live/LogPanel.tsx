import "@mantine/core/styles/Chip.css";
import { Chip, Group } from "@mantine/core";
import { memo, useEffect, useMemo, useRef, useState } from "react";
import { type Input, type LogLine, logLevels } from "../../../contract/index.ts";
import { DebouncedSearch } from "../../components/DebouncedSearch.tsx";
import { formatNoun, formatTime, visibleText } from "../../components/format.ts";
import { Section } from "../../components/Section.tsx";
import { ErrorState } from "../../components/states.tsx";
import { useHostQuery } from "../../state/queries.ts";
import { revisionNow } from "../../state/revisions.ts";
import { useViewState } from "../../state/view-state.ts";
import css from "./log.module.css";
import { useFrozen } from "./paused.ts";

type Level = (typeof logLevels)[number];
const labels: Record<Level, string> = { error: "Errors", warn: "Warnings", info: "Events", debug: "Details" };
/** How often new lines are asked for while the log is on screen and grows. */
const refreshMs = 2000;
const limit = 200;

/** What Assay has done and what went wrong, line by line, by level and text. */
export function LogPanel() {
  const [levels, setLevels] = useViewState<string[]>("live.logLevels", ["error", "warn", "info"]);
  const [text, setText] = useState("");
  const paused = useFrozen() !== null;
  const chosen = useMemo(() => logLevels.filter((level) => levels.includes(level)), [levels]);
  const input: Input<"live.log"> = { limit, text, ...(chosen.length === 0 ? {} : { levels: chosen }) };
  const { data, error, refetch } = useHostQuery("live.log", input, { keepPrevious: true });
  const asked = useRef(revisionNow().log);
  useEffect(() => {
    if (paused) return;
    const timer = setInterval(() => {
      const { log } = revisionNow();
      if (document.visibilityState !== "visible" || log === asked.current) return;
      asked.current = log;
      refetch();
    }, refreshMs);
    return () => clearInterval(timer);
  }, [paused, refetch]);
  return (
    <div className={css.log}>
      <Section
        title="Log"
        note={data === undefined ? undefined : `${formatNoun(data.logged, "line")} since opening; files in .assay/log`}
        tools={
          <span className={css.tools}>
            <Chip.Group multiple value={levels} onChange={setLevels}>
              <Group gap={4} role="group" aria-label="Levels of the log">
                {logLevels.map((level) => (
                  <Chip key={level} value={level} size="xs" variant="outline">
                    {labels[level]}
                  </Chip>
                ))}
              </Group>
            </Chip.Group>
            <DebouncedSearch label="Search the log" value={text} onChange={setText} onLeave={() => undefined} />
          </span>
        }
      >
        {error !== null && <ErrorState error={error} onRetry={refetch} />}
        {data !== undefined && data.lines.length === 0 && <p className={css.none}>No line matches.</p>}
        {data !== undefined && data.lines.length > 0 && <Lines lines={data.lines} />}
      </Section>
    </div>
  );
}

/** Drawn again only when the lines are others, and not whenever they were asked for. */
const Lines = memo(function Lines({ lines }: { lines: readonly LogLine[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={css.lines} aria-label="Lines of the log" tabIndex={0}>
      <table className={css.table}>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Level</th>
            <th scope="col">Event</th>
            <th scope="col">Details</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.number} data-level={line.level}>
              <td>{formatTime(line.atMs / 1000).slice(11)}</td>
              <td className={css.level}>{line.level}</td>
              <td>{line.event.replaceAll("_", " ")}</td>
              <td className={css.fields}>{visibleText(line.fields)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
});
