/** The language the window speaks. Every word it says is in `en.ts` and `zh.ts`, and in the files of parts of each. */

import type { Settings } from "../backend/backend";
import { en, type Messages } from "./en";
import { chinese, told, type Host } from "./host";
import { zh } from "./zh";

export type Language = "en" | "zh-CN";

const TABLES: Record<Language, Messages> = { en, "zh-CN": zh };

/** None where the host's own words will do. */
const HOSTS: Record<Language, Host | undefined> = { en: undefined, "zh-CN": chinese };

/** What joins the host's sentences where there are several. */
const JOINT = "; ";

/** A sentence to be shown, and its language where that is not the window's. */
export interface Told {
  text: string;
  lang: "en" | undefined;
}

class Speech {
  language: Language = $state("en");
  readonly words = $derived(TABLES[this.language]);
  readonly host = $derived(HOSTS[this.language]);

  /** The host's sentences as the window says them: by a code, or by a template; one it has no words for stays English. */
  tell(said: string): Told[] {
    return said.split(JOINT).map((sentence) => {
      const { failures, tools } = this.words;
      const own = failures[sentence] ?? (this.host && told(sentence, this.host.sentences, tools));
      return { text: own ?? sentence, lang: this.host && own === undefined ? "en" : undefined };
    });
  }

  /** What was chosen; otherwise what the system prefers, of what there is. */
  follow(chosen: Settings["language"], preferred: readonly string[] = navigator.languages): void {
    const system = preferred.find((tag) => /^(en|zh)\b/i.test(tag)) ?? "en";
    this.language = chosen !== "system" ? chosen : /^zh/i.test(system) ? "zh-CN" : "en";
    document.documentElement.lang = this.language;
  }
}

export const speech = new Speech();
