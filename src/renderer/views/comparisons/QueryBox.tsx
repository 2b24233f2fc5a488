import { Button } from "@mantine/core";
import { printShortcut } from "../../components/KeyHint.tsx";
import { isLong, LongText } from "../../review/LongText.tsx";
import { useViewState } from "../../state/view-state.ts";
import { comparisonCommands, queryUnfolded } from "./commands.ts";
import css from "./comparisons.module.css";

/** The query that all candidates answer. A long one is folded to a few lines until asked for. */
export function QueryBox({ query }: { query: string }) {
  const [unfolded, setUnfolded] = useViewState(queryUnfolded, false);
  const long = isLong(query);
  return (
    <section className={css.query} aria-label="Query" data-folded={long && !unfolded}>
      <LongText text={query} label="Query text" className={css.queryText} empty="The query is empty." />
      {long && (
        <Button className={css.fold} variant="subtle" size="compact-xs" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
          {unfolded ? "Fold query" : "Show full query"} ({printShortcut(comparisonCommands.query)})
        </Button>
      )}
    </section>
  );
}
