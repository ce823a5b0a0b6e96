/** What the user chose, the words they taught, and the tools they made. */

import type {
  Backend,
  Hotkey,
  HotkeyList,
  Machine,
  Settings,
  SettingsPatch,
  Warning,
} from "../backend/backend";
import { Fallible } from "../fallible.svelte";
import { speech } from "../messages/speech.svelte";

/** The system's own wish for the dark. */
const night = matchMedia("(prefers-color-scheme: dark)");

/** Who is told of what. */
interface Told {
  /** The user's own tools have changed. */
  tools?: () => void;
  /** Whether runs start as private ones. */
  private?: (on: boolean) => void;
  /** Whether texts may be sent to a server. */
  policy?: (policy: Settings["cloud"]["policy"]) => void;
}

export class Preferences extends Fallible {
  settings: Settings | undefined = $state.raw();
  warnings: Warning[] = $state.raw([]);
  hotkeys: HotkeyList = $state.raw({ given: true, byDesktop: false, keys: [] });
  dictionary: string[] = $state.raw([]);
  own = $state("");
  saved = $state("");
  mistakes: Warning[] = $state.raw([]);
  machine: Machine | undefined = $state.raw();

  readonly unsaved = $derived(this.own !== this.saved);

  readonly #backend: Backend;
  readonly #told: Told;

  constructor(backend: Backend, told: Told = {}) {
    super();
    this.#backend = backend;
    this.#told = told;
    night.addEventListener("change", () => this.#show());
  }

  /** What the window needs at once. */
  async load(): Promise<void> {
    const answer = await this.attempt(() => this.#backend.getSettings());
    if (answer) {
      this.settings = answer.settings;
      this.warnings = answer.warnings;
      this.#told.private?.(answer.settings.private);
      this.#told.policy?.(answer.settings.cloud.policy);
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
    if (!changed) return;
    this.settings = changed;
    if ("private" in patch) this.#told.private?.(changed.private);
    this.#told.policy?.(changed.cloud.policy);
    this.#show();
  }

  /** Asks for the mail that the tray is to watch. */
  async chooseMailbox(maildir: boolean): Promise<void> {
    const path = await this.attempt(() => this.#backend.chooseMailbox(maildir));
    if (path) await this.patch({ "mail.folder": path });
  }

  async loadHotkeys(): Promise<void> {
    this.hotkeys = (await this.attempt(() => this.#backend.hotkeys())) ?? this.hotkeys;
  }

  /** Gives an act other keys; the host says whether they can be had. */
  async bind(act: Hotkey["act"], keys: string): Promise<void> {
    await this.patch({ [`hotkeys.${act}`]: keys });
    await this.loadHotkeys();
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
    this.#told.tools?.();
  }

  #show(): void {
    const theme = this.settings?.theme ?? "system";
    const dark = theme === "dark" || (theme === "system" && night.matches);
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    speech.follow(this.settings?.language ?? "system");
  }
}
