/** The `fullgraph.*` settings, typed, with what a wrong value falls back to. No `vscode` import: read through a getter. */

export type DiagnosticMode = "openFilesOnly" | "workspace";
export type TraceOn = "save" | "idle" | "never";
export type InlayHints = "off" | "traced" | "all";
export type ImportStrategy = "fromEnvironment" | "useBundled";
export type LogLevel = "error" | "warning" | "info" | "debug" | "trace";

/** The names are those of `[tool.fullgraph]`. */
export interface Settings {
  readonly enable: boolean;
  readonly configuration: string | null;
  readonly diagnosticMode: DiagnosticMode;
  readonly trace: { readonly enable: boolean; readonly on: TraceOn; readonly timeout: number };
  readonly compile: { readonly backend: string };
  readonly inlayHints: InlayHints;
  readonly logLevel: LogLevel;
  readonly logFile: string | null;
  /** Candidates for the server's executable; the first that exists is taken. */
  readonly path: readonly string[];
  /** The interpreter and its arguments. */
  readonly interpreter: readonly string[];
  readonly importStrategy: ImportStrategy;
}

export type Getter = (key: string) => unknown;

function oneOf<T extends string>(value: unknown, allowed: readonly T[], fallback: T): T {
  return allowed.find((one) => one === value) ?? fallback;
}

function text(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

function texts(value: unknown): readonly string[] {
  const list = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  return list.filter((one): one is string => typeof one === "string" && one.trim() !== "");
}

function flag(value: unknown, fallback: boolean): boolean {
  return typeof value === "boolean" ? value : fallback;
}

function seconds(value: unknown, fallback: number): number {
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : fallback;
}

export function readSettings(get: Getter): Settings {
  return {
    enable: flag(get("enable"), true),
    path: texts(get("path")),
    interpreter: texts(get("interpreter")),
    importStrategy: oneOf(get("importStrategy"), ["fromEnvironment", "useBundled"], "fromEnvironment"),
    configuration: text(get("configuration")),
    diagnosticMode: oneOf(get("diagnosticMode"), ["openFilesOnly", "workspace"], "openFilesOnly"),
    trace: {
      enable: flag(get("trace.enable"), true),
      on: oneOf(get("trace.on"), ["save", "idle", "never"], "save"),
      timeout: seconds(get("trace.timeout"), 30),
    },
    compile: { backend: text(get("compile.backend")) ?? "inductor" },
    inlayHints: oneOf(get("inlayHints"), ["off", "traced", "all"], "traced"),
    logLevel: oneOf(get("logLevel"), ["error", "warning", "info", "debug", "trace"], "info"),
    logFile: text(get("logFile")),
  };
}

/** As the server is told: what is absent is left to `[tool.fullgraph]`. */
export type ToldSettings = Record<string, unknown>;

const TOLD: readonly (readonly [string, (settings: Settings) => unknown])[] = [
  ["enable", (settings) => settings.enable],
  ["configuration", (settings) => settings.configuration],
  ["diagnosticMode", (settings) => settings.diagnosticMode],
  ["trace.enable", (settings) => settings.trace.enable],
  ["trace.on", (settings) => settings.trace.on],
  ["trace.timeout", (settings) => settings.trace.timeout],
  ["compile.backend", (settings) => settings.compile.backend],
  ["inlayHints", (settings) => settings.inlayHints],
  ["logLevel", (settings) => settings.logLevel],
  ["logFile", (settings) => settings.logFile],
];

/**
 * What the server may act on: the settings that somebody has set. In an untrusted workspace nothing of the user's
 * runs, whatever the settings say: VS Code already hides the workspace's values of restricted settings, and this
 * takes the user's own ones back too.
 */
export function serverSettings(settings: Settings, isSet: (key: string) => boolean, trusted: boolean): ToldSettings {
  const told: ToldSettings = {};
  for (const [key, value] of TOLD) {
    if (isSet(key)) {
      put(told, key, value(settings));
    }
  }
  if (!trusted) {
    put(told, "trace.enable", false);
    put(told, "trace.on", "never");
  }
  return told;
}

function put(told: ToldSettings, key: string, value: unknown): void {
  const [head = key, ...rest] = key.split(".");
  if (rest.length === 0) {
    told[head] = value;
    return;
  }
  const inner = (told[head] ?? {}) as ToldSettings;
  put(inner, rest.join("."), value);
  told[head] = inner;
}

/** Settings that take effect only in a new server process. */
export const RESTARTING = ["enable", "path", "interpreter", "importStrategy", "logFile"] as const;

/** Replaces `${workspaceFolder}`, `${userHome}`, `${env:NAME}` and a leading `~` in a path. */
export function expand(
  value: string,
  where: { readonly workspaceFolder: string | undefined; readonly home: string; readonly env: NodeJS.ProcessEnv },
): string {
  return value
    .replace(/^~(?=$|[/\\])/, where.home)
    .replaceAll("${workspaceFolder}", where.workspaceFolder ?? "")
    .replaceAll("${userHome}", where.home)
    .replace(/\$\{env:([^}]+)\}/g, (_all, name: string) => where.env[name] ?? "");
}
