import type { Failures, WhyFinding, WhySlow } from "../../../../contract/index.ts";
import { linkTo } from "../../../state/address/link.ts";

/** From a row of Why slow and Failures to the executions behind it. */

type Scoped = Pick<WhySlow, "engine" | "fromS" | "toS">;

const scopeOf = ({ engine, fromS, toS }: Scoped): Record<string, string> => ({
  ...(engine === undefined ? {} : { engine }),
  ...(fromS === undefined ? {} : { from: String(fromS) }),
  ...(toS === undefined ? {} : { to: String(toS) }),
});

const sorts: Partial<Record<WhyFinding["factor"], string>> = {
  output_tokens: "most_tokens",
  input_tokens: "most_input_tokens",
  line_bytes: "largest",
};

/** The slow executions: of a value those that have it, of a number those with most of it first. */
export function linkToFinding(why: WhySlow, finding: WhyFinding | null, includeCached: boolean): string {
  const least = finding === null ? undefined : known[finding.factor];
  const parameters = {
    ...scopeOf(why),
    "min-latency-ms": String(why.thresholdMs ?? 0),
    ...(includeCached ? {} : { cached: "no" }),
    ...(least === undefined ? {} : { [least]: "0" }),
    sort: (finding && sorts[finding.factor]) ?? "slowest",
  };
  return linkTo("executions", {
    ...parameters,
    ...(finding !== null && "category" in finding ? filterBy(finding.factor, finding.category.value) : {}),
  });
}

/** Of factors that Executions has a filter for: those that have the number. */
const known: Partial<Record<WhyFinding["factor"], string>> = { output_tokens: "min-output-tokens", input_tokens: "min-input-tokens" };

/** How many executions `linkToFinding` leads to. */
export function countBehind({ tailN }: Pick<WhySlow, "tailN">, finding: WhyFinding): number {
  if ("category" in finding) return finding.category.n.tail;
  return finding.factor in known ? finding.number.n.tail : tailN;
}

function filterBy(factor: WhyFinding["factor"], value: string): Record<string, string> {
  const names: Partial<Record<WhyFinding["factor"], string>> = {
    engine: "engine",
    status: "status",
    tag: "tag",
    source_file: "file",
    source_dialect: "format",
    weekday: "weekday",
  };
  const name = names[factor];
  if (name !== undefined) return { [name]: value };
  // "07" is the seventh hour.
  if (factor === "hour") return { hour: String(Number(value)) };
  if (factor === "success") return { success: "no" };
  return factor === "cached" ? { cached: "yes" } : {};
}

/** The failures; those with a status, or with none (null), where it is given. */
export const linkToFailures = (
  failures: Failures,
  more: { status?: string | null; engine?: string; fromS?: number; toS?: number },
): string =>
  linkTo("executions", {
    ...scopeOf(failures),
    success: "no",
    ...(more.status === undefined ? {} : more.status === null ? { "no-status": "yes" } : { status: more.status }),
    ...(more.engine === undefined ? {} : { engine: more.engine }),
    ...(more.fromS === undefined ? {} : { from: String(more.fromS) }),
    ...(more.toS === undefined ? {} : { to: String(more.toS) }),
  });
