import { afterEach, beforeEach, expect, it } from "vitest";
import type { CurationAction } from "../../../contract/index.ts";
import { comparisonRecord, TestWorkspace } from "../testing/curation-workspace.ts";

/** Decisions that do not wait for the index: it gets them a little later, several at once. */
let workspace: TestWorkspace;
let keys: string[];
beforeEach(async () => {
  workspace = await TestWorkspace.make();
  keys = await workspace.compare(...Array.from({ length: 4 }, (_, i) => comparisonRecord(`c-${i}`)));
});
afterEach(() => workspace.remove());

const decide = (...actions: CurationAction[]) => workspace.curation.apply(actions, undefined, undefined, "later");
const promote = (at: number, tier: "gold" | "bronze"): CurationAction => ({
  type: "promote",
  comparison: keys[at] ?? "",
  position: 0,
  tier,
});
const clear = (at: number): CurationAction => ({ type: "clear", comparison: keys[at] ?? "", position: 0 });

interface Indexed {
  samples: string[];
  reviews: number;
}

async function readIndex(): Promise<Indexed> {
  const samples = await workspace.db.all<{ tier: string }>("SELECT tier FROM samples ORDER BY tier");
  const reviews = await workspace.db.get<{ n: number }>("SELECT count(*) AS n FROM reviews WHERE reviewed");
  return { samples: samples.map(({ tier }) => tier), reviews: reviews?.n ?? 0 };
}

it("are in force at once, and in the index for who waits: of several about one sample what they come to", async () => {
  await decide(promote(0, "gold"));
  await decide(clear(0));
  await decide(promote(1, "gold"));
  await decide(promote(1, "bronze"));
  await decide(promote(2, "gold"));
  expect(await readIndex()).toEqual({ samples: [], reviews: 0 });
  expect((await workspace.curation.readDecisions(keys[2] ?? "")).candidates.get(0)).toMatchObject({ tier: "gold" });
  await workspace.curation.indexed();
  expect(await readIndex()).toEqual({ samples: ["bronze", "gold"], reviews: 2 });
  await decide(clear(1));
  await workspace.curation.indexed();
  expect(await readIndex()).toEqual({ samples: ["gold"], reviews: 1 });
});

it("come in by themselves, and before a decision that waits", async () => {
  await decide(promote(0, "gold"));
  await expect.poll(readIndex).toEqual({ samples: ["gold"], reviews: 1 });
  await decide(promote(1, "gold"));
  await workspace.curation.apply([promote(2, "bronze")]);
  expect(await readIndex()).toEqual({ samples: ["bronze", "gold", "gold"], reviews: 3 });
});

it("are all there after a kill that came before the index had them", async () => {
  await decide(promote(0, "gold"));
  await decide(promote(3, "bronze"));
  expect((await readIndex()).reviews).toBe(0);
  await workspace.kill();
  expect(await readIndex()).toEqual({ samples: ["bronze", "gold"], reviews: 2 });
  await workspace.curation.undo();
  expect(await readIndex()).toEqual({ samples: ["gold"], reviews: 1 });
});
