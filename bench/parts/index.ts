import type { Part } from "../lib/part.ts";

/**
 * The parts in running order; those that change the shared comparisons most come last. Each is loaded in its own process, so that one
 * that fails to load does not affect the others.
 */
export const parts: Readonly<Record<string, () => Promise<Part>>> = {
  import: async () => (await import("./import.ts")).importPart,
  peers: async () => (await import("./peers.ts")).peersPart,
  conversion: async () => (await import("./conversion.ts")).conversionPart,
  live: async () => (await import("./live.ts")).livePart,
  network: async () => (await import("./network.ts")).networkPart,
  window: async () => (await import("./window.ts")).windowPart,
  door: async () => (await import("./door.ts")).doorPart,
  queries: async () => (await import("./queries.ts")).queriesPart,
  start: async () => (await import("./start.ts")).startPart,
  open: async () => (await import("./open.ts")).openPart,
  "engine-room": async () => (await import("./engine-room.ts")).engineRoomPart,
  screen: async () => (await import("./screen.ts")).screenPart,
  loop: async () => (await import("./loop.ts")).loopPart,
  growth: async () => (await import("./growth.ts")).growthPart,
  tenths: async () => (await import("./growth.ts")).tenthsPart,
  scale: async () => (await import("./scale.ts")).scalePart,
  long: async () => (await import("./long.ts")).longPart,
  export: async () => (await import("./export.ts")).exportPart,
  accuracy: async () => (await import("./accuracy.ts")).accuracyPart,
  coverage: async () => (await import("./coverage.ts")).coveragePart,
};

export const partNames = Object.keys(parts);
