import { chat } from "./table/chat.ts";
import type { AnyTarget } from "./target.ts";

/** Every target, in the order in which they are offered. */
export const targets: readonly AnyTarget[] = [chat];

export function findTarget(name: string): AnyTarget | undefined {
  return targets.find((target) => target.name === name);
}
