import { Checkbox } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import type { ExportPreview, ExportReport } from "../../../contract/index.ts";
import { fixKeys } from "../../components/commands.ts";
import { formatCount, formatNoun, visibleText } from "../../components/format.ts";
import { Key } from "../../components/KeyHint.tsx";
import css from "./ExportDialog.module.css";
import { concernedRules, type ExportForm, fixableRules, toggleFix } from "./form.ts";

interface PreflightProps {
  preview: ExportPreview;
  form: ExportForm;
  onChange: (form: ExportForm) => void;
  /** It answers to options from a moment ago. */
  isStale: boolean;
}

/** What would be written, what would be left out and why, and the first rows as they will be. */
export function Preflight({ preview: { report, firstRows }, form, onChange, isStale }: PreflightProps) {
  return (
    <div className={css.preflight} data-stale={isStale}>
      <Counts report={report} />
      {report.warnings.map((warning) => (
        <p key={warning} className={css.warning}>
          <IconAlertTriangle size={14} aria-hidden /> {warning}
        </p>
      ))}
      <Rules report={report} form={form} onChange={onChange} />
      <h3>First rows</h3>
      {firstRows.length === 0 && <p className={css.quiet}>No row would be written.</p>}
      {firstRows.map(({ file, text, isCut }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows are known by their places
        <figure key={index} className={css.row}>
          <figcaption>
            {file}
            {isCut ? ", the row is longer" : ""}
          </figcaption>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
          <pre tabIndex={0}>{visibleText(text)}</pre>
        </figure>
      ))}
    </div>
  );
}

function Counts({ report }: { report: ExportReport }) {
  return (
    <ul className={css.counts} aria-label="What would be written">
      {report.splits.map(({ split, file, rows, labels }) => (
        <li key={split}>
          {file ?? `${split}, no file`}
          <span>
            {formatNoun(rows, "row")}
            {labels !== undefined && ` (${formatCount(labels.true)} wanted, ${formatCount(labels.false)} not)`}
          </span>
        </li>
      ))}
      {report.skipped.map(({ reason, says, count }) => (
        <li key={reason} className={css.quiet}>
          {says}
          <span>{formatCount(count)}</span>
        </li>
      ))}
    </ul>
  );
}

/** The rules that something breaks, those with a fix first in reach; the others in one line. */
function Rules({ report, form, onChange }: Omit<PreflightProps, "preview" | "isStale"> & { report: ExportReport }) {
  const broken = concernedRules(report);
  const fixable = fixableRules(report);
  return (
    <>
      <h3>Rules of the target</h3>
      <ul className={css.rules}>
        {broken.map((rule) => (
          <li key={rule.name}>
            <p className={css.rule}>
              <IconAlertTriangle size={14} aria-hidden />
              <b>{rule.says}</b>
              <span>
                {rule.fixed > 0 && `${formatCount(rule.fixed)} mended`}
                {rule.fixed > 0 && rule.broken > 0 && ", "}
                {rule.broken > 0 && `${formatCount(rule.broken)} ${rule.severity === "warns" ? "written all the same" : "left out"}`}
              </span>
            </p>
            {rule.fix !== null && (
              <Checkbox
                size="xs"
                label={
                  <>
                    {rule.fix} <FixKey at={fixable.indexOf(rule.name)} />
                  </>
                }
                checked={form.fixes.includes(rule.name)}
                onChange={() => onChange(toggleFix(form, rule.name))}
              />
            )}
            {rule.examples.map(({ id, recordId, problem }) => (
              <p key={`${id} ${problem}`} className={css.example}>
                <code>{visibleText(recordId === "" ? id : recordId)}</code> {visibleText(problem)}
              </p>
            ))}
          </li>
        ))}
        {broken.length < report.rules.length && (
          <li className={css.kept}>
            <IconCheck size={14} aria-hidden /> {formatNoun(report.rules.length - broken.length, "rule")} without a violation
          </li>
        )}
      </ul>
    </>
  );
}

function FixKey({ at }: { at: number }) {
  const name = fixKeys[at]?.keys[0];
  return name === undefined ? null : <Key name={name} />;
}
