import { type EngineComparison, mcnemarInWords, type Share } from "../../../../contract/index.ts";
import { formatCount, formatNoun, formatPercent } from "../../../components/format.ts";
import { Section } from "../../../components/Section.tsx";
import css from "./comparing.module.css";
import { DifferenceTable } from "./DifferenceTable.tsx";
import { Heads } from "./Heads.tsx";

const slower = ["slower", "faster"] as const;

/** The tasks that both answered. */
export function PairedPart({ paired, names }: { paired: EngineComparison["paired"]; names: { a: string; b: string } }) {
  if (paired === null)
    return (
      <Section title="The same tasks" note="none is shared">
        <p className={css.note}>
          No task is shared: a paired comparison needs executions of both with an equal <code>task_id</code>, or an equal input. It sees
          much smaller differences than one of all executions.
        </p>
      </Section>
    );
  const { latency, success, quality, repeated, usedTasks, tasks, passAtK, by } = paired;
  const none = { a: null, b: null };
  const rows = [
    { name: "Median", what: "ms" as const, ...none, difference: latency.median, words: slower, strong: true },
    { name: "Mean", what: "ms" as const, ...none, difference: latency.mean, words: slower },
    { name: "p95", what: "ms" as const, ...none, difference: latency.p95, words: slower },
    {
      name: "Success",
      what: "share" as const,
      ...none,
      difference: success.difference,
      words: ["more often right", "less often right"] as const,
    },
    ...(quality.tasks === 0
      ? []
      : [{ name: "Quality", what: "score" as const, ...none, difference: quality.mean, words: ["better", "worse"] as const }]),
  ];
  return (
    <Section
      title="The same tasks"
      note={`${formatNoun(tasks, "task")} that both answered, by equal ${by === "task_id" ? "task_id" : "input"}`}
    >
      <div className={css.body}>
        <DifferenceTable rows={rows} caption={`Latency known on ${formatNoun(latency.tasks, "shared task")}`} sides={false} />
        <p className={css.note}>
          {mcnemarInWords(success, names)} Both succeeded on {formatCount(success.bothRight)}, neither on {formatCount(success.bothWrong)}.
          {repeated.a + repeated.b > 0 &&
            ` Answered several times: ${formatNoun(repeated.a, "task")} by A, ${formatCount(repeated.b)} by B; the mean of its answers is a task’s value.`}
          {usedTasks < tasks && ` Differences are from ${formatCount(usedTasks)} of the tasks, chosen by their hash.`}
        </p>
        {passAtK.length > 0 && (
          <table className={css.differences}>
            <caption>pass@k: one of k answers is right (95% interval, n tasks with k answers)</caption>
            <Heads of={["k", "A", "B"]} />
            <tbody>
              {passAtK.map(({ k, a, b }) => (
                <tr key={k}>
                  <th scope="row">{k}</th>
                  <td>{writeShare(a)}</td>
                  <td>{writeShare(b)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </Section>
  );
}

const writeShare = ({ n, share, low, high }: Share) =>
  share === null ? "—" : `${formatPercent(share)} (${formatPercent(low)} to ${formatPercent(high)}), n ${formatCount(n)}`;
