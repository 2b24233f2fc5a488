// npm run package [-- --only tar.gz,deb,…]: the packages of this system in dist/, with checksums, licences and a bill of materials; docs/packaging.md.
import { ensureInstalled } from "./lib/install.mjs";
import { inRoot, node24 } from "./lib/places.mjs";
import { main, runInPlace } from "./lib/run.mjs";

await main(async () => {
  await ensureInstalled();
  return (await runInPlace(node24(), [inRoot("scripts", "lib", "package", "make-packages.mjs"), ...process.argv.slice(2)])).code;
});
