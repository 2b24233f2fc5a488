import { describe, expect, it, vi } from "vitest";

vi.mock("electron", () => ({ app: {}, session: {}, shell: {} }));
const { externalAddress } = await import("./external-links.ts");
const { isLocalRequest } = await import("./offline.ts");

describe("externalAddress", () => {
  it("lets https through, parsed, and nothing else", () => {
    expect(externalAddress("https://example.com/a b")).toBe("https://example.com/a%20b");
    for (const address of [
      "http://example.com",
      "https://u:p@example.com",
      "file:///x",
      "javascript:alert(1)",
      "workbench://app/",
      "",
      "https://",
    ]) {
      expect(externalAddress(address), address).toBeNull();
    }
  });
});

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
