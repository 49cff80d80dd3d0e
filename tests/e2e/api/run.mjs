// The extension in a trusted workspace.
import process from "node:process";

import { runApiSuite } from "../lib/api.mjs";

// aot_eager needs no C++ compiler and takes a second; the `ui` suite compiles with the default back end.
const settings = { "fullgraph.compile.backend": "aot_eager" };
process.exit(await runApiSuite("api/trusted.cjs", { settings }));
