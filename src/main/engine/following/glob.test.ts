import { expect, it } from "vitest";
import { compileGlob } from "./glob.ts";

it.each([
  ["/l/*.jsonl", ["/l/a.jsonl", "/l/.jsonl.jsonl", "/l/x/a.jsonl", "/l/a.json"], ["/l/a.jsonl"]],
  ["/l/**/*.log", ["/l/a.log", "/l/x/y/a.log", "/l/.x/a.log", "/l/a.txt"], ["/l/a.log", "/l/x/y/a.log"]],
  ["/l/**", ["/l/a", "/l/x/b", "/l/.a", "/m/a"], ["/l/a", "/l/x/b"]],
  ["/l/a?[0-9].{log,txt}", ["/l/ab1.log", "/l/ab1.txt", "/l/abc.log", "/l/a1.log"], ["/l/ab1.log", "/l/ab1.txt"]],
  ["/l-x/a-*.b", ["/l-x/a-1.b", "/l-x/a.b"], ["/l-x/a-1.b"]],
  ["/l/[!a]b", ["/l/ab", "/l/cb"], ["/l/cb"]],
  ["/l/app{*.log,.{a,b}}", ["/l/app1.log", "/l/app.a", "/l/app.b", "/l/app.c"], ["/l/app1.log", "/l/app.a", "/l/app.b"]],
  ["/l/[z-a]b", ["/l/ab", "/l/[z-a]b"], ["/l/[z-a]b"]],
  ["/l/a+b(1).[x", ["/l/a+b(1).[x", "/l/aab1.[x"], ["/l/a+b(1).[x"]],
  ["/l/app.jsonl*", ["/l/app.jsonl", "/l/app.jsonl.1", "/l/app.json"], ["/l/app.jsonl", "/l/app.jsonl.1"]],
])("%s", (pattern, paths, matching) => {
  expect(paths.filter(compileGlob(pattern))).toEqual(matching);
});
