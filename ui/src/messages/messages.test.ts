import { describe, expect, it } from "vitest";
import errors from "../../../src-tauri/crates/core/src/error.rs?raw";
import guard from "../../../src-tauri/crates/core/src/guard.rs?raw";
import { tools } from "../backend/samples";
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

  it("name every tool that comes with Stet", () => {
    for (const { id } of tools.filter((tool) => tool.id !== "pirate")) {
      expect([en.tools[id], zh.tools[id]], id).not.toContain(undefined);
    }
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
    const { bytes, duration, minute, moment } = measuring("en");
    expect([98_362_432, 1_117_320_768, 900_000].map(bytes)).toEqual(["98 MB", "1.1 GB", "900 kB"]);
    expect([1234, 45_000, 600_000].map(duration)).toEqual(["1.2s", "45s", "10 min"]);
    const now = new Date(2026, 10, 25, 12);
    expect(moment(new Date(2026, 10, 24, 9), now)).toBe("Nov 24");
    expect(minute(new Date(2026, 10, 25, 9, 5), now)).toMatch(/^9:05\sAM$/);
    expect(minute(new Date(2026, 10, 24, 9, 5), now)).toMatch(/^Nov 24, 9:05\sAM$/);
    expect(moment(new Date(2025, 10, 24, 9), now)).toBe("Nov 24, 2025");
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
