import { winSources } from "../../../contract/index.ts";
import { type Field, flag, number, text, texts, time } from "../../state/address/field.ts";
import { type AddressPart, valuePart } from "../../state/address/part.ts";
import type { SortColumn } from "./columns.ts";
import { enginePartName, engineParts } from "./comparing/part.ts";
import { comparedNames, whyNames, winNames } from "./comparing/view-names.ts";
import { presets, type RangeChoice, wholeRange } from "./range.ts";
import { defaultSort, type EngineSort } from "./sorting.ts";
import { windowsRangeName } from "./windows/view-names.ts";

/** A range: one of the presets, or from and until in Unix seconds. @param name of its view state. @param prefix of its parameters. */
const rangePart = (name: string, prefix: string): AddressPart => {
  const preset = text(`${prefix}range`, { among: presets.map(({ name }) => name) });
  const [fromS, toS] = [time(`${prefix}from`), time(`${prefix}to`)];
  return {
    name,
    parameters: [preset.parameter, fromS.parameter, toS.parameter],
    quietParameters: [],
    write: (stored) => {
      const choice = stored as RangeChoice | undefined;
      if (choice?.kind === "preset") return preset.write(choice.preset).map((value) => [preset.parameter, value]);
      if (choice?.kind !== "custom") return [];
      return [fromS, toS].flatMap((end) =>
        end.write(end === fromS ? choice.fromS : choice.toS).map((value) => [end.parameter, value] as const),
      );
    },
    read: (parameters): RangeChoice => {
      const named = preset.read(parameters.getAll(preset.parameter));
      if (named !== undefined) return { kind: "preset", preset: named };
      const [start, end] = [fromS, toS].map((field) => field.read(parameters.getAll(field.parameter)));
      return start === undefined && end === undefined ? wholeRange : { kind: "custom", fromS: start, toS: end };
    },
  };
};
const range = rangePart("engines.range", "");

const sortParameter = "sort";
/** "p95", or "-p95" from the largest. */
const sort: AddressPart = {
  name: "engines.sort",
  parameters: [sortParameter],
  quietParameters: [],
  write: (stored) => {
    const { column, descending } = { ...defaultSort, ...(stored as Partial<EngineSort> | undefined) };
    const isDefault = column === defaultSort.column && descending === defaultSort.descending;
    return isDefault ? [] : [[sortParameter, `${descending ? "-" : ""}${column}`]];
  },
  read: (parameters): EngineSort => {
    const value = parameters.get(sortParameter);
    if (value === null || value === "") return defaultSort;
    return { column: value.replace(/^-/, "") as SortColumn, descending: value.startsWith("-") };
  },
};

const percentile = number("percentile", { min: 0, max: 100 });
const chart = text("chart", { among: ["all", "time", "distribution", "quality"] });

/** Their keys, in order. */
const columns: Field<string[] | null> = {
  parameter: "columns",
  isQuiet: false,
  write: (keys) => (Array.isArray(keys) && keys.length > 0 ? [keys.join(",")] : []),
  read: ([value]) => (value === undefined || value === "" ? undefined : value.split(",")),
};

/** What of Engines is in its address. */
export const enginesAddress: readonly AddressPart[] = [
  valuePart<string>(enginePartName, "table", text("part", { among: engineParts })),
  valuePart<string | null>(comparedNames.a, null, text("a")),
  valuePart<string | null>(comparedNames.b, null, text("b")),
  valuePart(comparedNames.periods, false, flag("periods")),
  valuePart<number | null>(comparedNames.since, null, time("since")),
  valuePart<string | null>(whyNames.engine, null, text("of")),
  valuePart(whyNames.percentile, 95, number("slow-from", { min: 50, max: 99.99 })),
  valuePart<number | null>(whyNames.overMs, null, number("over-ms", { min: 0 })),
  valuePart<string>(winNames.source, "recorded", text("source", { among: winSources })),
  valuePart(winNames.style, false, flag("style")),
  range,
  rangePart(windowsRangeName, "windows-"),
  valuePart("engines.successfulOnly", false, flag("successful-only")),
  valuePart("engines.includeCached", false, flag("include-cached")),
  valuePart("engines.intervals", false, flag("intervals")),
  valuePart("engines.filter", [], texts("engine")),
  sort,
  valuePart<readonly (string | null)[] | null>("engines.selected", null, {
    parameter: "plot",
    isQuiet: false,
    write: (places) => (Array.isArray(places) ? places.map((id: string | null) => id ?? "") : []),
    read: (values) => (values.length === 0 ? undefined : values.map((id) => (id === "" ? null : id))),
  }),
  valuePart<string[] | null>("engines.columns", null, columns),
  valuePart("engines.minN", 0, number("min-n", { min: 0, isWhole: true })),
  valuePart("engines.grouped", false, flag("grouped")),
  valuePart<string | null>("engines.baseline", null, { ...text("baseline"), write: (id) => (id == null ? [] : [id]) }),
  valuePart("engines.percentile", 0, percentile),
  valuePart("engines.chartShown", "all", chart),
];
