import { Anchor, CloseButton, Progress } from "@mantine/core";
import { formatBytes, formatCount, formatPercent, visibleText } from "../../components/format.ts";
import { Section } from "../../components/Section.tsx";
import { navigate } from "../../state/navigation.ts";
import { mutate } from "../../state/queries.ts";
import css from "./imports.module.css";
import { useShown } from "./paused.ts";

/** Imports that run or wait, each with its progress and a way to stop it. */
export function RunningImports() {
  const imports = useShown((snapshot) => snapshot.imports) ?? [];
  const running = imports.filter((job) => job.state === "running" || job.state === "waiting");
  const totals = useShown((snapshot) => snapshot.importTotals);
  const finished = totals === undefined ? 0 : totals.files - totals.unfinished - totals.asking;
  const more = totals === undefined ? 0 : totals.unfinished - running.length;
  return (
    <Section
      title="Imports"
      tools={
        <Anchor component="button" type="button" fz={12} onClick={() => navigate("import")}>
          {finished > 0 ? `${formatCount(finished)} finished, see reports` : "Import files"}
        </Anchor>
      }
    >
      {running.length === 0 && <p className={css.none}>No imports running. Drop a file anywhere to start one.</p>}
      <ul className={css.jobs}>
        {running.map((job) => {
          const share = job.sizeBytes === 0 ? 0 : job.readBytes / job.sizeBytes;
          const name = visibleText(job.file);
          return (
            <li key={job.id} className={css.job}>
              <span className={css.name} title={name}>
                {name}
              </span>
              <CloseButton
                size="xs"
                aria-label={`Cancel the import of ${name}`}
                onClick={() => void mutate("imports.cancel", { job: job.id })}
              />
              <Progress className={css.bar} value={share * 100} aria-label={`Import of ${name}`} />
              <span className={css.numbers}>
                {job.state === "waiting"
                  ? `waiting, ${formatBytes(job.sizeBytes)}`
                  : `${formatPercent(share, 0)} of ${formatBytes(job.sizeBytes)}, ${formatCount(job.lines)} lines`}
              </span>
            </li>
          );
        })}
        {more > 0 && <li className={css.none}>{formatCount(more)} more waiting.</li>}
      </ul>
    </Section>
  );
}
