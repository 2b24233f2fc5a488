import { MultiSelect, NumberInput, Select, Textarea, TextInput } from "@mantine/core";
import {
  checkNames,
  checkTexts,
  type ExportReport,
  type ExportTarget,
  isCheckName,
  type PairPolicy,
  pairPolicies,
  type TiePolicy,
} from "../../../contract/index.ts";
import { focusOnMount } from "../../components/focus.ts";
import { formatCount } from "../../components/format.ts";
import css from "./ExportDialog.module.css";
import { type ExportForm, parseSplit, takesChecks, takesLabels, takesPairs, takesSystem } from "./form.ts";

const pairLabels: Record<PairPolicy, string> = {
  "best-worst": "Best and worst",
  "best-each": "Best with each worse one",
  adjacent: "Each with the next worse one",
  all: "All of different rank",
};
const tieLabels: Record<TiePolicy, string> = { drop: "Leave ties out", both: "All answers of a tie are wanted" };

interface ExportOptionsProps {
  form: ExportForm;
  onChange: (form: ExportForm) => void;
  targets: readonly ExportTarget[];
  target: ExportTarget;
  /** How many pairs each policy gives, once known. */
  pairCounts: ExportReport["pairCounts"];
}

/** The options that the chosen target has. */
export function ExportOptions({ form, onChange, targets, target, pairCounts }: ExportOptionsProps) {
  const problem = parseSplit(form.split, form.seed);
  const countOf = (policy: PairPolicy) => (pairCounts === undefined ? "" : ` (${formatCount(pairCounts[policy])})`);
  return (
    <>
      <Select
        ref={focusOnMount}
        data-autofocus
        openOnFocus={false}
        label="Target"
        description={target.readBy}
        data={targets.map(({ name, title }) => ({ value: name, label: title }))}
        value={target.name}
        onChange={(name) => name !== null && onChange({ ...form, target: name })}
        searchable
        nothingFoundMessage="No matching target"
        allowDeselect={false}
      />
      {takesChecks(target) && (
        <MultiSelect
          label="Leave out"
          description="Samples that a check finds"
          placeholder={form.leaveOut.length === 0 ? "No check" : undefined}
          data={checkNames.map((check) => ({ value: check, label: checkTexts[check].label }))}
          value={form.leaveOut}
          onChange={(names) => onChange({ ...form, leaveOut: names.filter(isCheckName) })}
          searchable
          clearable
          nothingFoundMessage="No matching check"
        />
      )}
      {takesPairs(target) && (
        <>
          <Select
            label="Pairs of each comparison"
            data={pairPolicies.map((policy) => ({ value: policy, label: `${pairLabels[policy]}${countOf(policy)}` }))}
            value={form.pairs}
            onChange={(pairs) => onChange({ ...form, pairs: (pairs ?? "best-worst") as PairPolicy })}
            allowDeselect={false}
          />
          <NumberInput
            label="Minimum margin"
            description="Difference of the two scores, 0 to 1"
            min={0}
            max={1}
            step={0.05}
            value={form.minMargin}
            onChange={(value) => typeof value === "number" && onChange({ ...form, minMargin: Math.min(1, Math.max(0, value)) })}
          />
        </>
      )}
      {takesLabels(target) && (
        <Select
          label="Ties"
          data={Object.entries(tieLabels).map(([value, label]) => ({ value, label }))}
          value={form.ties}
          onChange={(ties) => onChange({ ...form, ties: (ties ?? "drop") as TiePolicy })}
          allowDeselect={false}
        />
      )}
      <div className={css.split}>
        <TextInput
          label="Split"
          description="Empty: one file"
          placeholder="train=0.9, test=0.1"
          value={form.split}
          onChange={(event) => onChange({ ...form, split: event.currentTarget.value })}
          error={typeof problem === "string" ? problem : undefined}
        />
        <NumberInput
          label="Seed"
          description="Of the split"
          min={0}
          max={Number.MAX_SAFE_INTEGER}
          allowDecimal={false}
          value={form.seed}
          onChange={(value) => typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && onChange({ ...form, seed: value })}
        />
      </div>
      {takesSystem(target) && (
        <Textarea
          label="System prompt"
          description="In place of the one that is there"
          autosize
          minRows={1}
          maxRows={4}
          maxLength={100_000}
          value={form.system}
          onChange={(event) => onChange({ ...form, system: event.currentTarget.value })}
        />
      )}
    </>
  );
}
