import { Button } from "@mantine/core";
import { formatCount, formatNoun, formatPercent, visibleText } from "../../components/format.ts";
import { TierBadge } from "../../components/marks.tsx";
import { useHostQuery } from "../../state/queries.ts";
import { Card } from "./Card.tsx";
import { links } from "./links.ts";
import css from "./overview.module.css";

const tiers = ["gold", "silver", "bronze"] as const;

/** What is left to review, and the next of it; nothing where there are no comparisons. */
export function ReviewCard() {
  const { data } = useHostQuery(
    "comparisons.list",
    { filter: { reviewed: false }, limit: 1 },
    { follows: "comparisons", calmMs: 400, keepPrevious: true },
  );
  if (data === undefined) return <Card title="Left to review" />;
  const { reviewedTotal, grandTotal, rows } = data;
  if (grandTotal === 0) {
    return (
      <Card title="Left to review">
        <p>No comparisons yet: one is a question with rival answers, and a judge's pick if there was one.</p>
      </Card>
    );
  }
  const left = Math.max(0, grandTotal - reviewedTotal);
  const [next] = rows;
  return (
    <Card
      title="Left to review"
      figure={
        <>
          <span className={css.value}>{formatCount(left)}</span>
          <span className={css.name}>
            of {formatNoun(grandTotal, "comparison")}, {formatPercent(reviewedTotal / grandTotal, 0)} reviewed
          </span>
        </>
      }
      actions={
        left > 0 ? (
          <Button component="a" variant="filled" size="compact-sm" href={links.toReview(next?.key)}>
            Review the next
          </Button>
        ) : (
          <Button component="a" variant="default" size="compact-sm" href={links.fairness()}>
            How fairly
          </Button>
        )
      }
    >
      {next !== undefined && left > 0 && <p className={css.quote}>{visibleText(next.queryHead)}</p>}
      {left === 0 && <p>Every comparison has been looked at.</p>}
    </Card>
  );
}

/** The dataset by tier. */
export function DatasetCard() {
  const { data } = useHostQuery("samples.list", { filter: {}, limit: 1 }, { follows: "samples", keepPrevious: true });
  const byTier = data?.allByTier;
  const total = byTier === undefined ? 0 : byTier.gold + byTier.silver + byTier.bronze;
  if (byTier === undefined) return <Card title="Dataset" />;
  return (
    <Card
      title="Dataset"
      figure={
        <>
          <span className={css.value}>{formatCount(total)}</span>
          <span className={css.name}>{total === 1 ? "sample" : "samples"}</span>
        </>
      }
      actions={
        total > 0 && (
          <Button component="a" variant="default" size="compact-sm" href={links.samples()}>
            See the samples
          </Button>
        )
      }
    >
      {total === 0 ? (
        <p>Give an answer gold, silver or bronze in Comparisons, and it is here.</p>
      ) : (
        <ul className={css.tiers} aria-label="Samples by tier">
          {tiers.map((tier) => (
            <li key={tier}>
              <TierBadge tier={tier} />
              <span className={css.bar} aria-hidden>
                <span data-tier={tier} style={{ width: `${(100 * byTier[tier]) / total}%` }} />
              </span>
              <span className={css.count}>{formatCount(byTier[tier])}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
