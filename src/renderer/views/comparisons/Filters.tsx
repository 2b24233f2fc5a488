import { ActionIcon, Button, NumberInput, Popover, SegmentedControl, Select, Tooltip } from "@mantine/core";
import { IconTrophy, IconX } from "@tabler/icons-react";
import { memo, type RefObject, useId } from "react";
import { DebouncedSearch } from "../../components/DebouncedSearch.tsx";
import { EngineFilter } from "../../components/EngineFilter.tsx";
import css from "./Filters.module.css";
import { type Choice, emptyFilterForm, type FilterForm, isFiltered, type Status } from "./filter.ts";
import { formatWinnerFilter } from "./words.ts";

const reviewedChoices = [
  { value: "any", label: "Any status" },
  { value: "no", label: "Not reviewed" },
  { value: "yes", label: "Reviewed" },
  { value: "flagged", label: "Flagged" },
  { value: "noted", label: "With a note" },
  { value: "disagrees", label: "Not the recorded winner" },
  { value: "conflict", label: "In conflict" },
];
const winnerChoices = [
  { value: "any", label: "Any" },
  { value: "yes", label: "With" },
  { value: "no", label: "Without" },
];

interface FiltersProps {
  form: FilterForm;
  onChange: (form: FilterForm) => void;
  searchRef: RefObject<HTMLDivElement | null>;
  /** Called when the search field is left for the results. */
  onLeaveSearch: () => void;
}

/** The filter controls. Memoised: moving to another comparison does not draw them again. */
export const Filters = memo(function Filters(props: FiltersProps) {
  const { form, onChange, searchRef, onLeaveSearch } = props;
  return (
    <>
      <div ref={searchRef} className={css.search}>
        <DebouncedSearch
          label="Search comparisons"
          hint="Searches all of the query, the answers, the conversation, the note, and the id."
          value={form.text}
          onChange={(text) => onChange({ ...form, text })}
          onLeave={onLeaveSearch}
        />
      </div>
      <div className={css.engines}>
        <EngineFilter value={form.engines} onChange={(engines) => onChange({ ...form, engines })} />
      </div>
      <div className={css.status}>
        <Select
          aria-label="Reviewed"
          data={reviewedChoices}
          value={form.reviewed}
          onChange={(value) => onChange({ ...form, reviewed: (value ?? "any") as Status })}
          w={140}
          maw="100%"
          comboboxProps={{ width: 210, position: "bottom-start" }}
        />
      </div>
      <WinnerFilter form={form} onChange={onChange} />
      <span className={css.clear}>
        {isFiltered(form) && (
          <Tooltip label="Clear the filter">
            <ActionIcon variant="subtle" color="gray" aria-label="Clear the filter" onClick={() => onChange(emptyFilterForm)}>
              <IconX size={15} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
      </span>
    </>
  );
});

/** Recorded winner: with or without one, and between which scores. */
function WinnerFilter({ form, onChange }: { form: FilterForm; onChange: (form: FilterForm) => void }) {
  const labelId = useId();
  const score = (value: number | string) => (typeof value === "number" ? Math.min(1, Math.max(0, value)) : null);
  const number = { min: 0, max: 1, step: 0.05, decimalScale: 3, hideControls: true, w: 104 } as const;
  return (
    <Popover position="bottom-end" trapFocus withinPortal shadow="sm">
      <Popover.Target>
        <Button
          variant="default"
          fw={400}
          classNames={{ root: css.winner, label: css.winnerLabel, section: css.icon }}
          leftSection={<IconTrophy size={14} aria-hidden />}
        >
          {formatWinnerFilter(form)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Recorded winner">
        <div className={css.winnerFilter}>
          <span id={labelId}>Recorded winner</span>
          <SegmentedControl
            aria-labelledby={labelId}
            data={winnerChoices}
            value={form.winner}
            onChange={(value) => onChange({ ...form, winner: value as Choice })}
          />
          <div className={css.scores}>
            <NumberInput
              {...number}
              label="Score from"
              placeholder="0"
              value={form.minScore ?? ""}
              onChange={(value) => onChange({ ...form, minScore: score(value) })}
            />
            <NumberInput
              {...number}
              label="Score to"
              placeholder="1"
              value={form.maxScore ?? ""}
              onChange={(value) => onChange({ ...form, maxScore: score(value) })}
            />
          </div>
          <p className={css.quiet}>Scores are 0 to 1. A range leaves out comparisons without a recorded winner.</p>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
