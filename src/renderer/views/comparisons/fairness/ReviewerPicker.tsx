import { NativeSelect } from "@mantine/core";
import type { JudgingReport } from "../../../../contract/index.ts";
import { formatCount, visibleText } from "../../../components/format.ts";
import { useReviewer } from "./use-reviewer.ts";

/** Between all people and one of them; nothing where one person decided everything. */
export function ReviewerPicker({ report }: { report: JudgingReport }) {
  const [name, setName] = useReviewer(report);
  if (report.reviewers.length === 0) return null;
  const people = report.reviewers.map(({ name: value, meter }) => ({
    value,
    label: `${visibleText(value)} (${formatCount(meter.comparisons)})`,
  }));
  return (
    <NativeSelect
      size="xs"
      w={170}
      aria-label="Whose choices"
      data={[{ value: "", label: "All people" }, ...people]}
      value={name}
      onChange={(event) => setName(event.currentTarget.value)}
    />
  );
}
