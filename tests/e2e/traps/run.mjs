// Files and projects at their worst, in the real editor.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

import { runApiSuite } from "../lib/api.mjs";

if (process.env.FULLGRAPH_E2E_FAKE) {
  console.log("the stand-in of the server looks for text only");
  process.exit(0);
}
const BREAKS = "import torch\n\n\n@torch.compile\ndef f(x):\n    if x.sum() > 0:\n        x = x + 1\n    return -x\n";
const MISTAKES = 'def )(:\n    return return\nclass\n@@torch\n"unterminated\n    ] } ) ( [ {\nx = = 3\n';
const LOOPS = "import torch\nwhile True:\n    pass\n\n\n# fullgraph: x=f32[4]\n@torch.compile\ndef f(x):\n    x = x + 1\n    return x\n";

/** 7,000 lines of torch's own, with one function of ours at the end. */
function long() {
  const where = execFileSync(process.env.PYTHON, ["-c", "import importlib.util; print(importlib.util.find_spec('torch').submodule_search_locations[0])"], { encoding: "utf8" });
  const folder = join(where.trim(), "nn/modules");
  let text = "";
  for (const name of readdirSync(folder).filter((one) => one.endsWith(".py")).sort().reverse()) {
    if (text.split("\n").length > 7_000) {
      break;
    }
    text += `${readFileSync(join(folder, name), "utf8").replaceAll(/^from __future__.*$/gm, "")}\n`;
  }
  return text + BREAKS;
}

function prepare(folder) {
  const files = { "empty.py": "", "long.py": long(), "broken.py": `${BREAKS}\n\n${MISTAKES}`, "loops.py": LOOPS, "pyproject.toml": "[tool.fullgraph]\n" };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text);
  }
}

process.exit(await runApiSuite("traps/suite.cjs", { prepare, settings: { "fullgraph.trace.timeout": 5 } }));
