import { Button, Select, UnstyledButton } from "@mantine/core";
import { IconFileExport } from "@tabler/icons-react";
import { type RefObject, useState } from "react";
import { type CheckName, checkNames, checkTexts, tiers } from "../../../contract/index.ts";
import { DebouncedSearch, searchReach } from "../../components/DebouncedSearch.tsx";
import { formatCount } from "../../components/format.ts";
import { TierBadge } from "../../components/marks.tsx";
import { ExportDialog } from "../../review/export/ExportDialog.tsx";
import { formatSampleFilter, originLabels, toggleTier } from "./filter.ts";
import type { Origin } from "./filter-form.ts";
import css from "./SampleFilters.module.css";
import type { SamplesState } from "./use-samples.ts";

const origins = [{ value: "any", label: "All sources" }, ...Object.entries(originLabels).map(([value, label]) => ({ value, label }))];

export function SampleFilters({ samples, searchRef }: { samples: SamplesState; searchRef: RefObject<HTMLDivElement | null> }) {
  const { form, setForm, list } = samples;
  const [exporting, setExporting] = useState(false);
  const byTier = list.first?.byTier;
  return (
    <>
      <fieldset className={css.chips}>
        <legend className="visually-hidden">Tiers</legend>
        {tiers.map((tier) => {
          const on = form.tiers.includes(tier);
          return (
            <UnstyledButton key={tier} className={css.chip} aria-pressed={on} onClick={() => setForm(toggleTier(form, tier))}>
              <TierBadge tier={tier} size={16} />
              <span className={css.chipName}>{tier}</span>
              <span className={css.chipCount}>{formatCount(byTier?.[tier] ?? null)}</span>
            </UnstyledButton>
          );
        })}
      </fieldset>
      <Select
        aria-label="Source"
        data={origins}
        value={form.origin}
        onChange={(origin) => setForm({ ...form, origin: (origin ?? "any") as Origin | "any" })}
        w={132}
      />
      <Select
        aria-label="Check"
        data={[{ value: "any", label: "All checks" }, ...checkNames.map((check) => ({ value: check, label: checkTexts[check].label }))]}
        value={form.check}
        onChange={(check) => setForm({ ...form, check: (check ?? "any") as CheckName | "any" })}
        w={150}
      />
      <div ref={searchRef}>
        <DebouncedSearch
          label="Search samples"
          hint={searchReach}
          value={form.text}
          onChange={(text) => setForm({ ...form, text })}
          onLeave={samples.leaveSearch}
        />
      </div>
      <Button leftSection={<IconFileExport size={14} aria-hidden />} onClick={() => setExporting(true)}>
        Export…
      </Button>
      <ExportDialog
        reads="samples"
        filter={samples.filter}
        filterWords={formatSampleFilter(form)}
        waiting={samples.queue.waiting.length > 0}
        opened={exporting}
        onClose={() => setExporting(false)}
      />
    </>
  );
}
