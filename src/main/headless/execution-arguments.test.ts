import { expect, it } from "vitest";
import { executionsCommand } from "./commands/executions.ts";
import { readExecutionFilter } from "./execution-arguments.ts";
import { parseCommand } from "./parse.ts";

const read = (...argv: string[]) => readExecutionFilter(parseCommand(executionsCommand, argv));

it("options make a filter", () => {
  expect(
    read(
      ...["--hour", "7", "--hour=23", "--weekday", "Tue", "--weekday", "sunday", "--no-status", "--status", "ok"],
      ...["--min-memory", "512.5", "--max-memory", "2000", "--min-cpu", "0", "--max-cpu", "350", "--outcome", "failed"],
    ),
  ).toEqual({
    success: false,
    statuses: ["ok"],
    noStatus: true,
    hours: [7, 23],
    weekdays: ["Tuesday", "Sunday"],
    minMemoryMb: 512.5,
    maxMemoryMb: 2000,
    minCpuPercent: 0,
    maxCpuPercent: 350,
  });
  expect(read()).toEqual({});
});

it.each<[string[], RegExp]>([
  [["--hour", "24"], /--hour must be a whole number from 0 to 23, not "24"/],
  [["--hour", "-1"], /--hour/],
  [["--hour", "7:00"], /--hour/],
  [["--weekday", "Tu"], /--weekday must be one of Monday, .*, not "Tu"/],
  [["--weekday", "Tuesdays"], /--weekday/],
  [["--min-cpu", "50%"], /--min-cpu must be a number, 0 or more/],
])("%j is refused", (argv, message) => {
  expect(() => read(...argv)).toThrow(message);
});
