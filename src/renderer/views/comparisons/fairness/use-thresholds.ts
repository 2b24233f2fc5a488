import { useState } from "react";
import { defaultTierAgreement, type Output, type Tier, type TierAdvice } from "../../../../contract/index.ts";
import { reportDone, reportFailure } from "../../../state/notify.ts";
import { query, useHostQuery } from "../../../state/queries.ts";
import { useViewState } from "../../../state/view-state.ts";

export interface Thresholds {
  wanted: Record<Tier, number>;
  setWanted(tier: Tier, share: number): void;
  advice: TierAdvice | undefined;
  /** In force. */
  now: Record<Tier, number> | undefined;
  /** null: nothing would change. */
  save: (() => void) | null;
  /** Why nothing can be saved; "" when something can. */
  problem: string;
}

const isShare = (value: unknown): value is number => typeof value === "number" && value >= 0 && value <= 1;

/** What a person asked for, as far as it is a share. */
function readWanted(stored: unknown): Record<Tier, number> {
  const from = (typeof stored === "object" && stored !== null ? stored : {}) as Partial<Record<Tier, unknown>>;
  const read = (tier: Tier) => (isShare(from[tier]) ? from[tier] : defaultTierAgreement[tier]);
  return { gold: read("gold"), silver: read("silver"), bronze: read("bronze") };
}

export function useThresholds(): Thresholds {
  const [stored, setStored] = useViewState<object>("comparisons.tierAgreement", defaultTierAgreement);
  const wanted = readWanted(stored);
  const advice = useHostQuery(
    "judging.adviseTiers",
    { agreement: wanted },
    { follows: "comparisons", calmMs: 1000, keepPrevious: true },
  ).data;
  const config = useHostQuery("config.get", {}, { follows: "config" });
  const [saving, setSaving] = useState(false);
  const now = config.data && toThresholds(config.data.config);
  const next = advice?.thresholds ?? null;
  const isSame = now !== undefined && next !== null && now.gold === next.gold && now.silver === next.silver && now.bronze === next.bronze;
  const save = async () => {
    if (config.data === undefined || next === null) return;
    setSaving(true);
    const answer = await query("config.set", { config: withThresholds(config.data.config, next) });
    setSaving(false);
    if (!answer.ok) return reportFailure(answer.error);
    config.refetch();
    reportDone(`Thresholds saved: gold from ${next.gold}, silver from ${next.silver}, bronze from ${next.bronze}.`);
  };
  const isReady = !saving && config.data !== undefined && next !== null && !isSame;
  return {
    wanted,
    setWanted: (tier, share) => setStored({ ...wanted, [tier]: share }),
    advice,
    now,
    save: isReady ? () => void save() : null,
    problem:
      advice === undefined
        ? ""
        : next === null
          ? "People agree too seldom, or in too few comparisons, for any tier."
          : isSame
            ? "These are the thresholds now."
            : "",
  };
}

type Config = Output<"config.get">["config"];

const toThresholds = ({ json_engine: { training } }: Config): Record<Tier, number> => ({
  gold: training.gold_threshold,
  silver: training.silver_threshold,
  bronze: training.bronze_threshold,
});

function withThresholds(config: Config, { gold, silver, bronze }: Record<Tier, number>): Config {
  const { json_engine } = config;
  const training = { ...json_engine.training, gold_threshold: gold, silver_threshold: silver, bronze_threshold: bronze };
  return { ...config, json_engine: { ...json_engine, training } };
}
