import { MultiSelect, Select } from "@mantine/core";
import type { ExecutionFacets } from "../../../contract/index.ts";
import { formatCount, visibleText } from "../../components/format.ts";
import { useHostQuery } from "../../state/queries.ts";

type FacetName = Exclude<keyof ExecutionFacets, "noStatusCount">;

/** Names to choose from, with how many executions have each. What was chosen stays a choice where nothing has it any more. */
function useFacet(of: FacetName, chosen: readonly string[]) {
  const { data } = useHostQuery("executions.facets", {}, { follows: "executions", calmMs: 1000, keepPrevious: true });
  const { values, distinct } = data?.[of] ?? { values: [], distinct: 0 };
  const gone = chosen
    .filter((name) => values.every((value) => value.name !== name))
    .map((name) => ({ value: name, label: visibleText(name) }));
  const known = values.map(({ name, count }) => ({
    value: name,
    label: `${name === "" ? "empty" : visibleText(name)} · ${formatCount(count)}`,
  }));
  return {
    data: [...gone, ...known],
    noStatusCount: data?.noStatusCount ?? 0,
    hint: distinct > values.length ? `The ${formatCount(values.length)} most frequent of ${formatCount(distinct)}.` : undefined,
  };
}

/** One of the values there are. */
export function Facet({
  of,
  label,
  value,
  onChange,
}: {
  of: Exclude<FacetName, "statuses">;
  label: string;
  value: string | undefined;
  onChange(value: string | undefined): void;
}) {
  const { data, hint } = useFacet(of, value === undefined ? [] : [value]);
  return (
    <Select
      aria-label={label}
      description={hint}
      placeholder="Any"
      searchable
      clearable
      limit={200}
      data={data}
      nothingFoundMessage="None of that name"
      value={value ?? null}
      onChange={(name) => onChange(name ?? undefined)}
      comboboxProps={{ withinPortal: false }}
    />
  );
}

/** An empty status is a choice too, which Mantine takes for none: it is marked while it is chosen from. So is the lack of one. */
const mark = (status: string) => `=${status}`;
const noStatus = "-";

interface StatusesProps {
  value: readonly string[];
  /** As `ExecutionFilter.noStatus`. */
  none: boolean | undefined;
  onChange(value: string[], none: boolean | undefined): void;
}

/** Any of these statuses, or none at all. */
export function Statuses({ value, none, onChange }: StatusesProps) {
  const { data, hint, noStatusCount } = useFacet("statuses", value);
  const isNone = none === true;
  const lack = noStatusCount === 0 && !isNone ? [] : [{ value: noStatus, label: `no status · ${formatCount(noStatusCount)}` }];
  return (
    <MultiSelect
      aria-label="Status"
      description={hint ?? "The engine's own word on the outcome."}
      placeholder={value.length === 0 && !isNone ? "Any" : ""}
      searchable
      clearable
      hidePickedOptions
      limit={201}
      maxValues={100}
      data={[...lack, ...data.map((one) => ({ value: mark(one.value), label: one.label }))]}
      nothingFoundMessage="No such status"
      value={[...(isNone ? [noStatus] : []), ...value.map(mark)]}
      onChange={(chosen) =>
        onChange(
          chosen.filter((one) => one !== noStatus).map((one) => one.slice(1)),
          chosen.includes(noStatus) ? true : undefined,
        )
      }
      comboboxProps={{ withinPortal: false }}
    />
  );
}
