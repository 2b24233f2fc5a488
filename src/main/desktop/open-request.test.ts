import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { checkRequest, parseArguments } from "./open-request.ts";

const cwd = resolve("/home/ada");
const at = (path: string) => resolve(cwd, path);

describe("parseArguments", () => {
  it("finds the workspace in either spelling, among Chromium's own switches", () => {
    const parse = (...argv: string[]) => parseArguments(["assay", ...argv], cwd, false).workspace;
    expect(parse("--no-sandbox", "--workspace", "a b")).toBe(at("a b"));
    expect(parse("--workspace=/x=y")).toBe(resolve("/x=y"));
    expect(parse("--workspace", "one", "--workspace", "two")).toBe(at("one"));
    expect(parse()).toBeNull();
  });

  it("refuses the argument without a folder", () => {
    for (const argv of [["--workspace"], ["--workspace="], ["--workspace", "--no-sandbox"], ["--workspace", ""]]) {
      expect(() => parseArguments(["assay", ...argv], cwd, false), argv.join(" ")).toThrow("--workspace needs a folder.");
    }
  });

  it("takes the rest as paths, from the folder of the start, and addresses as the paths they name", () => {
    const runs = at("runs ä.jsonl");
    const argv = [
      "assay",
      "a.jsonl",
      "--inspect=0",
      "../b",
      "/c.ndjson",
      pathToFileURL(runs).href,
      "-x",
      "",
      "file://%zz",
      "file:///n%00l",
      "n\0l",
    ];
    expect(parseArguments(argv, cwd, false).paths).toEqual([at("a.jsonl"), at("../b"), resolve("/c.ndjson"), runs]);
  });

  it("does not take the app's own path for one to open", () => {
    expect(parseArguments(["electron", "--inspect=0", ".", "a.jsonl"], cwd, true).paths).toEqual([at("a.jsonl")]);
    expect(parseArguments(["electron", "."], cwd, true)).toEqual({ workspace: null, paths: [] });
  });
});

describe("checkRequest", () => {
  const request = { workspace: at("w"), paths: [at("a.jsonl")] };

  it("lets a request through, and nothing else that is in it", () => {
    expect(checkRequest({ ...request, surplus: 1 })).toEqual(request);
    expect(checkRequest({ workspace: null, paths: [] })).toEqual({ workspace: null, paths: [] });
  });

  it.each([
    [undefined],
    [null],
    ["x"],
    [[]],
    [{}],
    [{ ...request, workspace: "relative" }],
    [{ ...request, workspace: undefined }],
    [{ ...request, workspace: 7 }],
    [{ ...request, paths: "a" }],
    [{ ...request, paths: ["relative"] }],
    [{ ...request, paths: [null] }],
    [{ ...request, paths: [`${at("a")}\0b`] }],
    [{ ...request, paths: [at("x".repeat(40_000))] }],
    [{ ...request, paths: Array.from({ length: 10_001 }, () => at("a")) }],
  ])("refuses %j", (value) => {
    expect(checkRequest(value)).toBeNull();
  });
});
