import { describeDetails, type ModelDetails } from "../../../contract/index.ts";
import { formatNoun, visibleText } from "../../components/format.ts";
import css from "./models.module.css";

/** What a model's header says about it, in one line; nothing when it says nothing. */
export function ModelDetailsLine({ details }: { details: ModelDetails }) {
  const parts = [...new Set(describeDetails(details).map(visibleText))];
  const title = details.title === undefined ? undefined : visibleText(details.title);
  if (parts.length === 0 && title === undefined) return null;
  const exact = details.parameters === undefined ? "" : `. ${formatNoun(details.parameters, "parameter")}`;
  return (
    <span className={css.details} title={`${[title, ...parts].filter(Boolean).join(" · ")}${exact}`} data-testid="model-details">
      {title !== undefined && <b>{title}</b>}
      {parts.map((part) => (
        <span key={part}>{part}</span>
      ))}
    </span>
  );
}
