import { UnstyledButton } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { type CheckName, checkNames, checkTexts, type DatasetReport } from "../../../../contract/index.ts";
import { formatCount, formatPercent } from "../../../components/format.ts";
import css from "./CheckTable.module.css";

/** Every check with how many samples it finds; each opens the list of them. */
export function CheckTable({ report, onShow }: { report: DatasetReport; onShow: (check: CheckName) => void }) {
  const counts = new Map(report.counts.map(({ check, count }) => [check, count]));
  return (
    <ul className={css.table}>
      {checkNames.map((check) => {
        const { label, help } = checkTexts[check];
        const count = counts.get(check);
        const some = count !== undefined && count > 0;
        return (
          <li key={check}>
            <UnstyledButton className={css.row} disabled={!some} onClick={() => onShow(check)} data-check={check}>
              <span className={css.label}>{label}</span>
              <span className={css.help}>{help}</span>
              <span className={css.count}>{formatCount(count ?? null)}</span>
              <span className={css.share}>{some ? formatPercent(count / Math.max(1, report.samples)) : ""}</span>
              <span className={css.open}>{some && <IconChevronRight size={14} aria-hidden />}</span>
            </UnstyledButton>
          </li>
        );
      })}
    </ul>
  );
}
