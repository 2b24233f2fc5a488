import { formatCount, formatNoun, formatPercent, visibleText } from "../../components/format.ts";
import type { Column } from "./columns.ts";
import type { Group } from "./groups.ts";
import css from "./table.module.css";

/** The heading of a group: what adds up, and nothing else. */
export function GroupRow({ group, columns }: { group: Group; columns: readonly Column[] }) {
  const share = group.count === 0 ? "—" : `${formatCount(group.successCount)} · ${formatPercent(group.successCount / group.count)}`;
  const texts: Partial<Record<string, string>> = { count: formatCount(group.count), success: share };
  return (
    <tr className={css.group}>
      <th scope="rowgroup">
        {group.prefix === null ? "Others" : visibleText(group.prefix)} <span className="muted">{formatNoun(group.engines, "engine")}</span>
      </th>
      {columns.map(({ key }) => (
        <td key={key}>{texts[key]}</td>
      ))}
    </tr>
  );
}
