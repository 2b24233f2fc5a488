import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { inRoot } from "../lib/places.mjs";

export const password = "not-to-be-seen-anywhere";

/**
 * Starts ClickHouse's own engine behind its HTTP interface. @param program the Python that has chdb.
 * @returns its address, `send` for statements of whoever sets it up, and `stop`.
 */
export async function startShim(program) {
  const child = spawn(program, [inRoot("scripts", "clickhouse-python.py")], {
    env: { ...process.env, CLICKHOUSE_PASSWORD: password },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [port] = await once(createInterface({ input: child.stdout }), "line");
  const url = `http://127.0.0.1:${port}`;
  const ask = (sql, user = "assay", given = password) =>
    fetch(url, { method: "POST", body: sql, headers: { Authorization: `Basic ${btoa(`${user}:${given}`)}` } });
  return {
    url,
    ask,
    async send(sql) {
      const answer = await ask(sql);
      const text = await answer.text();
      if (!answer.ok || answer.headers.has("x-clickhouse-exception-code")) throw new Error(text);
      return text;
    },
    stop: () => child.kill(),
  };
}
