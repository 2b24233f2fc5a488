import { chat } from "./table/chat.ts";
import type { AnyTarget } from "./target.ts";

/** Every target, in the order in which they are offered. */
export const targets: readonly AnyTarget[] = [chat];

export function findTarget(name: string): AnyTarget | undefined {
  return targets.find((target) => target.name === name);
}

/** The file of a split: `train.jsonl` unless the target has a name of its own for it. */
export function getFileName(target: AnyTarget, split: string): string {
  return target.fileName?.(split) ?? `${split}.${target.encoding}`;
}
