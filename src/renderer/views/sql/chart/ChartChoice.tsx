import { Button, Checkbox, Popover, Select, Stack } from "@mantine/core";
import type { SqlAnswer } from "../../../../contract/index.ts";
import { visibleText } from "../../../components/format.ts";
import css from "./chart.module.css";
import { type ChartColumns, type ChosenColumns, choices, maxY } from "./columns.ts";

interface ChartChoiceProps {
  answer: SqlAnswer;
  /** Those drawn now. */
  columns: ChartColumns;
  chosen: ChosenColumns;
  onChange(chosen: ChosenColumns): void;
}

/** No column has this name: DuckDB refuses an empty one. */
const none = "";

/** Which columns are x, y and series. */
export function ChartChoice({ answer, columns, chosen, onChange }: ChartChoiceProps) {
  const { x, y, by } = choices(answer);
  const nameOf = (index: number | null) => (index === null ? none : (answer.columns[index]?.name ?? none));
  const now = { x: nameOf(columns.x), y: columns.y.map(nameOf) };
  const toData = (names: readonly string[]) => names.map((name) => ({ value: name, label: visibleText(name) }));
  const series = by.filter((name) => name !== now.x);
  return (
    <>
      <Select
        size="xs"
        w={150}
        aria-label="Column for x"
        leftSection={<span className={css.axis}>x</span>}
        data={toData(x)}
        value={now.x}
        allowDeselect={false}
        onChange={(name) => name !== null && onChange({ ...chosen, x: name, isPlain: undefined, by: undefined })}
      />
      <Popover position="bottom-start" trapFocus withinPortal>
        <Popover.Target>
          <Button size="xs" variant="default" className={css.y} title={now.y.map(visibleText).join(", ")}>
            <span className={css.axis}>y</span>
            <span className={css.names}>{now.y.map(visibleText).join(", ")}</span>
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <Checkbox.Group
            label={`Columns for y, up to ${maxY}, on one axis`}
            size="xs"
            value={now.y}
            onChange={(names) => names.length > 0 && onChange({ ...chosen, y: names })}
          >
            <Stack gap={6} mt={8} className={css.list}>
              {y
                .filter((name) => name !== now.x)
                .map((name) => (
                  <Checkbox
                    key={name}
                    size="xs"
                    value={name}
                    label={visibleText(name)}
                    disabled={now.y.length === maxY && !now.y.includes(name)}
                  />
                ))}
            </Stack>
          </Checkbox.Group>
        </Popover.Dropdown>
      </Popover>
      {series.length > 0 && (
        <Select
          size="xs"
          w={170}
          aria-label="Column for series"
          leftSection={<span className={css.axis}>by</span>}
          data={[{ value: none, label: "no series" }, ...toData(series)]}
          value={nameOf(columns.by)}
          allowDeselect={false}
          onChange={(name) => onChange({ ...chosen, by: name === none || name === null ? undefined : name, isPlain: name === none })}
        />
      )}
    </>
  );
}
