import { Button, Select } from "@mantine/core";
import type { ConversionPlan, ImportPreview } from "../../../../contract/index.ts";
import { useHostQuery } from "../../../state/queries.ts";
import css from "./asking.module.css";
import { listDialects } from "./plan.ts";

interface PlanChoiceProps {
  preview: ImportPreview;
  plan: ConversionPlan | null;
  onPlan(plan: ConversionPlan): void;
  onSave(): void;
}

/** What the file is to be read as: a dialect, a mapping by hand, or a recipe that was kept. */
export function PlanChoice({ preview, plan, onPlan, onSave }: PlanChoiceProps) {
  const { data: recipes = [] } = useHostQuery("imports.recipes", {});
  return (
    <div className={css.choice}>
      <Select
        className={css.dialect}
        label="Read as"
        searchable
        placeholder="Choose"
        nothingFoundMessage="No matching dialect"
        data={listDialects(preview)}
        value={plan?.dialect ?? null}
        onChange={(dialect) => {
          if (dialect !== null && dialect !== plan?.dialect) onPlan({ dialect, answers: plan?.answers ?? {} });
        }}
      />
      {recipes.length > 0 && (
        <Select
          label="Use recipe"
          placeholder="Choose"
          data={recipes.map(({ name }) => name)}
          value={null}
          onChange={(name) => {
            const recipe = recipes.find((one) => one.name === name);
            if (recipe !== undefined) onPlan(recipe.plan);
          }}
        />
      )}
      <Button variant="default" disabled={plan === null} onClick={onSave}>
        Save as recipe…
      </Button>
    </div>
  );
}
