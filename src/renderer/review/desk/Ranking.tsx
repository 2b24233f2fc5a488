import { Button } from "@mantine/core";
import { Fragment, useState } from "react";
import type { ComparisonDetail } from "../../../contract/index.ts";
import { candidateLetter, visibleText } from "../../components/format.ts";
import { useCommands } from "../../components/use-commands.ts";
import { decide } from "../decide.ts";
import { KeyButton } from "../KeyButton.tsx";
import { rankCommandList, rankCommands } from "./commands.ts";
import css from "./Desk.module.css";
import { closePanel, dropRanking, rankingNow, setRanking, useRanking } from "./panel.ts";
import { addToRanking, moveInRanking, type RankTarget, takeLast } from "./ranking.ts";
import { type RankDrag, useRankDrag } from "./use-rank-drag.ts";

/** Ranks the candidates by their letters, best first, or by dragging them. */
export function Ranking({ detail }: { detail: ComparisonDetail }) {
  const { key, candidates, rank } = detail;
  const groups = useRanking(key) ?? rank ?? [];
  const [isTie, setTie] = useState(false);
  const now = () => rankingNow(key) ?? rank ?? [];
  const add = (position: number) => {
    setRanking(key, addToRanking(now(), position, candidates.length, isTie));
    setTie(false);
  };
  const save = () => {
    decide({ type: "rank", comparison: key, groups: now() });
    dropRanking();
    closePanel();
  };
  const tie = () => setTie((before) => !before);
  const takeBack = () => {
    setTie(false);
    setRanking(key, takeLast(now()));
  };
  useCommands(rankCommandList, { add, tie, takeBack, save, close: closePanel });
  const { drag, handlers, isClick } = useRankDrag((position, target) => {
    setTie(false);
    setRanking(key, moveInRanking(now(), position, target));
  });
  const left = candidates.filter(({ position }) => !groups.some((group) => group.includes(position)));
  return (
    <section className={css.panel} aria-label="Ranking">
      <ol className={css.ranking} aria-live="polite" aria-label="Ranked, best first">
        {groups.map((group, index) => (
          <Fragment key={group.join()}>
            <Gap before={index} drag={drag} />
            <li className={css.rankGroup} data-rank-tie={index} data-over={isOver(drag, { tie: index })}>
              {group.map((position) => (
                <span
                  key={position}
                  className={css.ranked}
                  title={visibleText(candidates[position]?.engineId ?? "")}
                  data-dragged={drag?.position === position}
                  {...handlers(position)}
                >
                  {candidateLetter(position)}
                </span>
              ))}
            </li>
          </Fragment>
        ))}
        <Gap before={groups.length} drag={drag} />
        {groups.length === 0 && (
          <li className={css.quiet} data-rank-before={0}>
            Press the letters of the candidates, best first, or drag them here.
          </li>
        )}
      </ol>
      <div className={css.row} data-rank-out>
        {left.map(({ position }) => (
          <Button
            key={position}
            size="compact-sm"
            variant="default"
            className={css.draggable}
            onClick={() => isClick() && add(position)}
            aria-label={`Next best: ${candidateLetter(position)}`}
            data-dragged={drag?.position === position}
            {...handlers(position)}
          >
            {candidateLetter(position)}
          </Button>
        ))}
        <KeyButton shortcut={rankCommands.tie} pressed={isTie} onClick={tie} />
        <KeyButton shortcut={rankCommands.takeBack} disabled={groups.length === 0} onClick={takeBack} />
        <KeyButton shortcut={rankCommands.save} onClick={save} />
        <KeyButton shortcut={rankCommands.close} onClick={closePanel} />
      </div>
      {drag !== null && (
        <span className={css.dragGhost} style={{ left: drag.x, top: drag.y }} aria-hidden>
          {candidateLetter(drag.position)}
        </span>
      )}
    </section>
  );
}

const isOver = (drag: RankDrag | null, target: RankTarget) => drag !== null && JSON.stringify(drag.target) === JSON.stringify(target);

/** Between two groups: a candidate that is put there is better than all after it, and worse than all before. */
function Gap({ before, drag }: { before: number; drag: RankDrag | null }) {
  return (
    <li
      className={css.rankGap}
      aria-hidden
      data-first={before === 0}
      data-dragging={drag !== null}
      data-rank-before={before}
      data-over={isOver(drag, { before })}
    />
  );
}
