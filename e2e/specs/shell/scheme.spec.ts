import { rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "../../fixtures.ts";
import { outDir } from "../../hosts/paths.ts";
import { shell } from "./shell.ts";

interface Fetched {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const policy = (nonce: string) =>
  `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'`;

test("the page comes with a policy and a nonce of its own each time", async ({ assay }) => {
  const fetchPage = async () => (await shell(assay).ask({ ask: "fetch", method: "GET", url: "workbench://app/" })) as Fetched;
  const nonces: string[] = [];
  for (const page of [await fetchPage(), await fetchPage()]) {
    expect(page.status).toBe(200);
    expect(page.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(page.headers["x-content-type-options"]).toBe("nosniff");
    const nonce = /<meta name="csp-nonce" content="([^"]+)"/.exec(page.body)?.[1] ?? "";
    expect(nonce).toMatch(/^[A-Za-z0-9+/=]{24}$/);
    expect(page.headers["content-security-policy"]).toBe(policy(nonce));
    expect(page.body).not.toContain("__CSP_NONCE__");
    nonces.push(nonce);
  }
  expect(nonces[0]).not.toBe(nonces[1]);
});

test("nothing outside the screen's folder is served, however it is asked for", async ({ assay }) => {
  const link = join(outDir, "renderer", `way-out-${process.pid}.json`);
  await symlink(join(outDir, "../package.json"), link);
  try {
    const asked = [
      "workbench://app/../main/index.js",
      "workbench://app/%2e%2e/main/index.js",
      "workbench://app/..%2fmain/index.js",
      "workbench://app/..%5cmain%5cindex.js",
      "workbench://app/%00index.html",
      "workbench://app/%E0%A4%A",
      "workbench://app//etc/passwd",
      "workbench://evil/index.html",
      "workbench://app/assets",
      "workbench://app/missing.html",
      `workbench://app/way-out-${process.pid}.json`,
    ];
    for (const url of asked) {
      const answer = (await shell(assay).ask({ ask: "fetch", method: "GET", url })) as Fetched;
      expect(answer.status, url).toBe(404);
    }
  } finally {
    await rm(link);
  }
});

test("only GET is answered", async ({ assay }) => {
  for (const method of ["POST", "PUT", "DELETE", "HEAD"]) {
    const answer = (await shell(assay).ask({ ask: "fetch", method, url: "workbench://app/index.html" })) as Fetched;
    expect(answer.status, method).toBe(405);
  }
});
