import { describe, expect, it } from "vitest";
import { appOrigin, devOrigin, toOrigin } from "./origin.ts";

describe("toOrigin", () => {
  it.each([
    ["workbench://app/index.html", appOrigin],
    ["workbench://app.example.com/", "workbench://app.example.com"],
    ["workbench://evil@app.example.com/", "workbench://app.example.com"],
    ["https://example.com:443/x", "https://example.com"],
    ["about:blank", null],
    ["data:text/html,x", null],
    ["nonsense", null],
  ])("%s is of %s", (address, origin) => {
    expect(toOrigin(address)).toBe(origin);
  });
});

describe("devOrigin", () => {
  it("is a loopback server's, and exists only while the app is not packaged", () => {
    expect(devOrigin(false, "http://localhost:5173/")).toBe("http://localhost:5173");
    expect(devOrigin(false, "http://127.0.0.1:5173")).toBe("http://127.0.0.1:5173");
    expect(devOrigin(true, "http://localhost:5173/")).toBeNull();
    expect(devOrigin(false, "http://localhost.example.com/")).toBeNull();
    expect(devOrigin(false, "https://example.com/")).toBeNull();
    expect(devOrigin(false, "")).toBeNull();
    expect(devOrigin(false, undefined)).toBeNull();
  });
});
