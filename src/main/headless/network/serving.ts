import type { NetworkIntake } from "../../engine/index.ts";
import type { Budget } from "./budget.ts";
import type { Counters } from "./counters.ts";
import type { NetworkLimits } from "./network-limits.ts";

/** What answering a request of the network door needs. */
export interface Serving {
  intake: NetworkIntake;
  limits: NetworkLimits;
  budget: Budget;
  counters: Counters;
}
