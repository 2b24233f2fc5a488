import { describe, expect, it } from "vitest";
import { cookieValue, isOwnHost, isOwnOrigin, isToken, judge, newToken } from "./guard.ts";

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

  it("takes a host without port only where the port is HTTP's own", () => {
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

describe("tokens and cookies", () => {
  it("makes tokens of 32 random bytes", () => {
    expect(Buffer.from(newToken(), "base64url")).toHaveLength(32);
    expect(newToken()).not.toBe(newToken());
  });

  it.each([
    ["secret", true],
    ["secre", false],
    ["secret ", false],
    ["", false],
    [undefined, false],
    [null, false],
  ])("isToken(%j): %s", (given, expected) => {
    expect(isToken(given, "secret")).toBe(expected);
  });

  it.each([
    ["assay_4321=abc", "abc"],
    ["other=1; assay_4321=abc; more=2", "abc"],
    ["assay_4321=a=b", "a=b"],
    ["assay_43210=abc", undefined],
    ["xassay_4321=abc", undefined],
    ["assay_4321=one; assay_4321=two", undefined],
    [undefined, undefined],
  ])("cookie of %j: %j", (header, expected) => {
    expect(cookieValue(header, "assay_4321")).toBe(expected);
  });
});

describe("judge", () => {
  const door = { port, token: "secret" };
  const good = { host: "127.0.0.1:4321", origin: "http://127.0.0.1:4321", cookie: "assay_4321=secret" };
  it.each([
    ["all is well", good, true, "ok"],
    ["a page needs no origin", { ...good, origin: undefined }, false, "ok"],
    ["an upgrade needs one", { ...good, origin: undefined }, true, "wrong_origin"],
    ["another site's page", { ...good, origin: "http://evil.example" }, true, "wrong_origin"],
    ["another site's page that only reads", { ...good, origin: "http://evil.example" }, false, "wrong_origin"],
    ["a rebound name", { ...good, host: "evil.example:4321" }, false, "wrong_host"],
    ["no cookie", { ...good, cookie: undefined }, false, "no_token"],
    ["a wrong cookie", { ...good, cookie: "assay_4321=guess" }, true, "no_token"],
    ["another port's cookie", { ...good, cookie: "assay_4322=secret" }, true, "no_token"],
  ])("%s", (_what, headers, needsOrigin, verdict) => {
    expect(judge({ headers, headersDistinct: { host: [headers.host] } }, door, needsOrigin)).toBe(verdict);
  });

  it("takes no host that is named twice", () => {
    expect(judge({ headers: good, headersDistinct: { host: [good.host, "evil.example"] } }, door, false)).toBe("wrong_host");
  });
});
