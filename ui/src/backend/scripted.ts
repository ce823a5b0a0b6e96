/** A backend that does what a test tells it, and remembers what it was asked. */

import type * as wire from "./backend";
import { KEYRING, report } from "./away";
import { adapters, dictionary, digest, history, machine, models, ownTools, settings, tools } from "./samples";

export class Scripted implements wire.Backend {
  readonly requests: wire.ToolRequest[] = [];
  readonly cancelled: string[] = [];
  readonly copied: string[] = [];
  readonly replaced: string[] = [];
  readonly patches: wire.SettingsPatch[] = [];
  readonly drafts: wire.Draft[] = [];
  readonly exported: [string, string][] = [];
  /** Texts that were saved, with where. */
  readonly saved: [path: string, text: string][] = [];
  readonly opened: (string | null)[] = [];
  readonly verdicts: wire.Verdict[] = [];
  /** Keys of servers, as they were put. */
  readonly keys: [string, string | null][] = [];
  /** What was called, by name, for what leaves no other trace. */
  readonly calls: string[] = [];
  /** Thrown by the next call of `run` and of every other command, as a host that refuses would. */
  refusal: unknown = undefined;

  /** How the next replacement ends. */
  replacing: wire.Replacing = "pasted";
  clipboard = "From the clipboard";
  /** Keys that other programs have. */
  taken: string[] = [];
  /** Whether the desktop gives applications keys at all. */
  keysGiven = true;
  /** What the desktop calls the keys that it gave itself. */
  keysByDesktop: string | undefined = undefined;
  settings: wire.Settings = structuredClone(settings);
  warnings: wire.Warning[] = [];
  shelf: wire.ModelDetail[] = structuredClone(models);
  runs: wire.Run[] = history(24);
  dictionary: string[] = [...dictionary];
  ownTools: wire.OwnTools = { text: ownTools, warnings: [] };
  digest: wire.NotificationDigest = structuredClone(digest);
  reduced = false;
  /** Why notifications can't be read here. */
  unread: wire.Failure | null = null;
  servers: wire.ServerList = { servers: [], used: null };
  /** What the next test of a server finds. */
  check: wire.Check = { models: ["qwen2.5:7b", "llama3.1:8b"], known: true };
  report: wire.ReportPage = structuredClone(report);
  draft: wire.Draft | null = null;
  first = false;
  /** The documents there are, by path. */
  files: Record<string, wire.DocumentText> = {};
  /** The pages there are, by address. */
  pages: Record<string, wire.DocumentText> = {};
  /** What the dialog for documents gives. */
  documentPath: string | null = null;
  savePath: string | null = "history.md";
  modelFile: string | null = "own.gguf";
  /** The mail that the dialogs give; null when they are left. */
  mailboxes: Record<"maildir" | "mbox", string | null> = { maildir: "/home/anna/Mail", mbox: null };

  #removed: wire.Run[] = [];
  #ends = new Map<string, () => void>();
  #tell: (event: wire.RunEvent) => void = () => undefined;
  #tellDownload: (event: wire.DownloadEvent) => void = () => undefined;
  #tellMeasure: (event: wire.MeasureEvent) => void = () => undefined;
  #tellDigest: (event: wire.DigestEvent) => void = () => undefined;
  #popup: (over: wire.Over) => void = () => undefined;
  #open: (text: string, document?: wire.Opened) => void = () => undefined;
  #watching: (watching: wire.Watching) => void = () => undefined;
  #hotkeys: () => void = () => undefined;
  #drop: (paths: string[]) => void = () => undefined;

  async tools() {
    return structuredClone(tools);
  }

  async models() {
    return this.shelf.map((one) => {
      return { id: one.id, title: one.title, present: one.state.state === "installed", default: one.default };
    });
  }

  async run(id: string, request: wire.ToolRequest, tell: (event: wire.RunEvent) => void) {
    this.#refuse();
    this.requests.push(request);
    this.#tell = tell;
    this.#ends.set(id, () => tell({ type: "cancelled" }));
  }

  /** Cancelling ends what is under way, as the host's would a moment later. */
  async cancel(id: string) {
    this.cancelled.push(id);
    this.#ends.get(id)?.();
    this.#ends.delete(id);
  }

  async consent(_runId: string, verdict: wire.Verdict) {
    this.#refuse();
    this.verdicts.push(structuredClone(verdict));
  }

  async copy(text: string) {
    this.#refuse();
    this.copied.push(text);
  }

  async replaceSelection(text: string) {
    this.#refuse();
    this.replaced.push(text);
    return this.replacing;
  }

  async clipboardText() {
    this.#refuse();
    return this.clipboard;
  }

  async hotkeys() {
    const problems = this.taken;
    const given = this.keysByDesktop;
    const keys = (["popup", "proofread", "rewrite", "summarize", "revert"] as const).map((act) => {
      const keys = this.settings.hotkeys[act];
      return { act, keys: given ?? keys, problem: problems.includes(keys) ? `${keys} is taken.` : null };
    });
    return { given: this.keysGiven, byDesktop: given !== undefined, keys };
  }

  async listHistory(filter: wire.HistoryFilter, words: string) {
    this.#refuse();
    this.calls.push(`listHistory ${JSON.stringify(filter)} ${words}`);
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    const offset = filter.offset ?? 0;
    return this.runs
      .filter((run) => !filter.tool || run.tool === filter.tool)
      .filter((run) => !filter.model || run.model === filter.model)
      .filter((run) => !filter.since || run.time >= filter.since)
      .filter((run) => !filter.until || run.time < filter.until)
      .filter((run) => !filter.pinned || run.pinned)
      .filter((run) => wanted.every((word) => `${run.input} ${run.output}`.toLowerCase().includes(word)))
      .slice(offset, offset + (filter.limit ?? Infinity))
      .map(entry);
  }

  async showRun(id: string) {
    const run = this.runs.find((one) => one.id === id);
    if (!run) throw { code: "not-found", message: "No such run." } satisfies wire.Failure;
    return structuredClone(run);
  }

  async pinRun(id: string, pinned: boolean) {
    this.#refuse();
    this.runs = this.runs.map((run) => (run.id === id ? { ...run, pinned } : run));
  }

  async removeRuns(ids: string[]) {
    this.#refuse();
    this.#removed = this.runs.filter((run) => ids.includes(run.id));
    this.runs = this.runs.filter((run) => !ids.includes(run.id));
    return this.#removed.length;
  }

  async undoRemove() {
    const back = this.#removed;
    this.runs = [...this.runs, ...back].sort((a, b) => b.time.localeCompare(a.time));
    this.#removed = [];
    return back.length;
  }

  async clearHistory() {
    this.#removed = this.runs;
    this.runs = [];
    return this.#removed.length;
  }

  async historyFacets() {
    return {
      tools: [...new Set(this.runs.map((run) => run.tool))],
      models: [...new Set(this.runs.map((run) => run.model).filter((model) => model !== null))],
      count: this.runs.length,
      warnings: [],
    };
  }

  async exportHistory(format: "json" | "markdown", path: string) {
    this.#refuse();
    this.exported.push([format, path]);
    return this.runs.length;
  }

  async chooseSavePath(suggested: string) {
    this.calls.push(`chooseSavePath ${suggested}`);
    return this.savePath;
  }

  async adapters() {
    return adapters;
  }

  async modelDetails() {
    this.#refuse();
    return structuredClone(this.shelf);
  }

  async pullModel(runId: string, id: string, tell: (event: wire.DownloadEvent) => void) {
    this.#refuse();
    this.calls.push(`pullModel ${id}`);
    this.#tellDownload = tell;
    this.#ends.set(runId, () => tell({ type: "cancelled" }));
  }

  async verifyModel(runId: string, id: string, tell: (event: wire.DownloadEvent) => void) {
    this.calls.push(`verifyModel ${id}`);
    this.#tellDownload = tell;
    this.#ends.set(runId, () => tell({ type: "cancelled" }));
  }

  async removeModel(id: string) {
    this.#refuse();
    this.calls.push(`removeModel ${id}`);
    this.change(id, { state: { state: "absent" } });
  }

  async addModel(path: string) {
    this.#refuse();
    this.calls.push(`addModel ${path}`);
  }

  async chooseModelFile() {
    return this.modelFile;
  }

  async measureMachine(runId: string, model: string | null, tell: (event: wire.MeasureEvent) => void) {
    this.#refuse();
    this.calls.push(`measureMachine ${model ?? ""}`);
    this.#tellMeasure = tell;
    this.#ends.set(runId, () => tell({ type: "cancelled" }));
  }

  async getSettings() {
    return { settings: structuredClone(this.settings), warnings: this.warnings, fields: [] };
  }

  async chooseMailbox(maildir: boolean) {
    return maildir ? this.mailboxes.maildir : this.mailboxes.mbox;
  }

  async patchSettings(patch: wire.SettingsPatch) {
    this.#refuse();
    this.patches.push(patch);
    for (const [key, value] of Object.entries(patch)) {
      const [group, name] = key.split(".") as [string, string | undefined];
      const settings = this.settings as unknown as Record<string, unknown>;
      if (name === undefined) settings[group] = value;
      else settings[group] = { ...(settings[group] as object), [name]: value };
    }
    if ("model" in patch) this.shelf = this.shelf.map((one) => ({ ...one, default: one.id === patch.model }));
    return structuredClone(this.settings);
  }

  async getDictionary() {
    return [...this.dictionary];
  }

  async addWord(word: string) {
    this.#refuse();
    this.dictionary = [...this.dictionary, word];
  }

  async removeWord(word: string) {
    this.#refuse();
    this.dictionary = this.dictionary.filter((known) => known !== word);
  }

  async getOwnTools() {
    return structuredClone(this.ownTools);
  }

  async saveOwnTools(text: string) {
    this.#refuse();
    this.ownTools = { ...this.ownTools, text };
    return this.ownTools.warnings;
  }

  async machine() {
    return machine;
  }

  /** The digest is there at once; what the model makes of it is sent by {@link sendDigest}. */
  async readDigest(runId: string, hours: number, tell: (event: wire.DigestEvent) => void) {
    this.#refuse();
    this.calls.push(`readDigest ${hours}`);
    this.#tellDigest = tell;
    this.#ends.set(runId, () => tell({ type: "cancelled" }));
    tell({ type: "digest", digest: structuredClone(this.digest) });
  }

  async watching() {
    const on = this.settings.digest.on && this.unread === null;
    return { on, reduced: on && this.reduced, problem: this.unread };
  }

  async reduceInterruptions(on: boolean) {
    this.#refuse();
    this.reduced = on;
  }

  async clearNotifications() {
    this.#refuse();
    const { count } = this.digest;
    this.digest = { groups: [], count: 0, urgent: 0 };
    return count;
  }

  async listServers() {
    return structuredClone(this.servers);
  }

  async putServer(server: wire.ServerDraft, key: string | null) {
    this.#refuse();
    this.keys.push([server.name, key]);
    const known = this.servers.servers.find((one) => one.name === server.name);
    const keyPlace = key === null ? (known?.keyPlace ?? null) : key === "" ? null : KEYRING;
    const onThisMachine = /\/\/(localhost|127\.)/.test(server.url);
    const shown = { ...server, onThisMachine, keyPlace, always: known?.always ?? [] };
    const others = this.servers.servers.filter((one) => one.name !== server.name);
    this.servers = { ...this.servers, servers: [...others, shown] };
    return structuredClone(this.servers);
  }

  async removeServer(name: string) {
    this.#refuse();
    const servers = this.servers.servers.filter((one) => one.name !== name);
    this.servers = { servers, used: this.servers.used === name ? null : this.servers.used };
    return structuredClone(this.servers);
  }

  async useServer(name: string | null) {
    this.#refuse();
    this.servers = { ...this.servers, used: name };
    return structuredClone(this.servers);
  }

  async testServer(name: string) {
    this.#refuse();
    this.calls.push(`testServer ${name}`);
    return this.check;
  }

  async revokeConsent(server: string, tool: string) {
    this.#refuse();
    const servers = this.servers.servers.map((one) =>
      one.name === server ? { ...one, always: one.always.filter((known) => known !== tool) } : one,
    );
    this.servers = { ...this.servers, servers };
    return structuredClone(this.servers);
  }

  async readReport(filter: wire.ReportFilter) {
    this.#refuse();
    const all = this.report.requests.filter((one) => !filter.sent || one.server !== null);
    return structuredClone({ ...this.report, requests: all.slice(0, filter.limit ?? Infinity) });
  }

  async exportReport(path: string) {
    this.#refuse();
    this.exported.push(["report", path]);
    return this.report.requests.length;
  }

  async loadDraft() {
    return this.draft;
  }

  async saveDraft(draft: wire.Draft) {
    this.#refuse();
    this.drafts.push(draft);
  }

  async readDocument(path: string) {
    const document = this.files[path];
    if (document) return structuredClone(document);
    throw { code: "text-unreadable", message: `${path} is not text.` } satisfies wire.Failure;
  }

  /** Until it is cancelled, or {@link pages} has it. */
  async readPage(runId: string, address: string) {
    this.#refuse();
    this.calls.push(`readPage ${address}`);
    const page = this.pages[address];
    if (page) return structuredClone(page);
    return new Promise<wire.DocumentText>((_, reject) => {
      this.#ends.set(runId, () =>
        reject({ code: "cancelled", message: "Cancelled." } satisfies wire.Failure),
      );
    });
  }

  async chooseDocument() {
    return this.documentPath;
  }

  async saveText(path: string, text: string) {
    this.#refuse();
    this.saved.push([path, text]);
  }

  async openMain(text: string | null) {
    this.opened.push(text);
  }

  async popupReady() {
    this.calls.push("popupReady");
  }

  async shown() {}

  async closePopup() {
    this.calls.push("closePopup");
  }

  async firstRun() {
    const model = this.shelf.find((one) => one.default) ?? (this.shelf[0] as wire.ModelDetail);
    return { needed: this.first, model: structuredClone(model) };
  }

  async onPopup(hear: (over: wire.Over) => void) {
    this.#popup = hear;
    return () => undefined;
  }

  async onOpen(hear: (text: string, document?: wire.Opened) => void) {
    this.#open = hear;
    return () => undefined;
  }

  async onWatching(hear: (watching: wire.Watching) => void) {
    this.#watching = hear;
    return () => undefined;
  }

  async onHotkeys(hear: () => void) {
    this.#hotkeys = hear;
    return () => undefined;
  }

  async onDrop(hear: (paths: string[]) => void) {
    this.#drop = hear;
    return () => undefined;
  }

  /** Sends events of the run under way. */
  send(...events: wire.RunEvent[]): void {
    for (const event of events) this.#tell(event);
  }

  sendDownload(...events: wire.DownloadEvent[]): void {
    for (const event of events) this.#tellDownload(event);
  }

  sendMeasure(...events: wire.MeasureEvent[]): void {
    for (const event of events) this.#tellMeasure(event);
  }

  sendDigest(...events: wire.DigestEvent[]): void {
    for (const event of events) this.#tellDigest(event);
  }

  /** Interruptions are reduced, or no longer, from the tray. */
  async reduceFromTray(on: boolean): Promise<void> {
    this.reduced = on;
    this.#watching(await this.watching());
  }

  popUp(text: string, more: Partial<wire.Over> = {}): void {
    this.#popup({ text, tool: null, source: null, failure: null, ...more });
  }

  open(text: string, document?: wire.Opened): void {
    this.#open(text, document);
  }

  /** The desktop gives keys itself from now on, and calls them so. */
  giveKeys(called: string): void {
    this.keysByDesktop = called;
    this.#hotkeys();
  }

  drop(...paths: string[]): void {
    this.#drop(paths);
  }

  /** Changes a model on the shelf, as the host does after a download. */
  change(id: string, to: Partial<wire.ModelDetail>): wire.ModelDetail {
    this.shelf = this.shelf.map((one) => (one.id === id ? { ...one, ...to } : one));
    return this.shelf.find((one) => one.id === id) as wire.ModelDetail;
  }

  #refuse(): void {
    if (this.refusal !== undefined) throw this.refusal;
  }
}

function entry(run: wire.Run): wire.Entry {
  const { id, time, tool, engine, model, outcome, pinned, follows } = run;
  const short = (text: string) => text.replace(/\s+/g, " ").slice(0, 160);
  return {
    ...{ id, shortId: id.slice(0, 8), time, tool, engine, model, outcome, pinned, follows },
    input: short(run.input),
    output: short(run.output),
  };
}
