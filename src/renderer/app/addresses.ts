import type { AddressTable } from "../state/address/address.ts";
import { text } from "../state/address/field.ts";
import { FollowedAddress } from "../state/address/follow-address.ts";
import { valuePart } from "../state/address/part.ts";
import { comparisonsAddress } from "../views/comparisons/address.ts";
import { enginesAddress } from "../views/engines/address.ts";
import { executionsAddress } from "../views/executions/address.ts";
import { samplesAddress } from "../views/samples/address.ts";

/** What of each view is in its address: a part is a view-state name and how it is written there. */
export const addressTable: AddressTable = {
  overview: [],
  live: [valuePart<string | null>("live.quarantine.group", null, text("rejected"))],
  engines: enginesAddress,
  executions: executionsAddress,
  comparisons: comparisonsAddress,
  samples: samplesAddress,
  models: [],
  import: [],
  settings: [],
};

/** The address of this window. */
export const address = new FollowedAddress(addressTable);
