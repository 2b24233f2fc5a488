import { Select } from "@mantine/core";
import { formatCount, visibleText } from "../../components/format.ts";
import { useHostQuery } from "../../state/queries.ts";
import css from "./SampleList.module.css";

interface TagSelectProps {
  /** "": any. */
  tag: string;
  onTag(tag: string): void;
}

/** One of the dataset's tags. Where no sample has one there is nothing to choose. What was chosen stays a choice where nothing has it any more. */
export function TagSelect({ tag, onTag }: TagSelectProps) {
  const { data } = useHostQuery("samples.facets", {}, { follows: "samples", calmMs: 1000, keepPrevious: true });
  const { values = [], distinct = 0 } = data?.tags ?? {};
  if (values.length === 0 && tag === "") return null;
  const isGone = tag !== "" && values.every(({ name }) => name !== tag);
  return (
    <Select
      aria-label="Tag"
      placeholder="All tags"
      searchable
      clearable
      data={[
        ...(isGone ? [{ value: tag, label: visibleText(tag) }] : []),
        ...values.map(({ name, count }) => ({ value: name, label: `${visibleText(name)} · ${formatCount(count)}` })),
      ]}
      nothingFoundMessage={distinct > values.length ? `Not among the ${formatCount(values.length)} most frequent` : "No such tag"}
      value={tag === "" ? null : tag}
      onChange={(name) => onTag(name ?? "")}
      comboboxProps={{ width: 220, position: "bottom-end" }}
      size="xs"
      variant="unstyled"
      className={css.tag}
      classNames={{ option: css.tagOption }}
    />
  );
}
