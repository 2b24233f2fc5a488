import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerAsset } from "./asset.ts";

describe("answerAsset", () => {
  let folder: string;
  let root: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "assay-asset-"));
    root = join(folder, "renderer");
    await mkdir(join(root, "assets"), { recursive: true });
    await mkdir(join(folder, "renderer-evil"));
    await writeFile(join(root, "index.html"), '<meta name="csp-nonce" content="__CSP_NONCE__"><i>__CSP_NONCE__</i><b>__FIRST_PAINT__</b>');
    await writeFile(join(root, "assets/a b.js"), "ok");
    await writeFile(join(root, "assets/way.wasm"), "x");
    await writeFile(join(folder, "secret.json"), "{}");
    await writeFile(join(folder, "renderer-evil/x.js"), "x");
    await symlink(join(folder, "secret.json"), join(root, "assets/link.json"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const get = (url: string, method = "GET") => answerAsset(root, { method, url });

  it("serves the page with a fresh nonce in its policy and in its text", async () => {
    const [first, second] = await Promise.all([get("workbench://app/"), get("workbench://app/index.html?x#y")]);
    const policies = [first, second].map((answer) => answer.headers.get("content-security-policy") ?? "");
    const nonces = policies.map((policy) => /'nonce-([^']+)'/.exec(policy)?.[1]);
    expect(nonces[0]).not.toBe(nonces[1]);
    const html = await first.text();
    expect(html).toBe(`<meta name="csp-nonce" content="${nonces[0]}"><i>${nonces[0]}</i><b></b>`);
    expect(policies[0]).toContain("default-src 'none'; script-src 'self';");
    expect(policies[0]).not.toContain("unsafe");
  });

  it("tells the page what its address says of the first paint, and nothing else that stands there", async () => {
    const told = async (first: string) => /<b>(.*)<\/b>/.exec(await (await get(`workbench://app/?first=${first}`)).text())?.[1];
    expect(await told("dark+wide+live")).toBe("dark wide live");
    for (const first of ["", "dark", "%3Cscript%3E+a+b", "a+b+c%22", "a+b+c%0A", "$&+b+c"]) expect(await told(first), first).toBe("");
  });

  it("serves files by decoded name with their type", async () => {
    const answer = await get("workbench://app/assets/a%20b.js");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(await answer.text()).toBe("ok");
  });

  it.each([
    "workbench://app/../secret.json",
    "workbench://app/%2e%2e/secret.json",
    "workbench://app/..%2fsecret.json",
    "workbench://app/..%2frenderer-evil/x.js",
    "workbench://app/..%5csecret.json",
    "workbench://app/assets/link.json",
    "workbench://app/assets/way.wasm",
    "workbench://app/assets",
    "workbench://app/assets/%00",
    "workbench://app/%E0%A4%A",
    "workbench://other/index.html",
    "file:///etc/hostname.json",
    "not an address",
  ])("does not serve %s", async (url) => {
    expect((await get(url)).status).toBe(404);
  });

  it.each(["POST", "HEAD", "PUT", "DELETE"])("does not answer %s", async (method) => {
    expect((await get("workbench://app/", method)).status).toBe(405);
  });
});
