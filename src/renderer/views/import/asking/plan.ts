import type { ConversionPlan, FieldRule, ImportPreview, MappingTarget } from "../../../../contract/index.ts";
import { formatNoun, formatPercent, visibleText } from "../../../components/format.ts";
import { kindsText } from "../report.ts";

/** The dialect of a mapping alone. */
export const byHand = "custom";

/** The current plan: the edited one, if any, completed with the engine's proposed mapping where the mapping was not edited. */
export function completePlan(edited: ConversionPlan | null, preview: ImportPreview | undefined): ConversionPlan | null {
  const shown = preview?.plan ?? null;
  if (edited === null) return shown;
  return edited.mapping === undefined && shown?.dialect === edited.dialect && shown.mapping !== undefined
    ? { ...edited, mapping: shown.mapping }
    : edited;
}

/** A plan with another rule for one field; undefined: what the dialect says, or nothing. */
export function withRule(plan: ConversionPlan, target: MappingTarget, rule: FieldRule | undefined): ConversionPlan {
  const { [target]: _, ...rest } = plan.mapping ?? {};
  return { ...plan, mapping: rule === undefined ? rest : { ...rest, [target]: rule } };
}

export type AnswerName = keyof ConversionPlan["answers"];

/** A plan with another answer; undefined: not answered. */
export function withAnswer<N extends AnswerName>(plan: ConversionPlan, name: N, answer: ConversionPlan["answers"][N]): ConversionPlan {
  const { [name]: _, ...rest } = plan.answers;
  return { ...plan, answers: answer === undefined ? rest : { ...rest, [name]: answer } };
}

const questions = { engine_id: "the engine", timestamp: "the time", success: "whether they succeeded" } as const;

/** Why nothing of the file could be imported; null when something could, or when its rows are known not to be records. */
export function describeObstacle({ plan, records, asks, rejected }: ImportPreview): string | null {
  if (plan === null) return "Choose what the file is, or map its fields by hand.";
  if (Object.values(records).some((count) => count > 0)) return null;
  if (asks.length > 0) return `Its rows do not say ${asks.map((name) => questions[name]).join(" and ")}.`;
  return rejected > 0 ? "Every row would be rejected. Change the fields below, or choose another dialect." : null;
}

/** "97 executions; 3 rows skipped (2 header, 1 summary); 1 rejected". */
export function describeSample({ records, skipped, rejected, asks }: ImportPreview): string {
  const rows = skipped.reduce((sum, one) => sum + one.rows, 0);
  const kinds = kindsText(records);
  return [
    kinds !== "" ? kinds : asks.length > 0 ? "no records yet" : "no records",
    ...(rows === 0
      ? []
      : [`${formatNoun(rows, "row")} skipped (${skipped.map((one) => `${one.rows} ${visibleText(one.why)}`).join(", ")})`]),
    ...(rejected === 0 ? [] : [`${formatNoun(rejected, "row", "rows")} rejected`]),
  ].join("; ");
}

type Proof = ImportPreview["rows"][number]["proofs"][number];

/** How units and times were inferred: the first example of each, at most `max`. */
export function pickProofs(rows: ImportPreview["rows"], max = 8): Proof[] {
  const picked = new Map<string, Proof>();
  for (const proof of rows.flatMap(({ proofs }) => proofs)) {
    const key = JSON.stringify([proof.from, proof.to, proof.because]);
    if (!picked.has(key)) picked.set(key, proof);
  }
  return [...picked.values()].slice(0, max);
}

/** Every dialect as a choice, the likely ones first with how likely they are, and the mapping by hand last. */
export function listDialects({ detected, dialects }: ImportPreview): { value: string; label: string }[] {
  const likely = new Set(detected.map(({ name }) => name));
  return [
    ...detected.map(({ name, title, confidence }) => ({ value: name, label: `${title} · ${formatPercent(confidence, 0)} sure` })),
    ...dialects.filter(({ name }) => !likely.has(name)).map(({ name, title }) => ({ value: name, label: title })),
    { value: byHand, label: "Map fields by hand" },
  ];
}

const numbers: ReadonlySet<MappingTarget> = new Set(["time", "latency", "ttft", "quality", "input_tokens", "output_tokens", "cost"]);

/** A typed value for a field: a number where it reads as one and the field is one, else the text. */
export function parseConstant(target: MappingTarget, text: string): string | number {
  return numbers.has(target) && text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}
