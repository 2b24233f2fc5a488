import { describe, expect, it } from "vitest";
import { isOwnHost, isOwnOrigin, isSameSecret, judge } from "./guard.ts";

const port = 4321;

describe("isOwnHost", () => {
  it.each([
    ["127.0.0.1:4321", true],
    ["localhost:4321", true],
    ["LOCALHOST:4321", true],
    [undefined, false],
    ["", false],
    ["127.0.0.1", false],
    ["127.0.0.1:4322", false],
    ["127.0.0.1:04321", false],
    ["127.0.0.1:43210", false],
    ["127.1:4321", false],
    ["2130706433:4321", false],
    ["[::1]:4321", false],
    ["evil.example:4321", false],
    ["127.0.0.1.evil.example:4321", false],
    ["localhost.evil.example:4321", false],
    ["evil@127.0.0.1:4321", false],
    ["127.0.0.1:4321/", false],
    ["127.0.0.1:4321 ", false],
    ["localhost.:4321", false],
  ])("%j: %s", (host, expected) => {
    expect(isOwnHost(host, port)).toBe(expected);
  });

  it("accepts a host without port only on port 80", () => {
    expect(isOwnHost("localhost", 80)).toBe(true);
  });
});

describe("isOwnOrigin", () => {
  it.each([
    ["http://127.0.0.1:4321", true],
    [undefined, false],
    ["null", false],
    ["", false],
    ["https://127.0.0.1:4321", false],
    ["http://localhost:4321", false],
    ["http://127.0.0.1:4322", false],
    ["http://127.0.0.1", false],
    ["http://127.0.0.1:4321/", false],
    ["http://127.0.0.1:4321@evil.example", false],
    ["http://evil.example/http://127.0.0.1:4321", false],
    ["http://127.0.0.1:4321.evil.example", false],
    ["file://", false],
    ["chrome-extension://abc", false],
  ])("%j: %s", (origin, expected) => {
    expect(isOwnOrigin(origin, "127.0.0.1:4321")).toBe(expected);
  });
});

describe("isSameSecret", () => {
  it.each([
    ["secret", true],
    ["secre", false],
    ["secret ", false],
    ["", false],
    [undefined, false],
    [null, false],
  ])("%j: %s", (given, expected) => {
    expect(isSameSecret(given, "secret")).toBe(expected);
  });
});

describe("judge", () => {
  const good = { host: "127.0.0.1:4321", origin: "http://127.0.0.1:4321" };
  it.each([
    ["all is well", good, true, "ok"],
    ["a page needs no origin", { ...good, origin: undefined }, false, "ok"],
    ["an upgrade needs one", { ...good, origin: undefined }, true, "wrong_origin"],
    ["another site's page", { ...good, origin: "http://evil.example" }, true, "wrong_origin"],
    ["another site's page that only reads", { ...good, origin: "http://evil.example" }, false, "wrong_origin"],
    ["another port's page", { ...good, origin: "http://127.0.0.1:4322" }, false, "wrong_origin"],
    ["a rebound name", { ...good, host: "evil.example:4321" }, false, "wrong_host"],
    ["a cookie changes nothing", { ...good, cookie: "assay_4321=x", origin: undefined }, true, "wrong_origin"],
  ])("%s", (_what, headers, needsOrigin, check) => {
    expect(judge({ headers, headersDistinct: { host: [headers.host] } }, port, needsOrigin)).toBe(check);
  });

  it("refuses a repeated Host header", () => {
    expect(judge({ headers: good, headersDistinct: { host: [good.host, "evil.example"] } }, port, false)).toBe("wrong_host");
  });
});
