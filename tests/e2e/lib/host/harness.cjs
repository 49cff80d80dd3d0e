// Used inside the extension host: runs named tests one after another and writes what happened to a file.
const { appendFileSync, existsSync, readFileSync } = require("node:fs");
const process = require("node:process");
const vscode = require("vscode");

async function until(what, probe, limit = 120_000) {
  const end = Date.now() + limit;
  for (;;) {
    const got = await probe();
    if (got) {
      return got;
    }
    if (Date.now() > end) {
      throw new Error(`never happened: ${what}`);
    }
    await new Promise((wake) => setTimeout(wake, 25));
  }
}

function say(line) {
  appendFileSync(process.env.E2E_RESULTS, `${line}\n`);
}

/** What the stand-in server was told, if it is the stand-in. */
function told(what) {
  const file = process.env.FULLGRAPH_FAKE_LOG;
  const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  return lines.map((line) => JSON.parse(line)).filter((line) => line.what === what);
}

const extension = () => vscode.extensions.getExtension("fullgraph.fullgraph");
const file = (name) => vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, name);

async function open(name) {
  return vscode.window.showTextDocument(file(name), { viewColumn: vscode.ViewColumn.One });
}

/** The diagnostics of a file, once `wanted` holds for them. */
function diagnostics(name, wanted = (found) => found.length > 0) {
  return until(`diagnostics of ${name}`, () => {
    const found = vscode.languages.getDiagnostics(file(name)).filter((one) => one.source === "fullgraph");
    return wanted(found) ? found : undefined;
  });
}

const codeOf = (diagnostic) => (typeof diagnostic.code === "object" ? diagnostic.code.value : diagnostic.code);

/** `E2E_ONLY` is a pattern; the first test, which starts everything, always runs. */
function suite(tests) {
  return async () => {
    let failed = 0;
    const only = new RegExp(process.env.E2E_ONLY ?? "");
    for (const [index, [name, test]] of Object.entries(tests).entries()) {
      if (index > 0 && !only.test(name)) {
        continue;
      }
      const begin = Date.now();
      try {
        const note = await test();
        say(`ok - ${name} (${Date.now() - begin} ms)${typeof note === "string" ? ` # ${note}` : ""}`);
      } catch (error) {
        failed += 1;
        const status = extension()?.isActive ? extension().exports?.status() : "not active";
        say(`not ok - ${name}\n${error.stack}\n  status: ${JSON.stringify(status)}`);
        if (index === 0) {
          throw new Error("the first test failed, so none of the others can pass");
        }
      }
    }
    if (failed > 0) {
      throw new Error(`${failed} of ${Object.keys(tests).length} failed`);
    }
  };
}

module.exports = { codeOf, diagnostics, extension, file, open, suite, told, until, fake: Boolean(process.env.FULLGRAPH_E2E_FAKE) };
