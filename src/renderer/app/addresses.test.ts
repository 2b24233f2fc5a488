import { Check } from "typebox/value";
import { describe, expect, it, vi } from "vitest";
import { ExecutionFilter } from "../../contract/index.ts";
import { startPlace } from "../review/movement.ts";
import { addressStep, findAddress, readAddress, writeAddress } from "../state/address/address.ts";
import { links } from "../views/overview/links.ts";
import { addressTable } from "./addresses.ts";

vi.mock("../transport/index.ts", () => ({ transport: { call: () => new Promise(() => undefined) } }));

const remembered = {
  "executions.filter": {
    engines: ["gpt-x", "a&b=c #? ü"],
    success: false,
    hours: [7, 23],
    weekdays: ["Monday"],
    minLatencyMs: 0.5,
    maxMemoryMb: 512,
    noStatus: true,
    text: "two words",
  },
  "executions.sort": "slowest",
  "executions.selected": 12_345,
  "executions.open": true,
  "executions.marked": 99,
  "executions.comparing": true,
  "engines.range": { kind: "custom", fromS: 1_700_000_000, toS: undefined },
  "engines.sort": { column: "p99.9", descending: false },
  "engines.selected": ["a", null, "b"],
  "comparisons.filter": { text: "", engines: [], pair: ["a", "b"], reviewed: "disagrees", minScore: 0, maxScore: null },
  "comparisons.place": { key: "a".repeat(24), index: 7, position: 1 },
  "samples.filter": { text: "", tiers: ["gold", "bronze"], origin: "auto", check: "any" },
};

const views = Object.keys(addressTable) as (keyof typeof addressTable)[];

/** What people type into an address, or what others put into a link. */
const hostile = [
  "y".repeat(3000),
  "😀".repeat(150),
  "😀".repeat(700),
  "\0\u202e<b>",
  "-1",
  "1e309",
  "NaN",
  "9".repeat(40),
  "",
  "0.5",
  "1",
  "a,b,,c",
  "yes",
];

describe("addresses", () => {
  it("give a filter that the host takes, whatever they say", () => {
    const parameters = addressTable.executions.flatMap((part) => [...part.parameters]);
    expect(parameters.length).toBeGreaterThan(30);
    const refused = parameters.flatMap((parameter) =>
      hostile.flatMap((value) => {
        const read = readAddress(addressTable, `#/executions?${parameter}=${encodeURIComponent(value)}`);
        return Check(ExecutionFilter, read?.values["executions.filter"]) ? [] : [`${parameter}=${value.slice(0, 12)}`];
      }),
    );
    expect(refused).toEqual([]);
  });

  it("say what is remembered, and are read back as the same address", () => {
    for (const view of views) {
      const address = writeAddress(addressTable, view, remembered);
      const read = readAddress(addressTable, address);
      expect(read?.view).toBe(view);
      expect(writeAddress(addressTable, view, read?.values ?? {})).toBe(address);
    }
    expect(writeAddress(addressTable, "executions", remembered)).toBe(
      "#/executions?engine=gpt-x&engine=a%26b%3Dc+%23%3F+%C3%BC&success=no&hour=7&hour=23&weekday=Monday&min-latency-ms=0.5&max-memory-mb=512&no-status=yes&text=two+words&sort=slowest&record=12345&open=yes&marked=99&compare=yes",
    );
    expect(readAddress(addressTable, "#/engines?from=1700000000&plot=a&plot=&plot=b&sort=-p95")?.values).toMatchObject({
      "engines.range": { kind: "custom", fromS: 1_700_000_000 },
      "engines.selected": ["a", null, "b"],
      "engines.sort": { column: "p95", descending: true },
      "engines.filter": [],
    });
  });

  it("mean the initial state where they say nothing", () => {
    for (const view of views) {
      expect(writeAddress(addressTable, view, {})).toBe(`#/${view}`);
      const { values } = readAddress(addressTable, `#/${view}`) ?? { values: {} };
      expect(Object.keys(values)).toEqual(addressTable[view].map(({ name }) => name));
      expect(writeAddress(addressTable, view, values)).toBe(`#/${view}`);
    }
  });

  it("survive what anybody types", () => {
    for (const hash of ["", "#", "#/", "#nowhere", "#/../engines", "#/engines/x", "#/constructor"]) {
      expect(readAddress(addressTable, hash)).toBeNull();
    }
    const odd =
      "?engine=&hour=24&hour=x&weekday=monday&marked=1.5&compare=maybe&success=maybe&from=NaN&min-latency-ms=1e999&record=%E0%A4%A&sort=__proto__&tier=platinum&status=x&comparison=../x&plot=";
    for (const view of views) expect(readAddress(addressTable, `#/${view}${odd}`)?.view).toBe(view);
    expect(readAddress(addressTable, `#/executions${odd}`)?.values).toMatchObject({ "executions.filter": {}, "executions.selected": null });
    const beyond = `?from=-1&to=99999999999999&since=1.5&record=-5&percentile=101&min-score=2&text=${"x".repeat(2001)}&engine=${"x".repeat(513)}`;
    for (const view of views)
      expect(writeAddress(addressTable, view, readAddress(addressTable, `#/${view}${beyond}`)?.values ?? {})).toBe(`#/${view}`);
    const shapes = [null, 5, "x", [], {}, { kind: "preset" }, { engines: 5, tiers: [null], key: 7 }];
    for (const shape of shapes) {
      const values = Object.fromEntries(views.flatMap((view) => addressTable[view].map(({ name }) => [name, shape])));
      for (const view of views) expect(writeAddress(addressTable, view, values)).toMatch(/^#\//);
    }
    expect(writeAddress(addressTable, "executions", { "executions.filter": { text: "x".repeat(100_000) } })).toBe("#/executions");
  });

  it("are a step of Back for a filter, not for moving through a list or for typing", () => {
    const step = (more: object) => addressStep(addressTable, writeAddress(addressTable, "executions", { ...remembered, ...more }));
    expect(step({ "executions.selected": 99 })).toBe(step({}));
    expect(step({ "executions.filter": { ...remembered["executions.filter"], text: "other" } })).toBe(step({}));
    expect(step({ "executions.marked": 5 })).toBe(step({}));
    expect(step({ "executions.comparing": false })).not.toBe(step({}));
    expect(step({ "executions.filter": {} })).not.toBe(step({}));
    expect(step({ "executions.open": false })).not.toBe(step({}));
    const at = (key: string) =>
      addressStep(addressTable, writeAddress(addressTable, "comparisons", { "comparisons.place": { ...startPlace, key } }));
    expect(at("a")).toBe(at("b"));
  });

  it("no two values of a view share a parameter", () => {
    for (const view of views) {
      const parameters = addressTable[view].flatMap((part) => part.parameters);
      expect(new Set(parameters).size, view).toBe(parameters.length);
    }
  });

  it("of the overview lead to what it names", () => {
    const shown = (link: string) => readAddress(addressTable, link)?.values;
    expect(shown(links.slowest("a&b", 0.5))).toMatchObject({
      "executions.filter": { engines: ["a&b"], minLatencyMs: 0.5, cached: false },
      "executions.sort": "slowest",
    });
    expect(shown(links.failures())).toMatchObject({ "executions.filter": { success: false } });
    expect(shown(links.engines("p99"))).toMatchObject({ "engines.sort": { column: "p99", descending: true } });
    expect(shown(links.toReview("x"))).toMatchObject({ "comparisons.filter": { reviewed: "no" }, "comparisons.place": { key: "x" } });
    expect(shown(links.fairness())).toMatchObject({ "comparisons.part": "fairness" });
  });

  it("are found in a link of any host", () => {
    expect(findAddress(addressTable, " http://127.0.0.1:4000/#/engines?range=day ")).toBe("#/engines?range=day");
    expect(findAddress(addressTable, "workbench://app/#/samples")).toBe("#/samples");
    expect(findAddress(addressTable, "http://127.0.0.1:4000/")).toBeNull();
    expect(findAddress(addressTable, "#/nowhere")).toBeNull();
  });
});
