import { Button, CloseButton } from "@mantine/core";
import { IconBookmarkOff } from "@tabler/icons-react";
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { ErrorValue, RawRecord } from "../../../contract/index.ts";
import { formatCount } from "../../components/format.ts";
import { printShortcut } from "../../components/KeyHint.tsx";
import { EngineName } from "../../components/marks.tsx";
import { EmptyState, ErrorState, LoadingRows } from "../../components/states.tsx";
import { formatDifference } from "../../review/difference/difference-words.ts";
import { getDifference } from "../../review/difference/differences.ts";
import type { Difference } from "../../review/difference/words.ts";
import { drawnAtOnce, drawnPart } from "../../review/rendered/drawn-part.ts";
import { useHostQuery } from "../../state/queries.ts";
import { executionCommands } from "./commands.ts";
import css from "./compare.module.css";
import { compareMetrics } from "./compare-metrics.ts";
import { parseLine } from "./raw-line.ts";

interface CompareProps {
  /** Byte offsets: the marked one, and the one it is compared with. */
  first: number;
  second: number;
  onClose(): void;
  /** Takes the mark away. */
  onUnmark(): void;
}

/** Two executions side by side: what they report, and where the words of their inputs and outputs differ. */
export function Compare({ first, second, onClose, onUnmark }: CompareProps) {
  const [a, b] = [useHostQuery("executions.get", { offset: first }), useHostQuery("executions.get", { offset: second })];
  const error = a.error ?? b.error;
  const body = useFocusWhileShown<HTMLElement>();
  return (
    <section className={css.compare} aria-label="Two executions compared">
      <header className={css.head}>
        <h2 className={css.title}>Two executions compared</h2>
        <CloseButton
          size="sm"
          aria-label="Close the comparison"
          title={`Close (${printShortcut(executionCommands.close)})`}
          onClick={onClose}
        />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section ref={body} className={css.body} tabIndex={0} aria-label="Differences">
        {isGone(a.error) ? (
          <Gone which="marked" offset={first}>
            <Button variant="default" onClick={onUnmark}>
              Take the mark away
            </Button>
          </Gone>
        ) : isGone(b.error) ? (
          <Gone which="selected" offset={second}>
            <Button variant="default" onClick={onClose}>
              Close the comparison
            </Button>
          </Gone>
        ) : error !== null ? (
          <ErrorState
            error={error}
            onRetry={() => {
              a.refetch();
              b.refetch();
            }}
          />
        ) : a.data === undefined || b.data === undefined ? (
          <LoadingRows rows={6} />
        ) : (
          <Both first={a.data} second={b.data} />
        )}
      </section>
    </section>
  );
}

const isGone = (error: ErrorValue | null) => error?.code === "not_found";

/** An address may name what is no longer here, or is of another workspace. */
function Gone({ which, offset, children }: { which: string; offset: number; children: ReactNode }) {
  return (
    <EmptyState
      icon={IconBookmarkOff}
      title={`The ${which} execution is no longer here`}
      hint={`No execution of this workspace starts at byte ${formatCount(offset)}. The link may be of another workspace, or of records that were mapped again since.`}
      action={children}
    />
  );
}

/** The focus goes there at first, and back where it was afterwards. */
function useFocusWhileShown<E extends HTMLElement>() {
  const ref = useRef<E>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    ref.current?.focus({ preventScroll: true });
    return () =>
      queueMicrotask(() => {
        if (before instanceof HTMLElement) before.focus({ preventScroll: true });
      });
  }, []);
  return ref;
}

function Both({ first, second }: { first: RawRecord; second: RawRecord }) {
  const [a, b] = [parseLine(first.raw), parseLine(second.raw)];
  const engine = ({ rest }: typeof a) => rest.find(({ name }) => name === "engine_id")?.text ?? "";
  return (
    <>
      <table className={css.metrics}>
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col">
              First <EngineName id={engine(a)} />
            </th>
            <th scope="col">
              Second <EngineName id={engine(b)} />
            </th>
            <th scope="col">Difference</th>
          </tr>
        </thead>
        <tbody>
          {compareMetrics(first, second).map((row) => (
            <tr key={row.label}>
              <th scope="row">{row.label}</th>
              <td>{row.first}</td>
              <td>{row.second}</td>
              <td>{row.difference === "" ? <span className="muted">—</span> : row.difference}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {a.output === null || b.output === null ? (
        <p className="muted">The outputs are not both text.</p>
      ) : (
        <Texts label="Output" first={a.output} second={b.output} />
      )}
      {a.input !== null && b.input !== null && <Texts label="Input" first={a.input} second={b.input} />}
    </>
  );
}

/** Two texts in two columns, with the words that only one of them has marked; the beginnings of long ones. */
function Texts({ label, first, second }: { label: string; first: string; second: string }) {
  const { shown: before, left: leftBefore } = drawnPart(first, drawnAtOnce);
  const { shown: after, left: leftAfter } = drawnPart(second, drawnAtOnce);
  const difference = useDifference(before, after);
  const words =
    before === after
      ? "The same in both."
      : difference === undefined
        ? "Comparing…"
        : `${formatDifference(difference)}${leftBefore + leftAfter > 0 ? " In the beginnings of the texts." : ""}`;
  return (
    <section className={css.texts} aria-label={label}>
      <div className={css.textHead}>
        <h3 className={css.textTitle}>{label}</h3>
        <span className="muted">{words}</span>
      </div>
      <div className={css.columns}>
        <Side text={before} hunks={difference?.hunks ?? []} side="before" />
        <Side text={after} hunks={difference?.hunks ?? []} side="after" />
      </div>
    </section>
  );
}

function useDifference(before: string, after: string): Difference | undefined {
  const [found, setFound] = useState<{ before: string; after: string; difference: Difference }>();
  useEffect(() => {
    let isOld = before === after;
    // One after the other: a later comparison ends the one that runs.
    if (!isOld)
      void compareInTurn(before, after).then((difference) => !isOld && difference !== null && setFound({ before, after, difference }));
    return () => {
      isOld = true;
    };
  }, [before, after]);
  return found?.before === before && found.after === after ? found.difference : undefined;
}

let turn: Promise<unknown> = Promise.resolve();
function compareInTurn(before: string, after: string): Promise<Difference | null> {
  const mine = turn.then(() => getDifference(before, after));
  turn = mine;
  return mine;
}

function Side({ text, hunks, side }: { text: string; hunks: Difference["hunks"]; side: "before" | "after" }) {
  const Mark = side === "before" ? "del" : "ins";
  const parts = hunks.map((hunk) => hunk[side]).filter(([from, to]) => from < to);
  if (text === "") return <p className="muted">Empty.</p>;
  return (
    <pre className={css.text} dir="auto">
      {parts.map(([from, to], at) => (
        <span key={from}>
          {text.slice(parts[at - 1]?.[1] ?? 0, from)}
          <Mark className={css[side]}>{text.slice(from, to)}</Mark>
        </span>
      ))}
      {text.slice(parts.at(-1)?.[1] ?? 0)}
    </pre>
  );
}
