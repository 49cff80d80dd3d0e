// Bundles the extension, the graph panel's page and its layout worker (carried as text by the page) into dist/.
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";

import { build } from "esbuild";

const { values } = parseArgs({ options: { debug: { type: "boolean", default: false } } });
const common = { bundle: true, minify: !values.debug, sourcemap: values.debug ? "inline" : false, logLevel: "warning" };
const web = { ...common, platform: "browser", format: "iife", target: "es2022" };

/** `inline-worker:./file.ts` is the bundled text of that file. */
const inlineWorker = {
  name: "inline-worker",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^inline-worker:/ }, ({ path, resolveDir }) => ({
      path: resolve(resolveDir, path.slice("inline-worker:".length)),
      namespace: "inline-worker",
    }));
    onLoad({ filter: /.*/, namespace: "inline-worker" }, async ({ path }) => {
      const { outputFiles } = await build({ ...web, sourcemap: false, entryPoints: [path], write: false });
      return { contents: outputFiles[0].text, loader: "text", watchFiles: [path] };
    });
  },
};

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist");
await Promise.all([
  build({
    ...common,
    entryPoints: ["src/extension.ts"],
    outfile: "dist/extension.js",
    platform: "node",
    format: "cjs",
    target: "node20",
    external: ["vscode"],
  }),
  build({ ...web, entryPoints: ["src/webview/main.ts"], outfile: "dist/webview.js", plugins: [inlineWorker] }),
]);
cpSync("media/panel.css", "dist/panel.css");
