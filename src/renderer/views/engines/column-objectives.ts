import {
  attainedInWords,
  type ObjectiveMeasure,
  type ObjectiveResult,
  type ObjectiveVerdict,
  objectiveInWords,
  verdictInWords,
} from "../../../contract/index.ts";
import { formatNumber, formatPercent } from "../../components/format.ts";
import type { Column, Stats } from "./columns.ts";

/** The columns about objectives, and the verdicts that colour others. */

/** What the objective of a measure says. @param percentile a latency objective is about that of its share only: p95 for 95%. */
export function toVerdict({ objectives }: Stats, measure: ObjectiveMeasure, percentile?: number): ObjectiveVerdict | null {
  const found = objectives?.objectives.find((one) => one.measure === measure);
  if (found === undefined || (percentile !== undefined && Math.abs(found.target * 100 - percentile) > 1e-9)) return null;
  return found.verdict;
}

const worstFirst = ["missed", "unsure", "met"] as const;

/** The worst verdict, and how many have it. */
function worst({ objectives }: Stats): { verdict: ObjectiveVerdict; n: number; of: number } | null {
  const all = objectives?.objectives ?? [];
  const verdict = worstFirst.find((one) => all.some((result) => result.verdict === one));
  return verdict === undefined ? null : { verdict, n: all.filter((result) => result.verdict === verdict).length, of: all.length };
}

const describe = (one: ObjectiveResult) => `${objectiveInWords(one)}: ${verdictInWords[one.verdict]}, ${attainedInWords(one)}, n ${one.n}`;

const fastestBurn = ({ objectives }: Stats) => {
  const rates = (objectives?.objectives ?? []).flatMap(({ budget }) => budget?.day.burn ?? []);
  return rates.length === 0 ? null : Math.max(...rates);
};
const formatBurn = (value: number) => `${formatNumber(value, 0, value < 10 ? 2 : 0)}×`;

export const objectiveColumns: Column[] = [
  {
    key: "objectives",
    label: "Objectives",
    hint: "Whether the engine meets its objectives, by the whole 95% interval; the worst verdict. Of all executions, without latencies of cached answers.",
    text: (stats) => {
      const found = worst(stats);
      return found === null ? "—" : `${verdictInWords[found.verdict]} ${found.n}/${found.of}`;
    },
    value: (stats) => {
      const found = worst(stats);
      return found === null ? null : worstFirst.length - worstFirst.indexOf(found.verdict) + found.n / 10;
    },
    verdict: (stats) => worst(stats)?.verdict ?? null,
    explain: ({ objectives }) => (objectives?.objectives ?? []).map(describe).join("; "),
  },
  {
    key: "burn",
    label: "Burn 24 h",
    hint: "How fast the error budget is used up in the last day of the range; 1 uses it up exactly. Of several objectives the fastest.",
    text: (stats) => {
      const rate = fastestBurn(stats);
      return rate === null ? "—" : formatBurn(rate);
    },
    value: fastestBurn,
    difference: formatBurn,
  },
  {
    key: "goodput",
    label: "Goodput",
    hint: "Executions that meet every latency and success objective, an hour, and their share of those of which it is known.",
    text: ({ objectives }) => {
      const { share, perHour } = objectives?.goodput ?? {};
      if (typeof share !== "number") return "—";
      return `${typeof perHour === "number" ? `${formatNumber(perHour, 0, perHour < 10 ? 1 : 0)}/h · ` : ""}${formatPercent(share)}`;
    },
    value: ({ objectives }) => objectives?.goodput?.share ?? null,
  },
];
