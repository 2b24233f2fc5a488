import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { createServer, minifySync } from "vite";
import { inRoot } from "./places.mjs";

/** Packages with native code: installed beside the program, as `dependencies` of package.json. The last one only if a person wants it. */
export const nativePackages = ["@duckdb/node-bindings", "fs-native-extensions", "onnxruntime-node"];

export const licenceFileName = "THIRD-PARTY-LICENSES.txt";

/**
 * A Vite plugin for every bundle: modules of Assay do nothing by being imported, so a part that nobody uses is left out, and the licences of
 * the packages in the bundle lie beside it.
 */
export function bundled() {
  return {
    name: "assay-bundled",
    transform: (_code, id) => (isOwnModule(id) ? { moduleSideEffects: false } : null),
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((chunk) => (chunk.type === "chunk" ? Object.keys(chunk.modules) : []));
      const folders = [...new Set(modules.flatMap((id) => packageFolder(id) ?? []))].sort();
      if (folders.length === 0) return;
      this.emitFile({ type: "asset", fileName: licenceFileName, source: folders.map(describeLicence).join(`\n${"-".repeat(80)}\n\n`) });
    },
  };
}

/**
 * A Vite plugin for the page, which needs the contract's names and bounds and hardly any of its schemas: each constant of the contract that is
 * computed is marked as free of side effects, so that one nobody uses is left out, and the library of schemas with the last. A bundler cannot see
 * that by itself: reading `limits.max` or spreading an object might run a getter.
 */
export function droppableSchemas() {
  return {
    name: "assay-droppable-schemas",
    apply: "build",
    enforce: "post",
    transform(code, id) {
      if (id.includes(`${sep}node_modules${sep}typebox${sep}`)) return { moduleSideEffects: false };
      if (!id.startsWith(inRoot("src", "contract") + sep)) return null;
      let marked = code;
      const computed = this.parse(code)
        .body.flatMap(listDeclarators)
        .filter(({ init }) => init && isComputed(init));
      for (const { init } of computed.reverse())
        marked = `${marked.slice(0, init.start)}/* @__PURE__ */ (() => (${marked.slice(init.start, init.end)}))()${marked.slice(init.end)}`;
      return { code: marked, map: null, moduleSideEffects: false };
    },
  };
}

function listDeclarators(statement) {
  const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
  return declaration?.type === "VariableDeclaration" ? declaration.declarations : [];
}

/** Whether a value is more than a literal, a function, or a list or object of those. */
function isComputed(node) {
  if (node === null || typeof node !== "object" || /Function/.test(node.type)) return false;
  if (["CallExpression", "NewExpression", "SpreadElement", "MemberExpression"].includes(node.type)) return true;
  return Object.values(node).flat().some(isComputed);
}

/**
 * A Vite plugin for the page, which then holds the window's frame as markup, drawn by the components that draw it later: it is painted before the
 * screen's code has run, which `shell-first.js` starts. What paints it is asked for first: a browser has six connections to a host.
 */
export function staticShell() {
  return {
    name: "assay-static-shell",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      async handler(html, { bundle }) {
        const markup = await renderStaticShell();
        const font = Object.keys(bundle).find((file) => /\/inter-latin-wght-normal-[^/]*\.woff2$/.test(file));
        const screen = /^ *<script type="module" crossorigin src="([^"]+)"><\/script>\n/m;
        const modules = /^ *<link rel="modulepreload".*\n/gm;
        const styles = /^ *<link rel="stylesheet".*\n/gm;
        const [, entry] = html.match(screen) ?? [];
        const first = [
          ...(html.match(styles) ?? []),
          `    <link rel="preload" as="font" type="font/woff2" crossorigin href="./${font}">\n`,
        ];
        const later = [`    <link rel="modulepreload" crossorigin href="${entry}">\n`, ...(html.match(modules) ?? [])];
        const rest = html
          .replace(screen, "")
          .replace(modules, "")
          .replace(styles, "")
          .replace(/^ *<script/m, (script) => `${first.join("")}${script}`)
          .replace('src="./shell-first.js"', `src="./shell-first.js" data-screen="${entry}"`)
          .replace("  </body>", (end) => `${later.join("")}${end}`);
        return rest.replace('<div id="root"></div>', () => `<div id="root">${markup}</div>`);
      },
    },
    // Vite copies them as they are.
    writeBundle({ dir }) {
      for (const name of readdirSync(dir).filter((file) => file.endsWith(".js"))) {
        const path = join(dir, name);
        writeFileSync(path, minifySync(name, readFileSync(path, "utf8")).code);
      }
    },
  };
}

/** Runs the components in a server of Vite's that listens nowhere: names of styles become those of the build, which follow from their text. */
async function renderStaticShell() {
  const server = await createServer({
    root: inRoot("src", "renderer"),
    configFile: false,
    logLevel: "error",
    appType: "custom",
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true, include: [] },
  });
  try {
    const { renderStaticShell: render } = await server.ssrLoadModule("/app/static-shell.tsx");
    return render();
  } finally {
    await server.close();
  }
}

/** The engine, the contract and the host; entries are kept for what they are. */
function isOwnModule(id) {
  return ["main", "contract"].some((folder) => id.startsWith(inRoot("src", folder) + sep)) && id.endsWith(".ts");
}

/** The folder of the package that a module belongs to; null for our own. */
function packageFolder(id) {
  const path = id.replace(/^\0+/, "").replace(/\?.*$/, "");
  const at = path.lastIndexOf(`${sep}node_modules${sep}`);
  if (at < 0) return null;
  // By its name: its inner folders may have a package.json too, even with a version (libphonenumber-js).
  const start = at + `${sep}node_modules${sep}`.length;
  const [first, second] = path.slice(start).split(sep);
  const folder = path.slice(0, start) + (first.startsWith("@") ? join(first, second) : first);
  return folder;
}

/** @throws an Error naming a package that says nothing of its licence. */
function describeLicence(folder) {
  const { name, version, license } = readPackage(folder);
  if (license === undefined) throw new Error(`${name} names no licence; it cannot be bundled.`);
  const texts = readLicenceTexts(folder);
  return `${name} ${version} (${license})\n\n${texts.length > 0 ? texts.join("\n\n") : `Its package has no licence text; see ${license}.`}\n`;
}

/** The texts of the licences and notices in a package's folder, in the order of their names. */
export function readLicenceTexts(folder) {
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  return files.sort().map((file) => readFileSync(join(folder, file), "utf8").trim());
}

const readPackage = (folder) => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
