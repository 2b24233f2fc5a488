import { Button } from "@mantine/core";
import type { ImportJob } from "../../../contract/index.ts";
import { formatNoun } from "../../components/format.ts";
import { decisionQueue, useDecisionQueue } from "../../review/decisions.ts";
import { useHostQuery } from "../../state/queries.ts";
import css from "./import.module.css";
import { describeDecisions, describeRemoved } from "./replaced-words.ts";

/** How far back in the history a replacement is looked for. */
const searched = 200;

/** What an import replaced, with its undo; or that it left records in another version. */
export function Replaced({ job: { differing, replaced } }: { job: Pick<ImportJob, "differing" | "replaced"> }) {
  if (replaced !== null) return <Result replaced={replaced} />;
  if (differing === 0) return null;
  return (
    <p className={css.conversion}>
      {formatNoun(differing, "record")} {differing === 1 ? "is" : "are"} here in another version, and stayed as{" "}
      {differing === 1 ? "it is" : "they are"}. To replace {differing === 1 ? "it" : "them"}, import the file again and choose that.
    </p>
  );
}

function Result({ replaced }: { replaced: NonNullable<ImportJob["replaced"]> }) {
  const { records, removed, kept, steps } = replaced;
  const history = useHostQuery("curation.history", { limit: searched }, { follows: "comparisons", enabled: steps.length > 0 }).data;
  const { waiting } = useDecisionQueue();
  if (records + removed + kept === 0) return <p className={css.conversion}>No record had to be replaced.</p>;
  const there = history?.filter(({ eventId }) => steps.includes(eventId)) ?? [];
  const open = there.filter(({ undone }) => !undone);
  const isUndone = there.length > 0 && open.length === 0;
  return (
    <div className={css.replaced} role="status">
      <span>
        Replaced {formatNoun(records, "record")} of an earlier import. {describeRemoved(replaced, true)} {describeDecisions(replaced)}
        {isUndone && <b> Undone: the earlier version counts again.</b>}
      </span>
      {open.length > 0 && (
        <Button
          variant="default"
          size="compact-xs"
          disabled={waiting.some(({ step }) => step.kind === "undoEvent" && steps.includes(step.eventId))}
          aria-label={`Undo: replaced ${formatNoun(records + removed, "record")}`}
          onClick={() => {
            // The newest first: each stands on the one before.
            for (const { eventId } of open) decisionQueue.undoEvent(eventId);
          }}
        >
          Undo
        </Button>
      )}
    </div>
  );
}
