import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { CachedQueries } from "../queries/cached-queries.ts";
import { ComparisonSearch } from "../queries/search/comparison-search.ts";
import { comparisonRecord, sampleLine, TestWorkspace } from "../testing/curation-workspace.ts";

/** Decisions whose index rows cannot be written: a file stands where rows of many decisions wait for the database. */
let workspace: TestWorkspace;
let staging: string;
let keys: string[];

beforeEach(async () => {
  workspace = await TestWorkspace.make();
  keys = await workspace.compare(...Array.from({ length: 60 }, (_, i) => comparisonRecord(`c-${i}`)));
  staging = join(workspace.folder, ".assay", "staging");
});
afterEach(() => workspace.remove());

async function breakIndex(): Promise<void> {
  await rm(staging, { recursive: true });
  await writeFile(staging, "");
}

async function mendIndex(): Promise<void> {
  await rm(staging);
  await mkdir(staging);
}

const tieAll = (some: readonly string[]) => workspace.curation.apply(some.map((comparison) => ({ type: "tie", comparison }) as const));

async function list(reviewed?: boolean) {
  const { db } = workspace;
  const comparisonSearch = new ComparisonSearch({ db } as ConstructorParameters<typeof ComparisonSearch>[0]);
  const queries = new CachedQueries({ db, comparisonSearch } as ConstructorParameters<typeof CachedQueries>[0]);
  const filter = reviewed === undefined ? {} : { reviewed };
  const page = await queries.comparisons({ filter, limit: 100 }, undefined, workspace.curation.reviewsInForce());
  return { total: page.total, reviewedTotal: page.reviewedTotal, marked: page.rows.filter((row) => row.outcome === "tie").length };
}

it("are in the lists all the same, and the lag is reported until the index has caught up", async () => {
  await tieAll(keys.slice(0, 5));
  expect(workspace.curation.reviewsInForce()).toBeNull();
  await breakIndex();
  await tieAll(keys.slice(5, 35));
  await workspace.curation.apply([{ type: "tie", comparison: keys[40] ?? "" }]);
  expect(await list()).toEqual({ total: 60, reviewedTotal: 36, marked: 36 });
  expect(await list(true)).toEqual({ total: 36, reviewedTotal: 36, marked: 36 });
  expect(await list(false)).toEqual({ total: 24, reviewedTotal: 36, marked: 0 });
  expect(workspace.curation.indexProblem).toMatch(/^2 decisions are saved, but the index cannot be written/);

  // Building the rows again fails too: those that are there stay.
  await workspace.curation.flush();
  expect(await workspace.db.get("SELECT count(*) AS n FROM reviews")).toEqual({ n: 5 });
  expect(await list(true)).toEqual({ total: 36, reviewedTotal: 36, marked: 36 });

  await mendIndex();
  await workspace.curation.flush();
  expect([workspace.curation.indexProblem, workspace.curation.reviewsInForce()]).toEqual([null, null]);
  expect(await list(true)).toEqual({ total: 36, reviewedTotal: 36, marked: 36 });
});

it("leave listed samples in place when their rows cannot be rebuilt", async () => {
  const refs = await workspace.collect(...Array.from({ length: 30 }, (_, i) => sampleLine(`s-${i}`)));
  const retier = (some: readonly string[], tier: "silver" | "bronze") =>
    workspace.curation.apply(some.map((sample) => ({ type: "retier", sample, tier }) as const));
  await retier(refs, "silver");
  await breakIndex();
  await retier(refs, "bronze");
  await workspace.curation.apply([{ type: "demote", sample: refs[0] ?? "" }]);
  await workspace.curation.flush();
  const tiers = async () => (await workspace.curation.listSamples({ filter: {}, limit: 100 })).byTier;
  expect(await tiers()).toEqual({ gold: 0, silver: 30, bronze: 0 });
  await mendIndex();
  await workspace.curation.flush();
  expect(await tiers()).toEqual({ gold: 0, silver: 0, bronze: 29 });
});
