import type { Askable } from "../../../../contract/index.ts";

const options: Record<Askable, string> = { engine_id: "--engine NAME", timestamp: "--time T", success: "--success true" };

/** Which options answer what a file leaves open. */
export const describeAsks = (asks: readonly Askable[]): string => `to be told: ${asks.map((ask) => options[ask]).join(" ")}`;
