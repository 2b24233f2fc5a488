import { registerHooks } from "node:module";

/** Loaded before the built main bundle (`node --import`): there, `electron` is the double beside this file. */
const double = new URL("./electron.ts", import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) => (specifier === "electron" ? { url: double, shortCircuit: true } : next(specifier, context)),
});
