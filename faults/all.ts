import { clock } from "./clock.ts";
import { damaged } from "./damaged.ts";
import { diskFull } from "./disk-full.ts";
import { hostileWorkspace } from "./hostile-workspace.ts";
import { killCollect } from "./kill-collect.ts";
import { killCuration, killDataset } from "./kill-curation.ts";
import { killDecide } from "./kill-decide.ts";
import { killDoor } from "./kill-door.ts";
import { killDrafts } from "./kill-drafts.ts";
import { killExport } from "./kill-export.ts";
import { killFeeding } from "./kill-feeding.ts";
import { killFollow } from "./kill-follow.ts";
import { killImport } from "./kill-import.ts";
import { killIndex } from "./kill-index.ts";
import { killMerge } from "./kill-merge.ts";
import { killModels } from "./kill-models.ts";
import { killNetwork } from "./kill-network.ts";
import { killReplace } from "./kill-replace.ts";
import { killSnapshots } from "./kill-snapshots.ts";
import { killTogether } from "./kill-together.ts";
import type { Fault } from "./lib/fault.ts";
import { locks } from "./locks.ts";
import { ownOutput } from "./own-output.ts";
import { powerLoss } from "./power-loss.ts";
import { properties } from "./properties.ts";
import { propertyTests } from "./property-tests.ts";
import { signals } from "./signals.ts";
import { slow } from "./slow-disk.ts";
import { slowDoors } from "./slow-doors.ts";
import { twoWriters } from "./two-writers.ts";
import { vanishing } from "./vanishing.ts";

/** Every fault, in the order they run. */
export const faults: readonly Fault[] = [
  killCollect,
  killDoor,
  killFollow,
  killNetwork,
  killTogether,
  killImport,
  killReplace,
  killModels,
  killSnapshots,
  killExport,
  killCuration,
  killDataset,
  killDecide,
  killMerge,
  killDrafts,
  killIndex,
  killFeeding,
  twoWriters,
  locks,
  signals,
  damaged,
  hostileWorkspace,
  diskFull,
  slow,
  slowDoors,
  clock,
  vanishing,
  ownOutput,
  properties,
  propertyTests,
  powerLoss,
];
