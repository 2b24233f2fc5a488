import { MultiSelect } from "@mantine/core";
import { useMemo } from "react";
import { foldText } from "../../contract/index.ts";
import { useHostQuery } from "../state/queries.ts";
import { closeDialog } from "./commands.ts";
import { visibleText } from "./format.ts";
import { isPressed } from "./use-commands.ts";

interface EngineFilterProps {
  value: string[];
  onChange: (engines: string[]) => void;
  /** What there is to choose from, where that is not what the workspace names. */
  names?: readonly string[] | undefined;
  /** It is in a popover, which a click in its list must not close. */
  inPopover?: boolean;
}

/** Chooses engines, out of all that executions or candidates name unless `names` says otherwise. Empty is every engine. */
export function EngineFilter({ value, onChange, names, inPopover = false }: EngineFilterProps) {
  const { data } = useHostQuery("engines.names", {}, { follows: "executions", enabled: names === undefined });
  const options = useMemo(() => {
    const known = names ?? (data ?? []).map((engine) => engine.engineId);
    const missing = value.filter((engine) => !known.includes(engine));
    return [...missing, ...known].map((engine) => ({ value: engine, label: visibleText(engine) }));
  }, [data, names, value]);
  return (
    <MultiSelect
      data={options}
      value={value}
      onChange={onChange}
      searchable
      filter={({ options: all, search, limit }) => {
        const text = foldText(search.trim());
        return all.filter((option) => "label" in option && foldText(option.label).includes(text)).slice(0, limit);
      }}
      clearable
      hidePickedOptions
      limit={200}
      maxValues={500}
      w={inPopover ? 300 : value.length === 0 ? 140 : 240}
      maw="100%"
      onKeyDown={(event) => {
        // The first Escape closes the list, the next one leaves the field.
        if (isPressed(closeDialog, event.nativeEvent) && event.currentTarget.getAttribute("aria-expanded") !== "true")
          event.currentTarget.blur();
      }}
      placeholder={value.length === 0 ? "All engines" : ""}
      aria-label="Engines"
      nothingFoundMessage="No matching engines"
      clearButtonProps={{ "aria-label": "All engines" }}
      comboboxProps={{ width: 320, position: "bottom-start", withinPortal: !inPopover }}
      styles={{ pillsList: { maxHeight: 52, overflow: "auto" }, inputField: { minWidth: 60 } }}
    />
  );
}
