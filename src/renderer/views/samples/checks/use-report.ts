import { useEffect } from "react";
import { mutate, useHostQuery } from "../../../state/queries.ts";
import { queryClient } from "../../../state/query-client.ts";

const pollMs = 400;
/** What depends on the last check. */
const dependent = ["dataset.charts", "dataset.clusters", "dataset.findings", "samples.list"];

/** What the last check of the dataset found, followed while one runs. @param starts whether the first check is started by being looked at. */
export function useReport(starts: boolean) {
  const report = useHostQuery("dataset.report", {}, { follows: "samples" });
  const { data, refetch } = report;
  const state = data?.state;
  useEffect(() => {
    if (starts && state === "none") void runCheck();
  }, [starts, state]);
  useEffect(() => {
    if (state !== "running") return;
    const timer = setInterval(refetch, pollMs);
    return () => {
      clearInterval(timer);
      for (const name of dependent) void queryClient.invalidateQueries({ queryKey: [name] });
    };
  }, [state, refetch]);
  return report;
}

/** Starts a check, unless one runs or nothing has changed. */
export async function runCheck(similarity?: number): Promise<void> {
  await mutate("dataset.check", similarity === undefined ? {} : { similarity });
  await queryClient.invalidateQueries({ queryKey: ["dataset.report"] });
}

export async function cancelCheck(): Promise<void> {
  await mutate("dataset.cancelCheck", {});
  await queryClient.invalidateQueries({ queryKey: ["dataset.report"] });
}
