import type { ImportConversion } from "../../../contract/index.ts";
import { formatCount, formatNoun, formatPercent, visibleText } from "../../components/format.ts";
import css from "./import.module.css";

const asked: Record<string, string> = { engine_id: "an engine", timestamp: "a time", success: "an outcome" };

/** How another tool's rows were converted, and which of them are no records. */
export function Conversions({ conversions }: { conversions: readonly ImportConversion[] }) {
  return (
    <>
      {conversions.map((conversion) => (
        <section key={`${conversion.dialect} ${conversion.version}`} className={css.conversion} aria-label={`Read as ${conversion.title}`}>
          <p>
            Read as <b>{conversion.title}</b>
            {conversion.confidence !== null && `, ${formatPercent(conversion.confidence, 0)} sure`}
            {conversion.files > 1 && `, ${formatCount(conversion.files)} files`}: {formatNoun(conversion.rows, "row")},{" "}
            {formatNoun(conversion.records, "record")} made.
          </p>
          <RowCounts conversion={conversion} />
        </section>
      ))}
    </>
  );
}

function RowCounts({ conversion: { skipped, asked: open, rejected } }: { conversion: ImportConversion }) {
  const counts = [
    ...Object.entries(skipped).map(([why, rows]) => ({ text: `skipped: ${visibleText(why)}`, rows, tone: undefined })),
    ...Object.entries(open).map(([names, rows]) => ({
      text: `left out, because ${rows === 1 ? "it needs" : "they need"} ${names
        .split(",")
        .map((name) => asked[name] ?? visibleText(name))
        .join(" and ")}. Import the file again and answer that`,
      rows,
      tone: "warn",
    })),
    ...(rejected > 0 ? [{ text: "rejected", rows: rejected, tone: "warn" }] : []),
  ];
  if (counts.length === 0) return null;
  return (
    <ul className={css.rowCounts}>
      {counts.map(({ text, rows, tone }) => (
        <li key={text} data-tone={tone}>
          {formatNoun(rows, "row")} {text}
        </li>
      ))}
    </ul>
  );
}
