import { expect, it } from "vitest";
import { toErrorValue } from "../../../contract/index.ts";
import { describePlace, readAddress } from "./address.ts";

it("reads an address, and from the environment what it leaves out", () => {
  const env = { CLICKHOUSE_USER: "u", CLICKHOUSE_PASSWORD: "p" };
  expect(readAddress("http://localhost:8123", {})).toEqual({
    url: "http://localhost:8123",
    database: "default",
    username: "default",
    password: "",
  });
  expect(readAddress("https://a%40b:p%2Fw@h:8443/otel/", env)).toEqual({
    url: "https://h:8443",
    database: "otel",
    username: "a@b",
    password: "p/w",
  });
  expect(readAddress("http://h", env)).toMatchObject({ username: "u", password: "p" });
  expect(describePlace(readAddress("http://u:secret@h:8123/otel", {}), "spans")).toBe("clickhouse h:8123/otel.spans");
  expect(describePlace(readAddress("http://h:8123", {}), "other.spans")).toBe("clickhouse h:8123/other.spans");
});

it.each([
  "h:8123",
  "ftp://u:secret@h",
  "http://u:secret@h/a/b",
  "http://u:secret@h?readonly=0",
  "http://u:se%ZZcret@h",
  "file:///etc/passwd",
])("refuses %s, and repeats nothing of it", (text) => {
  let error = {};
  try {
    readAddress(text, {});
  } catch (thrown) {
    error = toErrorValue(thrown);
  }
  expect(error).toMatchObject({ code: "invalid_argument" });
  expect(JSON.stringify(error)).not.toMatch(/secret|se%ZZ|passwd/);
});
