import { describe, expect, it, vi } from "vitest";

vi.mock("electron", () => ({ app: {}, session: {} }));
const { isLocalRequest, proxyBypassRules } = await import("./offline.ts");

describe("isLocalRequest", () => {
  it("keeps every request on this machine", () => {
    for (const address of ["workbench://app/a.js", "data:text/plain,x", "blob:workbench://app/1", "devtools://devtools/x"]) {
      expect(isLocalRequest(address, "workbench://app"), address).toBe(true);
    }
    for (const address of [
      "https://example.com",
      "http://127.0.0.1:1",
      "ws://127.0.0.1:1",
      "file:///etc/passwd",
      "workbench://other/",
      "x",
    ]) {
      expect(isLocalRequest(address, "workbench://app"), address).toBe(false);
    }
  });

  it("admits the development server and its socket, and no other port", () => {
    const dev = "http://localhost:5173";
    expect(isLocalRequest("http://localhost:5173/a", dev)).toBe(true);
    expect(isLocalRequest("ws://localhost:5173/", dev)).toBe(true);
    expect(isLocalRequest("http://localhost:5174/", dev)).toBe(false);
    expect(isLocalRequest("https://localhost:5173/", dev)).toBe(false);
  });
});

describe("proxyBypassRules", () => {
  it("lets nothing past the dead proxy but the development server", () => {
    expect(proxyBypassRules("workbench://app")).toBe("<-loopback>");
    expect(proxyBypassRules("http://localhost:5173")).toBe("<-loopback>,localhost:5173");
  });
});
