import { Button, NumberInput, Popover, SegmentedControl, Select } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { useId } from "react";
import { visibleText } from "../../components/format.ts";
import { useHostQuery } from "../../state/queries.ts";
import css from "./Filters.module.css";
import type { Choice, FilterForm } from "./filter.ts";
import { formatMoreFilters } from "./words.ts";

const winnerChoices = [
  { value: "any", label: "Any" },
  { value: "yes", label: "With" },
  { value: "no", label: "Without" },
];

interface MoreFiltersProps {
  form: FilterForm;
  onChange: (form: FilterForm) => void;
}

/** What is asked for less often: the recorded winner, how close the answers are, two engines, tag and source file. */
export function MoreFilters({ form, onChange }: MoreFiltersProps) {
  return (
    <Popover position="bottom-end" trapFocus withinPortal shadow="sm">
      <Popover.Target>
        <Button
          variant="default"
          fw={400}
          classNames={{ root: css.more, label: css.moreLabel, section: css.icon }}
          leftSection={<IconFilter size={14} aria-hidden />}
        >
          {formatMoreFilters(form)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="More filters">
        <Fields form={form} onChange={onChange} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** In the popover, so that names are asked for only while it is open. */
function Fields({ form, onChange }: MoreFiltersProps) {
  const labelId = useId();
  const facets = useHostQuery("comparisons.facets", {}, { follows: "comparisons", calmMs: 1000, keepPrevious: true }).data;
  const engines = useHostQuery("engines.names", {}, { follows: "executions" }).data?.map(({ engineId }) => engineId);
  const [one, other] = form.pair;
  return (
    <div className={css.moreFilters}>
      <span id={labelId}>Recorded winner</span>
      <SegmentedControl
        aria-labelledby={labelId}
        data={winnerChoices}
        value={form.winner}
        onChange={(value) => onChange({ ...form, winner: value as Choice })}
      />
      <div className={css.pairOfFields}>
        <Share label="Score from" placeholder="0" value={form.minScore} onChange={(minScore) => onChange({ ...form, minScore })} />
        <Share label="Score to" placeholder="1" value={form.maxScore} onChange={(maxScore) => onChange({ ...form, maxScore })} />
      </div>
      <div className={css.pairOfFields}>
        <Share label="Margin from" placeholder="0" value={form.minMargin} onChange={(minMargin) => onChange({ ...form, minMargin })} />
        <Share label="Margin to" placeholder="1" value={form.maxMargin} onChange={(maxMargin) => onChange({ ...form, maxMargin })} />
      </div>
      <p className={css.quiet}>The margin is the difference of the two best candidates’ quality.</p>
      <div className={css.pairOfFields}>
        <Name label="Engine" names={engines} value={one ?? ""} onChange={(name) => onChange({ ...form, pair: toPair(name, other) })} />
        <Name
          label="Against"
          names={engines?.filter((name) => name !== one)}
          disabled={one === undefined}
          value={other ?? ""}
          onChange={(name) => onChange({ ...form, pair: toPair(one, name) })}
        />
      </div>
      <Name label="Tag" names={facets?.tags} value={form.tag} onChange={(tag) => onChange({ ...form, tag })} />
      <Name
        label="Source file"
        names={facets?.sourceFiles}
        value={form.sourceFile}
        onChange={(sourceFile) => onChange({ ...form, sourceFile })}
      />
    </div>
  );
}

const toPair = (...names: (string | undefined)[]) => names.filter((name): name is string => name !== undefined && name !== "");

interface ShareProps {
  label: string;
  placeholder: string;
  value: number | null;
  onChange: (value: number | null) => void;
}

/** A number from 0 to 1; empty: any. */
function Share({ value, onChange, ...props }: ShareProps) {
  return (
    <NumberInput
      {...props}
      min={0}
      max={1}
      step={0.05}
      decimalScale={3}
      hideControls
      value={value ?? ""}
      onChange={(next) => onChange(typeof next === "number" ? Math.min(1, Math.max(0, next)) : null)}
    />
  );
}

interface NameProps {
  label: string;
  /** Those that are known; undefined: not asked yet. */
  names: readonly string[] | undefined;
  value: string;
  disabled?: boolean;
  onChange: (name: string) => void;
}

/** One of the names, or "" for any. What was chosen stays a choice where it is known no more. */
function Name({ names = [], value, onChange, ...props }: NameProps) {
  const all = value === "" || names.includes(value) ? names : [value, ...names];
  return (
    <Select
      {...props}
      placeholder="Any"
      searchable
      clearable
      limit={100}
      data={all.map((name) => ({ value: name, label: visibleText(name) }))}
      nothingFoundMessage="None of that name"
      value={value === "" ? null : value}
      onChange={(name) => onChange(name ?? "")}
      comboboxProps={{ withinPortal: false }}
    />
  );
}
