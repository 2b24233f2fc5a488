import { describe, expect, it } from "vitest";
import { fuses } from "./fuses.ts";

describe("fuses", () => {
  it("are the nine that are known, each as the security checklist says", () => {
    expect(fuses).toEqual({
      strictlyRequireAllFuses: true,
      RunAsNode: false,
      EnableCookieEncryption: true,
      EnableNodeOptionsEnvironmentVariable: false,
      EnableNodeCliInspectArguments: false,
      EnableEmbeddedAsarIntegrityValidation: true,
      OnlyLoadAppFromAsar: true,
      LoadBrowserProcessSpecificV8Snapshot: false,
      GrantFileProtocolExtraPrivileges: false,
      WasmTrapHandlers: true,
    });
  });
});
