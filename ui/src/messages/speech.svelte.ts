/** The language the window speaks. Every word it says is in `en.ts` and `zh.ts`, and in the `cloud` file of each. */

import type { Settings } from "../backend/backend";
import { en, type Messages } from "./en";
import { chinese, type Host } from "./host";
import { zh } from "./zh";

export type Language = "en" | "zh-CN";

const TABLES: Record<Language, Messages> = { en, "zh-CN": zh };

/** None where the host's own words will do. */
const HOSTS: Record<Language, Host | undefined> = { en: undefined, "zh-CN": chinese };

class Speech {
  language: Language = $state("en");
  readonly words = $derived(TABLES[this.language]);
  readonly host = $derived(HOSTS[this.language]);

  /** What was chosen; otherwise what the system prefers, of what there is. */
  follow(chosen: Settings["language"], preferred: readonly string[] = navigator.languages): void {
    const system = preferred.find((tag) => /^(en|zh)\b/i.test(tag)) ?? "en";
    this.language = chosen !== "system" ? chosen : /^zh/i.test(system) ? "zh-CN" : "en";
    document.documentElement.lang = this.language;
  }
}

export const speech = new Speech();
