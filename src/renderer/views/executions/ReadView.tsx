import { useMemo } from "react";
import type { ExecutionRow, RawRecord } from "../../../contract/index.ts";
import { CopyButton } from "../../components/CopyButton.tsx";
import { formatMs, formatNoun, visibleText } from "../../components/format.ts";
import { Conversation } from "../../review/conversation/Conversation.tsx";
import css from "./detail.module.css";
import { parseLine } from "./raw-line.ts";

/** A record as a person reads it: its fields, then input and output as text. */
export function ReadView({ record, row }: { record: RawRecord; row: ExecutionRow | undefined }) {
  const parsed = useMemo(() => parseLine(record.raw), [record.raw]);
  if (parsed.rest.length === 0) {
    return (
      <>
        <p className={css.notice}>
          {record.cut
            ? "This line is too long to show in full, so its fields are not listed. From the index:"
            : "This line is not a JSON object."}
        </p>
        {row !== undefined && (
          <Fields
            fields={[
              { name: "trace_id", text: row.traceId },
              { name: "engine_id", text: row.engineId },
              { name: "latency", text: formatMs(row.latencyMs) },
            ]}
          />
        )}
        {row !== undefined && <Text label="Input (beginning)" text={row.inputHead} />}
        {row !== undefined && <Text label="Output (beginning)" text={row.outputHead} />}
      </>
    );
  }
  return (
    <>
      <Fields fields={parsed.rest} />
      {parsed.messages === null ? (
        <>
          <Text label="Input" text={parsed.input} />
          <Text label="Output" text={parsed.output} />
        </>
      ) : (
        <>
          <section className={css.text} aria-label="Conversation">
            <div className={css.textHead}>
              <h2 className={css.textTitle}>Conversation</h2>
              <span className="muted">{formatNoun(parsed.messages.length, "turn")}</span>
            </div>
            <Conversation messages={parsed.messages} label="Turns" />
          </section>
          <details className={css.flat}>
            <summary>Input and output as text</summary>
            <Text label="Input" text={parsed.input} />
            <Text label="Output" text={parsed.output} />
          </details>
        </>
      )}
    </>
  );
}

const units: Record<string, string> = {
  "metrics.latency_ms": "ms",
  "metrics.memory_mb": "MB",
  "metrics.cpu_percent": "%",
  "metrics.ttft_ms": "ms",
  "metrics.cost_usd": "USD",
};

function Fields({ fields }: { fields: readonly { name: string; text: string }[] }) {
  return (
    <table className={css.fields}>
      <tbody>
        {fields.map(({ name, text }) => (
          <tr key={name}>
            <th scope="row">{visibleText(name)}</th>
            <td dir="auto">
              {visibleText(text)}
              {Object.hasOwn(units, name) && <span className="muted"> {units[name]}</span>}
            </td>
            <td className={css.copy}>
              <CopyButton text={text} label={`Copy ${visibleText(name)}`} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Untrusted text, as text. */
function Text({ label, text }: { label: string; text: string | null }) {
  return (
    <section className={css.text} aria-label={label}>
      <div className={css.textHead}>
        <h2 className={css.textTitle}>{label}</h2>
        {text !== null && text !== "" && (
          <>
            <span className="muted">{formatNoun(text.length, "character")}</span>
            <CopyButton text={text} label={`Copy ${label.toLowerCase()}`} />
          </>
        )}
      </div>
      {text === null ? (
        <p className="muted">Not text: see JSON.</p>
      ) : text === "" ? (
        <p className="muted">Empty.</p>
      ) : (
        <pre className={css.pre} dir="auto">
          {text}
        </pre>
      )}
    </section>
  );
}
