import { expect, it } from "vitest";
import { describeFirstPaint } from "./screen.ts";

it("a first paint is told theme, sidebar and view, in words that are known", () => {
  const kept = { "app.theme": "dark", "app.railIsNarrow": true, "app.view": "live", "executions.filter": { text: "secret" } };
  expect(describeFirstPaint(JSON.stringify(kept))).toBe("dark narrow live");
  for (const json of ["", "{", "null", "[]", "7", '{"app.theme":"\\"><script>","app.railIsNarrow":"yes","app.view":"nowhere"}'])
    expect(describeFirstPaint(json), json).toBe("last wide overview");
});
