import { ActionIcon, Select, Tooltip } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { memo, type RefObject } from "react";
import { DebouncedSearch } from "../../components/DebouncedSearch.tsx";
import { EngineFilter } from "../../components/EngineFilter.tsx";
import css from "./Filters.module.css";
import { emptyFilterForm, type FilterForm, isFiltered, type Status } from "./filter.ts";
import { MoreFilters } from "./MoreFilters.tsx";

const reviewedChoices = [
  { value: "any", label: "Any status" },
  { value: "no", label: "Not reviewed" },
  { value: "yes", label: "Reviewed" },
  { value: "flagged", label: "Flagged" },
  { value: "noted", label: "With a note" },
  { value: "disagrees", label: "Not the recorded winner" },
  { value: "conflict", label: "In conflict" },
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
      <MoreFilters form={form} onChange={onChange} />
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
