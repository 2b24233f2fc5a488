import { describe, expect, it } from "vitest";
import { collectCommand } from "./commands/collect.ts";
import { serveCommand } from "./commands/serve.ts";
import { statsCommand } from "./commands/stats.ts";
import { parseCommand } from "./parse.ts";

const wrong = (message: RegExp) => expect.objectContaining({ code: "invalid_argument", message: expect.stringMatching(message) });

describe("parseCommand", () => {
  it("reads options, repeated ones and positionals", () => {
    const args = parseCommand(statsCommand, ["--workspace", "w", "--engine=a", "--engine", "b", "--successful-only", "--json", "x"]);
    expect(args.text("workspace")).toBe("w");
    expect(args.texts("engine")).toEqual(["a", "b"]);
    expect(args.flag("successful-only")).toBe(true);
    expect(args.flag("verbose")).toBe(false);
    expect(args.positionals).toEqual(["x"]);
  });

  it("takes everything after -- literally", () => {
    expect(parseCommand(serveCommand, ["--", "--port"]).positionals).toEqual(["--port"]);
  });

  it.each<[string[], RegExp]>([
    [["--workspac", "w"], /Unknown option --workspac\. Did you mean --workspace\?/],
    [["--workspace", "w", "-z"], /Unknown option -z/],
    [["--workspace", "w", "--__proto__", "x"], /Unknown option --__proto__/],
    [["--workspace", "w", "--constructor"], /Unknown option --constructor/],
    [["--workspace"], /--workspace needs a value/],
    [["--workspace", "--json"], /--workspace needs a value/],
    [["--workspace", ""], /--workspace may not be empty/],
    [["--workspace", "a", "--workspace", "b"], /--workspace is given twice/],
    [["--workspace", "w", "--successful-only=yes"], /--successful-only takes no value/],
  ])("refuses %j", (argv, message) => {
    expect(() => parseCommand(statsCommand, argv)).toThrow(wrong(message));
  });

  it("requires what has no default", () => {
    expect(() => parseCommand(collectCommand, [])).toThrow(wrong(/--kind KIND is missing/));
  });

  it("points to the help", () => {
    expect(() => parseCommand(collectCommand, ["--nope"])).toThrow(expect.objectContaining({ fix: "See: assay collect --help" }));
  });

  it("accepts -h for --help, and suggests no long option for another letter", () => {
    expect(parseCommand(statsCommand, ["-h"]).flag("help")).toBe(true);
    expect(() => parseCommand(statsCommand, ["-w"])).toThrow(expect.objectContaining({ message: "Unknown option -w." }));
  });

  it("requires nothing when help is requested", () => {
    expect(parseCommand(statsCommand, ["--help"]).flag("help")).toBe(true);
  });
});
