import {
  type CheckName,
  type ComparisonFilter,
  type ExportReport,
  type ExportRequest,
  type ExportTarget,
  exportNamePattern,
  isCheckName,
  maxSplits,
  type PairPolicy,
  pairPolicies,
  type SampleFilter,
  splitNamePattern,
  type TiePolicy,
  tiePolicies,
} from "../../../contract/index.ts";

/** What the export dialog holds. Kept in the view's state, so every field is always there. */
export interface ExportForm {
  target: string;
  /** As it is typed: "train=0.9, test=0.1"; "" for one file. */
  split: string;
  seed: number;
  pairs: PairPolicy;
  ties: TiePolicy;
  minMargin: number;
  system: string;
  /** Samples that these checks find are left out. */
  leaveOut: CheckName[];
  /** Rules whose fix is chosen. */
  fixes: string[];
}

export const emptyExportForm: ExportForm = {
  target: "",
  split: "",
  seed: 0,
  pairs: "best-worst",
  ties: "drop",
  minMargin: 0,
  system: "",
  leaveOut: [],
  fixes: [],
};

/** A form restored from disk; what does not fit becomes its first value. */
export function readExportForm(stored: unknown): ExportForm {
  const from = (typeof stored === "object" && stored !== null ? stored : {}) as Partial<Record<keyof ExportForm, unknown>>;
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return {
    target: text(from.target),
    split: text(from.split),
    seed: Number.isSafeInteger(from.seed) && (from.seed as number) >= 0 ? (from.seed as number) : 0,
    pairs: pairPolicies.find((policy) => policy === from.pairs) ?? emptyExportForm.pairs,
    ties: tiePolicies.find((policy) => policy === from.ties) ?? emptyExportForm.ties,
    minMargin: typeof from.minMargin === "number" && from.minMargin >= 0 && from.minMargin <= 1 ? from.minMargin : 0,
    system: text(from.system),
    leaveOut: Array.isArray(from.leaveOut) ? from.leaveOut.filter(isCheckName) : [],
    fixes: Array.isArray(from.fixes) ? from.fixes.filter((fix): fix is string => typeof fix === "string") : [],
  };
}

type Split = NonNullable<ExportRequest["split"]>;

/** Reads "train=0.9, test=0.1". @returns null for one file; a sentence when it is neither. */
export function parseSplit(typed: string, seed: number): Split | null | string {
  if (typed.trim() === "") return null;
  const parts: Split["parts"] = [];
  for (const part of typed.split(",")) {
    const [name = "", fraction = ""] = part.split("=").map((side) => side.trim());
    if (!new RegExp(splitNamePattern).test(name) || !/^(?:\d+\.?\d*|\.\d+)$/.test(fraction) || Number(fraction) <= 0)
      return `“${part.trim()}” is not a part. Write a name and a fraction, such as train=0.9.`;
    if (parts.some((one) => one.name === name)) return `${name} is there twice.`;
    parts.push({ name, fraction: Number(fraction) });
  }
  if (parts.length > maxSplits) return `There are at most ${maxSplits} parts.`;
  const sum = parts.reduce((total, { fraction }) => total + fraction, 0);
  if (Math.abs(sum - 1) > 1e-6) return `The fractions add up to ${Number(sum.toFixed(4))}; they must add up to 1.`;
  return { parts, seed };
}

/**
 * What the host is asked for; options that the target does not have are left out, and so are defaults.
 * @param similarity from which samples are duplicates, as on the Duplicates screen.
 */
export function toRequest(
  form: ExportForm,
  target: ExportTarget,
  filter: SampleFilter | ComparisonFilter,
  similarity: number,
): ExportRequest | string {
  const split = parseSplit(form.split, form.seed);
  if (typeof split === "string") return split;
  const fixes = target.rules.filter(({ name, fix }) => fix !== null && form.fixes.includes(name)).map(({ name }) => name);
  return {
    target: target.name,
    ...(Object.keys(filter).length === 0 ? {} : { filter }),
    ...(takesChecks(target) && form.leaveOut.length > 0 ? { leaveOut: form.leaveOut } : {}),
    ...(takesChecks(target) && usesSimilarity(form.leaveOut) ? { similarity } : {}),
    ...(split === null ? {} : { split }),
    ...(takesPairs(target) ? { pairs: form.pairs } : {}),
    ...(takesPairs(target) && form.minMargin > 0 ? { minMargin: form.minMargin } : {}),
    ...(takesLabels(target) ? { ties: form.ties } : {}),
    ...(takesSystem(target) && form.system.trim() !== "" ? { system: form.system.trim() } : {}),
    ...(fixes.length === 0 ? {} : { fixes }),
  };
}

const usesSimilarity = (checks: readonly CheckName[]) => checks.includes("duplicate") || checks.includes("leakage");

export const takesChecks = ({ reads }: ExportTarget) => reads === "samples";
export const takesPairs = ({ takes }: ExportTarget) => takes === "pair";
export const takesLabels = ({ takes }: ExportTarget) => takes === "labelled";
export const takesSystem = ({ takes }: ExportTarget) => takes !== "record";

/** The rules that something breaks, or would without its fix. */
export const concernedRules = ({ rules }: ExportReport) =>
  rules.filter(({ broken, fixed, fixChosen }) => broken > 0 || fixed > 0 || fixChosen);

/** Names of those that have a fix, in the order of their keys. */
export const fixableRules = (report: ExportReport): string[] =>
  concernedRules(report).flatMap(({ name, fix }) => (fix === null ? [] : [name]));

/** Chooses the fix of a rule, or takes it back. */
export function toggleFix(form: ExportForm, rule: string): ExportForm {
  const others = form.fixes.filter((one) => one !== rule);
  return { ...form, fixes: others.length < form.fixes.length ? others : [...others, rule] };
}

export const isExportName = (name: string) => new RegExp(exportNamePattern, "u").test(name);

/** A folder name that no earlier export has by chance: the target and the minute. */
export function proposeName(target: string, now: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return `${target} ${day} ${two(now.getHours())}.${two(now.getMinutes())}.${two(now.getSeconds())}`;
}
