import { ScrollArea, UnstyledButton } from "@mantine/core";
import type { DuplicateCluster } from "../../../../contract/index.ts";
import { formatCount, formatScore, formatTime } from "../../../components/format.ts";
import { KeyHint } from "../../../components/KeyHint.tsx";
import { TierBadge } from "../../../components/marks.tsx";
import { KeyButton } from "../../../review/KeyButton.tsx";
import css from "./ClusterPane.module.css";
import { duplicatesCommands } from "./commands.ts";
import type { DuplicatesState } from "./use-duplicates.ts";

/** The samples of a cluster: which one is kept, and why it is suggested. */
export function ClusterPane({ duplicates, cluster }: { duplicates: DuplicatesState; cluster: DuplicateCluster }) {
  const { keptRef } = duplicates;
  const isSuggested = keptRef === cluster.members[0]?.row.ref;
  return (
    <article className={css.pane} aria-label="Cluster">
      <div className={css.actions} role="toolbar" aria-label="Decide about this cluster">
        <KeyButton shortcut={duplicatesCommands.removeOthers} onClick={duplicates.removeOthers}>
          Remove {formatCount(cluster.members.length - 1)} from dataset
        </KeyButton>
        <KeyButton shortcut={duplicatesCommands.keepNext} onClick={() => duplicates.keepNext(1)} />
        <span className={css.hint}>
          <KeyHint of={[duplicatesCommands.next, duplicatesCommands.previous]}>next, previous cluster</KeyHint>
        </span>
      </div>
      <ScrollArea className={css.body} viewportProps={{ tabIndex: 0, role: "region", "aria-label": "Samples of the cluster" }} type="auto">
        <div className={css.members} role="radiogroup" aria-label="Sample to keep">
          {cluster.members.map(({ row, similarity }, position) => {
            const isKept = row.ref === keptRef;
            return (
              <UnstyledButton
                key={row.ref}
                component="div"
                role="radio"
                aria-checked={isKept}
                tabIndex={isKept ? 0 : -1}
                className={css.member}
                data-kept={isKept}
                onClick={() => duplicates.keep(position)}
              >
                <div className={css.memberHead}>
                  <TierBadge tier={row.tier} size={18} />
                  <strong>{isKept ? "Keep" : "Remove"}</strong>
                  {position === 0 && (
                    <span className={css.why}>{isSuggested ? `Suggested: ${lower(cluster.why)}` : "Suggested to keep"}</span>
                  )}
                  {position > 0 && (
                    <span className={css.similarity}>{similarity >= 1 ? "same text" : `about ${Math.round(similarity * 100)}% alike`}</span>
                  )}
                  <span className={css.facts}>
                    quality {formatScore(row.quality)}, {formatTime(row.createdAtS)}
                  </span>
                </div>
                <div className={css.text} dir="auto">
                  {row.inputHead || <em>empty input</em>}
                </div>
                <div className={css.text} data-output dir="auto">
                  {row.outputHead || <em>empty output</em>}
                </div>
                <div className={css.id}>{row.sampleId}</div>
              </UnstyledButton>
            );
          })}
          {cluster.size > cluster.members.length && (
            <p className={css.more}>{formatCount(cluster.size - cluster.members.length)} more; they are shown once these are dealt with.</p>
          )}
        </div>
      </ScrollArea>
    </article>
  );
}

const lower = (sentence: string) => `${sentence.charAt(0).toLowerCase()}${sentence.slice(1).replace(/\.$/, "")}`;
