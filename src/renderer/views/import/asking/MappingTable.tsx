import { UnstyledButton } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import { type ConversionPlan, type ImportPreview, mappingTargets } from "../../../../contract/index.ts";
import css from "./asking.module.css";
import { MappingRow } from "./MappingRow.tsx";
import { byHand, withRule } from "./plan.ts";

interface MappingTableProps {
  preview: ImportPreview;
  plan: ConversionPlan;
  onPlan(plan: ConversionPlan): void;
}

/** Which field of a row goes where. Folded for a dialect, which knows; what is set here takes the place of what it says. */
export function MappingTable({ preview, plan, onPlan }: MappingTableProps) {
  const isByHand = plan.dialect === byHand;
  const [isOpen, setOpen] = useState(isByHand || Object.keys(plan.mapping ?? {}).length > 0);
  // By hand, rows become executions, which have no winner.
  const targets = mappingTargets.filter((target) => target !== "winner" || (!isByHand && preview.records.comparison_result > 0));
  return (
    <section className={css.mapping}>
      <UnstyledButton className={css.fold} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <IconChevronRight size={14} aria-hidden />
        {isByHand ? "Fields" : "Change fields"}
      </UnstyledButton>
      {isOpen && (
        <table className={css.fields} aria-label="Fields">
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">From</th>
              <th scope="col">Value</th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            {targets.map((target) => (
              <MappingRow
                key={target}
                target={target}
                unmapped={isByHand ? "Not in the file" : "As the dialect says"}
                rule={plan.mapping?.[target]}
                proposed={preview.proposal?.mapping[target]}
                because={preview.proposal?.because.find((one) => one.target === target)?.because}
                fields={preview.fields}
                onRule={(rule) => onPlan(withRule(plan, target, rule))}
              />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
