import { NumberInput } from "@mantine/core";
import { shareInWords, type Tier, tiers } from "../../../../contract/index.ts";
import { formatCount, formatScore } from "../../../components/format.ts";
import { TierBadge } from "../../../components/marks.tsx";
import { KeyButton } from "../../../review/KeyButton.tsx";
import { fairnessCommands } from "./commands.ts";
import css from "./TierThresholds.module.css";
import type { Thresholds } from "./use-thresholds.ts";

/** Thresholds of automatic tiers, read from how often people agreed; what they would make; saved with one key. */
export function TierThresholds({ thresholds }: { thresholds: Thresholds }) {
  const { wanted, setWanted, advice, now, save, problem } = thresholds;
  const preview = advice?.preview;
  return (
    <div className={css.tiers}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">Tier</th>
            <th scope="col">People agree in at least</th>
            <th scope="col">Reached from</th>
            <th scope="col">Now</th>
            <th scope="col">Would add</th>
          </tr>
        </thead>
        <tbody>
          {tiers.map((tier) => {
            const point = advice?.lowest[tier] ?? null;
            return (
              <tr key={tier}>
                <th scope="row">
                  <TierBadge tier={tier} /> {tier}
                </th>
                <td>
                  <NumberInput
                    size="xs"
                    w={84}
                    aria-label={`Agreement wanted for ${tier}, in percent`}
                    min={0}
                    max={100}
                    clampBehavior="strict"
                    allowDecimal={false}
                    suffix=" %"
                    value={Math.round(100 * wanted[tier])}
                    onChange={(value) => typeof value === "number" && setWanted(tier, value / 100)}
                  />
                </td>
                <td className={css.reached}>
                  {point === null ? "no score" : <b>{formatScore(point.score)}</b>}
                  {point !== null && <span className={css.quiet}> {shareInWords(point)}</span>}
                </td>
                <td>{now === undefined ? "" : formatScore(now[tier as Tier])}</td>
                <td>{preview ? formatCount(preview.byTier[tier]) : ""}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <div className={css.foot}>
        <KeyButton shortcut={fairnessCommands.thresholds} disabled={save === null} onClick={() => save?.()} />
        <span className={css.quiet} role="status">
          {problem}
        </span>
      </div>
      <p className={css.note}>
        “Reached” by the lower end of the 95% interval, so a few lucky cases do not pass. Where no score reaches gold, it starts at 1;
        silver and bronze then start where the tier above starts, and get nothing. Saving changes the settings; samples are generated when
        you ask, or by themselves if that is switched on.
      </p>
    </div>
  );
}
