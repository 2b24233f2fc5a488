import { Button, Modal } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import type { DatasetReport } from "../../../../contract/index.ts";
import { formatCount, formatNoun } from "../../../components/format.ts";
import css from "./RemoveAll.module.css";
import { removeAllSuggested } from "./use-duplicates.ts";

const maxAtOnce = 10_000;

/** Keeps the suggested sample of every cluster and removes the others, after a question. */
export function RemoveAll({ report }: { report: DatasetReport }) {
  const [asking, setAsking] = useState(false);
  const count = Math.min(maxAtOnce, report.superfluous);
  const remove = () => {
    setAsking(false);
    void removeAllSuggested();
  };
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        className={css.button}
        disabled={count === 0 || report.state === "running"}
        leftSection={<IconTrash size={14} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        Remove all duplicates…
      </Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title="Remove all duplicates">
        <p>
          Keeps the suggested sample of each of the {formatNoun(report.clusters, "cluster")} and removes {formatNoun(count, "other sample")}{" "}
          from the dataset. It is one step of undo.
        </p>
        {report.superfluous > maxAtOnce && (
          <p>
            {formatCount(report.superfluous)} are too many; one step removes at most {formatCount(maxAtOnce)}. Repeat it for the rest.
          </p>
        )}
        {report.stale && <p>The dataset has changed since it was checked.</p>}
        <div className={css.buttons}>
          <Button variant="default" onClick={() => setAsking(false)}>
            Cancel
          </Button>
          <Button onClick={remove} data-autofocus>
            Remove {formatNoun(count, "sample")}
          </Button>
        </div>
      </Modal>
    </>
  );
}
