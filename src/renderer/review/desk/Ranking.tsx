import { Button } from "@mantine/core";
import { useState } from "react";
import type { ComparisonDetail } from "../../../contract/index.ts";
import { candidateLetter, visibleText } from "../../components/format.ts";
import { useCommands } from "../../components/use-commands.ts";
import { decide } from "../decide.ts";
import { KeyButton } from "../KeyButton.tsx";
import { rankCommandList, rankCommands } from "./commands.ts";
import css from "./Desk.module.css";
import { closePanel, dropRanking, rankingNow, setRanking, useRanking } from "./panel.ts";
import { addToRanking, takeLast } from "./ranking.ts";

/** Ranks the candidates by their letters, best first. */
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
  const left = candidates.filter(({ position }) => !groups.some((group) => group.includes(position)));
  return (
    <section className={css.panel} aria-label="Ranking">
      <ol className={css.ranking} aria-live="polite" aria-label="Ranked, best first">
        {groups.map((group) => (
          <li key={group.join()} className={css.rankGroup}>
            {group.map((position) => (
              <span key={position} className={css.ranked} title={visibleText(candidates[position]?.engineId ?? "")}>
                {candidateLetter(position)}
              </span>
            ))}
          </li>
        ))}
        {groups.length === 0 && <li className={css.quiet}>Press the letters of the candidates, best first.</li>}
      </ol>
      <div className={css.row}>
        {left.map(({ position }) => (
          <Button
            key={position}
            size="compact-sm"
            variant="default"
            onClick={() => add(position)}
            aria-label={`Next best: ${candidateLetter(position)}`}
          >
            {candidateLetter(position)}
          </Button>
        ))}
        <KeyButton shortcut={rankCommands.tie} pressed={isTie} onClick={tie} />
        <KeyButton shortcut={rankCommands.takeBack} disabled={groups.length === 0} onClick={takeBack} />
        <KeyButton shortcut={rankCommands.save} onClick={save} />
        <KeyButton shortcut={rankCommands.close} onClick={closePanel} />
      </div>
    </section>
  );
}
