/** Finds and asks executables on this machine. */

import { execFile } from "node:child_process";
import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, isAbsolute, join, relative } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export const onWindows = process.platform === "win32";

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false; // absent, unreadable or not executable: not a candidate, which is the answer
  }
}

/** Every executable of one of these names on PATH, first first. Relative entries depend on where VS Code was started. */
export function onPath(names: readonly string[], path = process.env["PATH"] ?? ""): string[] {
  const suffix = onWindows ? ".exe" : "";
  return path
    .split(delimiter)
    .filter(isAbsolute)
    .flatMap((folder) => names.map((name) => join(folder, name + suffix)))
    .filter(isExecutable);
}

function real(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file; // does not exist (yet): its name is all there is to compare
  }
}

/** Whether a file lies in a folder, by name or through links. */
export function isWithin(file: string, folder: string): boolean {
  const below = (path: string, root: string): boolean => {
    const way = relative(root, path);
    return way !== "" && !way.startsWith("..") && !isAbsolute(way);
  };
  return below(file, folder) || below(real(file), real(folder));
}

/** Whether Python can import a module, without importing it. */
export async function canImport(command: readonly [string, ...string[]], module: string): Promise<boolean> {
  const [executable, ...args] = command;
  const code = `import importlib.util as u, sys; sys.exit(0 if u.find_spec(${JSON.stringify(module)}) else 3)`;
  try {
    await run(executable, [...args, "-P", "-c", code], { timeout: 20_000 });
    return true;
  } catch {
    return false; // not there, too old for -P, or no Python at all: the next source is asked
  }
}
