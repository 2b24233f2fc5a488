import { type Share, wilson } from "./wilson.ts";

/** So many tasks of which `n` answers were taken and `right` were right. */
export interface TaskTally {
  n: number;
  right: number;
  tasks: number;
}

/**
 * pass@k: how often one at least of `k` answers to a task is right. The unbiased estimator, 1 - C(n - c, k) / C(n, k), averaged over tasks with `k`
 * answers or more: M. Chen et al., "Evaluating large language models trained on code", arXiv 2107.03374 (2021), section 2.1. The interval is Wilson's over
 * tasks, wider than it need be where a task's share is no 0 or 1.
 * @returns `n` counts the tasks that qualify.
 */
export function passAtK(tallies: readonly TaskTally[], k: number): Share {
  let tasks = 0;
  let hits = 0;
  for (const { n, right, tasks: count } of tallies) {
    if (n < k) continue;
    let noneRight = 1;
    // (n - c)! (n - k)! / ((n - c - k)! n!), factor by factor; 0 where fewer than k are wrong.
    for (let i = n - right + 1; i <= n; i++) noneRight *= Math.max(0, 1 - k / i);
    tasks += count;
    hits += (1 - noneRight) * count;
  }
  return wilson(Math.min(hits, tasks), tasks);
}
