import { NumberInput, Select, Switch } from "@mantine/core";
import { type ComparisonFilter, type GenerationScope, type Tier, tiers } from "../../contract/index.ts";
import { useQueue } from "../review/queues/QueuePicker.tsx";
import { useViewState } from "../state/view-state.ts";
import { emptyFilterForm, isFiltered, readFilterForm, toFilter } from "../views/comparisons/filter.ts";
import { filterName } from "../views/comparisons/filter-name.ts";
import { formatFilter } from "../views/comparisons/words.ts";
import css from "./GenerateDialog.module.css";

/** What is to be generated, while somebody chooses it. */
export interface GenerationChoice {
  /** "thresholds": each winner by its score; a tier: every winner from `minScore` on. */
  tier: Tier | "thresholds";
  minScore: number;
  isFiltered: boolean;
}

interface FilterInWords {
  filter: ComparisonFilter;
  /** "" where it restricts nothing. */
  words: string;
}

/** What the list of Comparisons shows; all where it is a blind queue, which must not follow from scores. */
export function useListedFilter(): FilterInWords {
  const [stored] = useViewState<object>(filterName, emptyFilterForm);
  const queue = useQueue();
  if (queue?.blind) return { filter: {}, words: "" };
  if (queue !== undefined)
    return { filter: queue.filter, words: Object.keys(queue.filter).length > 0 ? `in the queue “${queue.name}”` : "" };
  const form = readFilterForm(stored);
  return { filter: toFilter(form), words: isFiltered(form) ? formatFilter(form) : "" };
}

export function toScope({ tier, minScore, isFiltered: isOn }: GenerationChoice, { filter, words }: FilterInWords): GenerationScope {
  return { ...(isOn && words !== "" ? { filter } : {}), ...(tier === "thresholds" ? {} : { promote: { tier, minScore } }) };
}

interface GenerationFormProps {
  choice: GenerationChoice;
  filterWords: string;
  onChange: (choice: GenerationChoice) => void;
}

export function GenerationForm({ choice, filterWords, onChange }: GenerationFormProps) {
  const { tier, minScore, isFiltered: isOn } = choice;
  return (
    <div className={css.form}>
      <Select
        label="Tier"
        w={240}
        allowDeselect={false}
        data={[
          { value: "thresholds", label: "By the thresholds in Settings" },
          ...tiers.map((one) => ({ value: one, label: `All to ${one}` })),
        ]}
        value={tier}
        onChange={(value) => onChange({ ...choice, tier: tiers.find((one) => one === value) ?? "thresholds" })}
      />
      {tier !== "thresholds" && (
        <NumberInput
          label="Score from"
          data-autofocus
          w={110}
          min={0}
          max={1}
          step={0.05}
          decimalScale={3}
          value={minScore}
          onChange={(value) => typeof value === "number" && value >= 0 && value <= 1 && onChange({ ...choice, minScore: value })}
        />
      )}
      {filterWords !== "" && (
        <Switch
          className={css.filter}
          label={`Only comparisons ${filterWords}`}
          checked={isOn}
          onChange={(event) => onChange({ ...choice, isFiltered: event.currentTarget.checked })}
        />
      )}
    </div>
  );
}
