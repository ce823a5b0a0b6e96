import { describe, expect, it } from "vitest";
import errors from "../../../src-tauri/crates/core/src/error.rs?raw";
import guard from "../../../src-tauri/crates/core/src/guard.rs?raw";
import route from "../../../src-tauri/crates/core/src/route.rs?raw";
import summarize from "../../../src-tauri/crates/core/src/summarize.rs?raw";
import run from "../../../src-tauri/crates/core/src/run.rs?raw";
import select from "../../../src-tauri/crates/engine/src/select.rs?raw";
import secrets from "../../../src-tauri/crates/platform/src/secrets.rs?raw";
import ring from "../../../src-tauri/crates/platform/src/secrets/ring.rs?raw";
import sending from "../../../src-tauri/src/session/sending.rs?raw";
import { ASKED, KEYRING } from "../backend/away";
import { origin, tools } from "../backend/samples";
import { en } from "./en";
import { chinese } from "./host";
import { counting, measuring } from "./plural";
import { speech } from "./speech.svelte";
import { zh } from "./zh";

/** Every message with the way to it. */
function messages(table: object, way = ""): Map<string, unknown> {
  return new Map(
    Object.entries(table).flatMap(([key, value]: [string, unknown]) =>
      typeof value === "object" && value !== null
        ? [...messages(value, `${way}${key}.`)]
        : [[`${way}${key}`, value]],
    ),
  );
}

/** What stands in quotation marks in a source. */
function quoted(source: string): string[] {
  return [...source.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, words = ""]) => words);
}

/** Not places for others alone, and not what is wrong, which has a code; but the keyring's failure stands for a place. */
function isSentence(words: string): boolean {
  return (
    /[a-z]/i.test(words.replace(/\{.*?\}/g, "")) && (!words.endsWith(".") || words.startsWith("The keyring"))
  );
}

describe("the messages", () => {
  it("are the same in both languages, of the same kind, and never empty", () => {
    const [english, chinese] = [messages(en), messages(zh)];
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [way, message] of english) {
      const other = chinese.get(way);
      expect(typeof other, way).toBe(typeof message);
      if (typeof message === "string")
        expect([message.trim(), (other as string).trim()], way).not.toContain("");
      if (typeof message === "function" && typeof other === "function") {
        // A language may leave out what it does not need, but takes nothing more.
        expect(other.length, way).toBeLessThanOrEqual(message.length);
      }
    }
  });

  it("of Chinese are Chinese, but for names and signs", () => {
    const same = [...messages(zh)].filter(([way, message]) => messages(en).get(way) === message);
    const names = /^(app\.keys|popup\.(title|keys)|settings\.(languages|engines)|settings\.version)/;
    expect(same.map(([way]) => way).filter((way) => !names.test(way))).toEqual([]);
  });

  it("have Chinese for every code of the host", () => {
    const words = (source: string, type: string) =>
      [...source.matchAll(new RegExp(`${type}::\\w+ => "([a-z-]+)"`, "g"))]
        .map(([, word]) => word ?? "")
        .filter((word) => word !== "cancelled");
    const [codes, guards] = [words(errors, "Code"), words(guard, "Guard")];
    expect(codes.length).toBeGreaterThan(15);
    expect(guards.length).toBeGreaterThan(15);
    expect(Object.keys(chinese.failures).sort()).toEqual(codes.sort());
    expect(guards.filter((word) => !(word in chinese.warnings))).toEqual([]);
    expect(Object.keys(chinese.explanations)).toEqual(Object.keys(zh.corrections.kinds));
    for (const [way, message] of messages(chinese)) expect(message, way).toMatch(/\p{Script=Han}/u);
  });

  it("have Chinese for every sentence of the host about where and why", () => {
    const shape = (template: string) => template.replace(/\{[^}]*\}/g, "{}");
    const known = Object.keys(chinese.sentences).map(shape);
    const sources: [source: string, from: RegExp, sentences: number][] = [
      [route, /^pub fn decide\(.*?^\}/gms, 14],
      [run, /\bof_rules\(".*"/g, 1],
      [summarize, /\bof_rules\(".*"/g, 1],
      [select, /^pub\(crate\) fn select\(.*?^\}/gms, 4],
      [secrets, /^impl fmt::Display for Place.*?^\}/gms, 2],
      [secrets, /let because = .*?;/gs, 2],
      [secrets, /#\[error\("The keyring.*\]/g, 1],
      [ring, /^ {4}"the .*"$/gm, 3],
      [ring, /Failure::Absent\(format!.*/g, 2],
    ];
    for (const [source, from, sentences] of sources) {
      const said = quoted((source.match(from) ?? []).join("\n")).filter(isSentence);
      expect(said.length, String(from)).toBeGreaterThanOrEqual(sentences);
      expect(said.filter((template) => !known.includes(shape(template)))).toEqual([]);
    }
    expect(sending).toContain('format!("{}; {}", origin.reason');
  });

  it("name every tool that comes with Stet", () => {
    for (const { id } of tools.filter((tool) => tool.id !== "pirate")) {
      expect([en.tools[id], zh.tools[id]], id).not.toContain(undefined);
    }
  });
});

describe("the host's sentences", () => {
  const tell = (said: string) =>
    speech.tell(said).map(({ text, lang }) => (lang ? `${lang}: ${text}` : text));

  it("are told in Chinese, with names and numbers as they are and tools by their names", () => {
    speech.follow("zh-CN");
    for (const [said, ...told] of [
      ["to “lab”: you asked for it, when you consent", "发往 lab：您要求使用服务器，经您同意后发送"],
      [
        "to “lab”: the text has 1001 characters, more than 1000, and you always allow it to tldr",
        "发往 lab：文字有 1001 个字符，超过 1000 个，您已允许“摘要”不经询问即可发送",
      ],
      ["it stays here: the rule for proofread is never", "留在本机：“校对”的规则是从不发送"],
      ["it stays here: the rule for MAIL is never", "留在本机：“MAIL”的规则是从不发送"],
      ["it stays here: texts of My $& Diary are never sent", "留在本机：My $& Diary 中的文字从不发送"],
      ["on this machine, on CUDA", "在本机用 CUDA 运行"],
      [
        "llama was asked for; it stays here: the local model will do",
        "已指定使用 llama",
        "留在本机：本机的模型足以完成",
      ],
      ["refused", "结果未通过检查"],
      ["the environment variable STET_KEY_LAB", "环境变量 STET_KEY_LAB"],
      [
        "/keys.age, encrypted with a passphrase, because the Keychain can't be reached: no bus",
        "/keys.age（用密码短语加密，因为钥匙串无法使用）",
      ],
    ] as const) {
      expect(tell(said), said).toEqual(told);
    }
    for (const said of [ASKED, KEYRING, origin.reason]) expect(tell(said)[0]).not.toMatch(/^en: /);
    const expected = quoted(route).filter((words) => /^(it stays here|to “lab”): [^{…]*$/.test(words));
    expect(expected.length).toBeGreaterThan(15);
    for (const said of expected) {
      expect(
        tell(said)
          .join("")
          .replace(/lab|Diary|MAIL/g, ""),
        said,
      ).not.toMatch(/[a-z]/i);
    }
  });

  it("stay English where there are no words for them", () => {
    expect(tell("the moon is full; llama was asked for")).toEqual([
      "en: the moon is full",
      "已指定使用 llama",
    ]);
    expect(tell("it stays here: the moon is full")).toEqual(["en: it stays here: the moon is full"]);
    speech.follow("en");
    expect(tell("it stays here: the run is private; refused")).toEqual([
      "it stays here: the run is private",
      "The result was rejected",
    ]);
  });
});

describe("numbers in words", () => {
  it("take the form of their language", () => {
    expect([0, 1, 2, 1200].map((n) => en.history.count(n))).toEqual([
      "0 runs",
      "1 run",
      "2 runs",
      "1,200 runs",
    ]);
    expect(zh.history.count(1)).toBe("1 条记录");
    expect(counting("ar")(3, { few: "few", other: "other" })).toBe("few");
  });

  it("measure bytes and time", () => {
    const { bytes, duration, full, minute, moment } = measuring("en");
    expect([98_362_432, 1_117_320_768, 900_000].map(bytes)).toEqual(["98 MB", "1.1 GB", "900 kB"]);
    expect([1234, 45_000, 600_000].map(duration)).toEqual(["1.2s", "45s", "10 min"]);
    const now = new Date(2026, 10, 25, 12);
    expect(moment(new Date(2026, 10, 24, 9), now)).toBe("Nov 24");
    expect([845, 86_399].map(measuring("en").clock)).toEqual(["00:14:05", "23:59:59"]);
    expect(["2026-05-02T10:31:00+02:00", "2026-05-02", "soon"].map(measuring("en").date)).toEqual([
      "May 2, 2026",
      "May 2, 2026",
      "soon",
    ]);
    expect(minute(new Date(2026, 10, 25, 9, 5), now)).toMatch(/^9:05\sAM$/);
    expect(minute(new Date(2026, 10, 24, 9, 5), now)).toMatch(/^Nov 24, 9:05\sAM$/);
    expect(moment(new Date(2025, 10, 24, 9), now)).toBe("Nov 24, 2025");
    expect(full(new Date(2025, 10, 24, 9, 5))).toMatch(/^Nov 24, 2025, 9:05\sAM$/);
    expect(measuring("zh-CN").full(new Date(2025, 10, 24, 9, 5))).toBe("2025年11月24日 9:05");
  });
});

describe("the language", () => {
  it("is the chosen one, or what the system prefers of what there is", () => {
    const follow = (chosen: "system" | "en" | "zh-CN", preferred: string[]) => {
      speech.follow(chosen, preferred);
      return speech.language;
    };
    expect(follow("system", ["zh-TW", "en"])).toBe("zh-CN");
    expect(follow("system", ["fr-FR", "zh-CN", "en"])).toBe("zh-CN");
    expect(follow("system", ["fr-FR"])).toBe("en");
    expect(follow("en", ["zh-CN"])).toBe("en");
  });
});
