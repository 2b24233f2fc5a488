// Vite's development server for the screen, in front of the built web host. Only `npm run dev` starts it.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import react from "@vitejs/plugin-react";
import { createServer } from "vite";
import { cliPath, inRoot } from "./places.mjs";

const host = spawn(process.execPath, [cliPath, "serve", "--json", "--no-open", ...process.argv.slice(2)], {
  stdio: ["ignore", "pipe", "inherit"],
});
host.on("exit", (code) => process.exit(code ?? 0));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => host.kill(signal));

const { url, port } = await new Promise((resolve) =>
  createInterface({ input: host.stdout }).once("line", (line) => resolve(JSON.parse(line))),
);
const target = `http://127.0.0.1:${port}`;

/** The proxy forwards with the host's own Origin, so it must check the Origin that the host would check. */
function guarded(extra) {
  const isOwn = (request) => request.headers.origin === `http://${request.headers.host}`;
  return {
    target,
    changeOrigin: true,
    headers: { origin: target },
    bypass: (request, response) => {
      if (isOwn(request)) return undefined;
      if (response) response.statusCode = 403;
      return false;
    },
    configure: (proxy) => proxy.on("proxyReqWs", (_proxyRequest, request, socket) => isOwn(request) || socket.destroy()),
    ...extra,
  };
}

/** Hot reload needs an inline script and its own socket; this looser policy is used here only. */
const devPolicy =
  "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self' ws:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const server = await createServer({
  configFile: false,
  root: inRoot("src", "renderer"),
  clearScreen: false,
  plugins: [react(), { name: "no-nonce", transformIndexHtml: (html) => html.replaceAll("__CSP_NONCE__", "") }],
  server: {
    host: "127.0.0.1",
    port: 5173,
    headers: { "Content-Security-Policy": devPolicy },
    proxy: { "/socket": guarded({ ws: true }), "/files": guarded(), "/session": guarded() },
    fs: { allow: [inRoot()] },
  },
});
await server.listen();
process.stdout.write(`Assay with hot reload, for one tab within a minute: ${server.resolvedUrls?.local[0]}${new URL(url).search}\n`);
