/** What the user chose, the words they taught, and the tools they made. */

import type { Backend, Machine, Settings, SettingsPatch, Warning } from "../backend/backend";
import { Fallible } from "../fallible.svelte";
import { speech } from "../messages/speech.svelte";

/** The system's own wish for the dark. */
const night = matchMedia("(prefers-color-scheme: dark)");

export class Preferences extends Fallible {
  settings: Settings | undefined = $state.raw();
  warnings: Warning[] = $state.raw([]);
  /** The settings that this host knows; a control for any other would be dead. */
  known: string[] = $state.raw([]);
  dictionary: string[] = $state.raw([]);
  own = $state("");
  saved = $state("");
  mistakes: Warning[] = $state.raw([]);
  machine: Machine | undefined = $state.raw();

  readonly unsaved = $derived(this.own !== this.saved);

  readonly #backend: Backend;
  /** Told when the user's own tools have changed. */
  readonly #tools: () => void;

  constructor(backend: Backend, tools: () => void) {
    super();
    this.#backend = backend;
    this.#tools = tools;
    night.addEventListener("change", () => this.#show());
  }

  /** What the window needs at once. */
  async load(): Promise<void> {
    const answer = await this.attempt(() => this.#backend.getSettings());
    if (answer) {
      this.settings = answer.settings;
      this.warnings = answer.warnings;
      this.known = answer.fields.map((field) => field.key);
    }
    this.#show();
  }

  /** What the place of the settings shows besides. */
  async loadRest(): Promise<void> {
    await this.attempt(async () => {
      const [dictionary, own, machine] = await Promise.all([
        this.#backend.getDictionary(),
        this.#backend.getOwnTools(),
        this.#backend.machine(),
      ]);
      this.dictionary = dictionary;
      this.machine = machine;
      if (!this.unsaved) {
        this.own = this.saved = own.text;
        this.mistakes = own.warnings;
      }
    });
  }

  /** Changes what is named and nothing else; what the host refuses stays as it was. */
  async patch(patch: SettingsPatch): Promise<void> {
    const changed = await this.attempt(() => this.#backend.patchSettings(patch));
    // On a refusal too: a control may show what did not come to be.
    this.settings = changed ?? (this.settings && { ...this.settings });
    this.#show();
  }

  async addWord(word: string): Promise<void> {
    const added = word.trim();
    if (!added || this.dictionary.includes(added)) return;
    await this.attempt(() => this.#backend.addWord(added));
    if (!this.failure) this.dictionary = [...this.dictionary, added].sort((a, b) => a.localeCompare(b));
  }

  async removeWord(word: string): Promise<void> {
    await this.attempt(() => this.#backend.removeWord(word));
    if (!this.failure) this.dictionary = this.dictionary.filter((known) => known !== word);
  }

  async saveOwn(): Promise<void> {
    const text = this.own;
    const mistakes = await this.attempt(() => this.#backend.saveOwnTools(text));
    if (!mistakes) return;
    this.saved = text;
    this.mistakes = mistakes;
    this.#tools();
  }

  #show(): void {
    const theme = this.settings?.theme ?? "system";
    const dark = theme === "dark" || (theme === "system" && night.matches);
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    speech.follow(this.settings?.language ?? "system");
  }
}
