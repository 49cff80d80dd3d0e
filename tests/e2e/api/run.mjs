// The extension in a trusted workspace.
import process from "node:process";

import { runApiSuite } from "../lib/api.mjs";

process.exit(await runApiSuite("api/trusted.cjs"));
