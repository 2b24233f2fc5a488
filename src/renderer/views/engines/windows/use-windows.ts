import { useEffect, useMemo, useState } from "react";
import type { Grant } from "../../../../contract/index.ts";
import { reportFailure } from "../../../state/notify.ts";
import { mutate, useHostQuery } from "../../../state/queries.ts";
import { useViewState } from "../../../state/view-state.ts";
import { transport } from "../../../transport/index.ts";
import { isBackwards, type RangeChoice, resolveRange, wholeRange } from "../range.ts";
import { windowsRangeName } from "./view-names.ts";

/** A large file takes a while to read: not before data has stopped coming for so long. */
const calmMs = 5_000;

/** The windows of the workspace, or those of a file that somebody chose here. */
export function useWindows() {
  const [range, setRange] = useViewState<RangeChoice>(windowsRangeName, wholeRange);
  const [file, setFile] = useState<Grant | null>(null);
  // The engines of somebody else's file are others, and no part of the address.
  const [ownFilter, setOwnFilter] = useViewState<string[]>("engines.filter", []);
  const [otherFilter, setOtherFilter] = useState<string[]>([]);
  const engines = file === null ? ownFilter : otherFilter;
  const [isOpening, setIsOpening] = useState(false);
  useEffect(() => (file === null ? undefined : () => void mutate("engines.closeWindows", { grant: file.id })), [file]);
  const other = useMemo(() => (file === null ? {} : { grant: file.id }), [file]);
  const options = { ...(file === null ? { follows: "executions" as const, calmMs } : {}), keepPrevious: true };
  const isPreset = range.kind === "preset";
  // A preset counts back from the newest window: only the file says when that ended.
  const whole = useHostQuery("engines.windows", other, { ...options, enabled: isPreset });
  const endMs = whole.data?.file.endMs;
  const resolved = useMemo(
    () => resolveRange(range, endMs === undefined ? undefined : endMs === null ? 0 : Math.floor(endMs / 1000)),
    [range, endMs],
  );
  const backwards = resolved !== null && isBackwards(resolved);
  const asked = { ...other, ...resolved, ...(engines.length === 0 ? {} : { engines }) };
  const answer = useHostQuery("engines.windows", asked, { ...options, enabled: resolved !== null });
  const named = useHostQuery("engines.windows", other, { enabled: file !== null }).data?.engines;
  const names = useMemo(() => (file === null ? undefined : (named ?? []).map(({ engineId }) => engineId).sort()), [file, named]);
  const times = (answer.data ?? whole.data)?.file;

  async function choose(chosen: File | null) {
    if (chosen === null) return;
    setIsOpening(true);
    const granted = await transport.grantFile(chosen);
    setIsOpening(false);
    if (!granted.ok) return reportFailure(granted.error);
    setRange(wholeRange);
    setOtherFilter([]);
    setFile(granted.value);
  }

  return {
    range,
    setRange,
    engines,
    setEngines: file === null ? setOwnFilter : setOtherFilter,
    /** Of somebody else's file. */
    names,
    scope: resolved,
    dataRange:
      times?.startMs == null || times.endMs === null
        ? null
        : { fromS: Math.floor(times.startMs / 1000), toS: Math.floor(times.endMs / 1000) },
    backwards,
    answer: { ...answer, error: answer.error ?? (isPreset ? whole.error : null) },
    file,
    isOpening,
    choose,
    closeFile: () => {
      setRange(wholeRange);
      setFile(null);
    },
  };
}
