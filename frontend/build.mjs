// Builds src/mathshubs/static: `node frontend/build.mjs`. Every src/*.js and sass/[a-z]*.scss is an entry.
import { copyFile, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../src/mathshubs/static");
const modules = join(here, "node_modules");

await mkdir(out, { recursive: true });

const rooms = (await readdir(join(here, "sass/rooms"))).filter((name) => name.endsWith(".scss")).sort();
const room = rooms.map((name) => `@use "rooms/${name.replace(/^_|\.scss$/g, "")}";`).join("\n");
const sheets = (await readdir(join(here, "sass"))).filter((name) => /^[a-z].*\.scss$/.test(name));
for (const name of sheets) {
  const { css } = sass.compile(join(here, "sass", name), {
    loadPaths: [modules],
    importers: [
      {
        canonicalize: (url) => (url === "rooms" ? new URL("rooms:all") : null),
        load: (url) => (url.protocol === "rooms:" ? { contents: room.replaceAll("rooms/", `${here}/sass/rooms/`), syntax: "scss" } : null),
      },
    ],
    quietDeps: true,
  });
  // Leaflet names pictures that we do not use.
  const ours = css.replaceAll(/^.*url\((images\/|#default#VML).*$/gm, "");
  const { code } = await esbuild.transform(ours, { loader: "css", minify: true, target: ["chrome111", "safari16.4", "firefox113"] });
  await writeFile(join(out, name.replace(/scss$/, "css")), code);
}

const scripts = (await readdir(join(here, "src"))).filter((name) => name.endsWith(".js"));
await esbuild.build({
  entryPoints: scripts.map((name) => join(here, "src", name)),
  outdir: out,
  bundle: true,
  external: ["./autocomplete.js"],
  minify: true,
  format: "esm",
  target: ["chrome111", "safari16.4", "firefox113"],
  nodePaths: [modules],
  legalComments: "linked",
  logLevel: "warning",
});

const pictures = await readdir(join(here, "images"));
for (const name of pictures) await copyFile(join(here, "images", name), join(out, name));
await copyFile(
  join(modules, "@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2"),
  join(out, "figtree.woff2"),
);

const kept = new Set([...sheets.map((name) => name.replace(/scss$/, "css")), ...scripts, ...scripts.map((name) => `${name}.LEGAL.txt`), ...pictures, "figtree.woff2"]);
for (const name of await readdir(out)) if (!kept.has(name) && !name.startsWith(".")) await rm(join(out, name), { recursive: true });
console.log(`Built ${kept.size - scripts.length} files in src/mathshubs/static.`);
