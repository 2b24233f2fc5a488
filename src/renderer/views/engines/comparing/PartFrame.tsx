import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { EmptyState, ErrorState, LoadingRows } from "../../../components/states.tsx";
import { ViewFrame } from "../../../components/ViewFrame.tsx";
import type { useHostQuery } from "../../../state/queries.ts";
import { RangePicker } from "../RangePicker.tsx";
import { EnginePartPicker } from "./EnginePartPicker.tsx";
import { ImportButton } from "./ImportButton.tsx";
import type { PartScope } from "./use-part-scope.ts";

interface PartFrameProps<T> {
  part: PartScope;
  answer: Pick<ReturnType<typeof useHostQuery>, "error" | "refetch" | "isFetching"> & { data: T | undefined };
  isAsked: boolean;
  /** Where no engine has executions. */
  nothing: { icon: Icon; title: string; hint: string };
  /** Behind the range. */
  switches?: ReactNode;
  /** Chooses what is asked. */
  picker: ReactNode;
  /** Where nothing can be asked of the engines there are. */
  unasked?: ReactNode;
  /** @param isOld while a newer answer is awaited. */
  children(data: T, isOld: boolean): ReactNode;
}

/** A part of Engines: its range, what is chosen, and the answer to it, or why there is none. */
export function PartFrame<T>({ part, answer, isAsked, nothing, switches, picker, unasked, children }: PartFrameProps<T>) {
  const { table, names, range, setRange, scope, dataRange } = part;
  const error = table.error ?? (isAsked ? answer.error : null);
  const toolbar = (
    <>
      <RangePicker value={range} scope={scope} dataRange={dataRange} onChange={setRange} />
      {switches}
    </>
  );
  return (
    <ViewFrame title="Engines" subtitle={<EnginePartPicker />} toolbar={toolbar}>
      {error === null && table.data !== undefined && names.length === 0 ? (
        <EmptyState {...nothing} action={<ImportButton />} />
      ) : (
        <>
          {picker}
          {error !== null ? (
            <ErrorState error={error} onRetry={answer.refetch} />
          ) : unasked && !isAsked && table.data !== undefined ? (
            unasked
          ) : answer.data === undefined ? (
            <LoadingRows rows={12} />
          ) : (
            children(answer.data, answer.isFetching)
          )}
        </>
      )}
    </ViewFrame>
  );
}
