import { writeFileSync } from "node:fs";
import { selectEngines } from "../../src/main/headless/clickhouse/engines-sql.ts";
import { selectSpans } from "../../src/main/headless/clickhouse/spans-sql.ts";
import { inRoot } from "../lib/places.mjs";
import { say } from "../lib/run.mjs";

const path = inRoot("src", "main", "headless", "clickhouse", "testing", "recorded.json");
const all = { engines: ["outer-framework", "inner-client", "failing", "answered", "phoenix"] };

/** Writes what the engine answers to what Assay asks, byte for byte, for the tests that have no Python. */
export async function record(shim) {
  const compact = "\nFORMAT JSONCompactEachRowWithNamesAndTypes";
  const columns = new Map(
    (await shim.send(`DESCRIBE TABLE otel_traces${compact}`))
      .trim()
      .split("\n")
      .slice(2)
      .map((line) => JSON.parse(line))
      .map(([name, type]) => [name, type]),
  );
  const questions = {
    readonly: "SELECT getSetting('readonly')\nFORMAT TabSeparated",
    describe: `DESCRIBE TABLE \`otel_traces\`${compact}`,
    engines: `${selectEngines("otel_traces", columns, all)}${compact}`,
    spans: `${selectSpans("otel_traces", columns, all, null)}\nFORMAT JSONEachRow`,
    values: `SELECT toUInt64(18446744073709551615) AS big, toInt64(42) AS small, 1.25 AS real, NULL AS none, 'a"\\\\12345678901234567890' AS text, map('k', 1) AS pairs, true AS yes, toDecimal64(1.5, 3) AS money, nan AS no_number${compact}`,
    noTable: `DESCRIBE TABLE \`nope\`${compact}`,
    late: `SELECT number, throwIf(number = 3, 'late') AS thrown FROM numbers(5) SETTINGS max_block_size = 1${compact}`,
  };
  const recorded = {};
  for (const [name, sql] of Object.entries(questions)) recorded[name] = await read(await shim.ask(sql));
  recorded.wrongPassword = await read(await shim.ask("SELECT 1", "assay", "wrong"));
  writeFileSync(path, `${JSON.stringify(recorded, null, 2)}\n`);
  say(`Recorded ${Object.keys(recorded).length} answers.`);
}

/** What came; an answer that broke off holds what came before. */
async function read(answer) {
  const headers = Object.fromEntries([...answer.headers].filter(([name]) => name.startsWith("x-clickhouse")));
  const chunks = [];
  let isBroken = false;
  try {
    for await (const chunk of answer.body) chunks.push(chunk);
  } catch {
    isBroken = true;
  }
  return { status: answer.status, headers, body: Buffer.concat(chunks).toString("utf8"), isBroken };
}
