import { describe, expect, it } from "vitest";
import type { Correction } from "../backend/backend";
import { correct } from "../samples";
import { add, decide, open, pieces, settle, standing, suggest, type Suggestion } from "./review";

const TEXT = "😀 i has 🇨🇦 went to teh libary 👩‍👩‍👧.";
const CHANGES: [string, string][] = [
  ["i has", "I have"],
  ["went", "gone"],
  ["teh", "the"],
  ["libary", "library"],
];
const ALL = CHANGES.map(([wrong, right]) => suggest(correct(TEXT, wrong, right)));

function key(index: number): string {
  return (ALL[index] as Suggestion).key;
}

describe("pieces", () => {
  it("joined are the text as it stands, and open suggestions mark what they would change, for every decision", () => {
    const decisions = ["open", "accepted", "dismissed"] as const;
    for (let code = 0; code < 3 ** ALL.length; code++) {
      const decided = ALL.map((one, index) => ({
        ...one,
        decision: decisions[Math.floor(code / 3 ** index) % 3] ?? "open",
      }));
      let expected = TEXT;
      decided.forEach((one, index) => {
        const [wrong, right] = CHANGES[index] as [string, string];
        if (one.decision === "accepted") expected = expected.replace(wrong, right);
      });
      const cut = pieces(TEXT, decided);
      expect(cut.map((piece) => piece.text).join("")).toBe(expected);
      for (const piece of cut) {
        expect(expected.slice(piece.start, piece.start + piece.text.length)).toBe(piece.text);
        if (!piece.suggestion) continue;
        const { startIndex, endIndex } = piece.suggestion;
        expect(piece.text).toBe(TEXT.slice(startIndex, endIndex));
      }
      expect(cut.filter((piece) => piece.suggestion).length).toBe(open(decided).length);
    }
  });

  it("keep an insertion and a deletion of a surrogate pair in their places", () => {
    const insertion = { ...correct("a😀b", "b", "!"), endIndex: 3 };
    const deletion = correct("a😀b", "😀", "");
    const both = [deletion, insertion].map(suggest);
    expect(pieces("a😀b", both).map((piece) => piece.text)).toEqual(["a", "😀", "", "b"]);
    expect(
      standing(
        "a😀b",
        decide(
          both,
          both.map((one) => one.key),
          "accepted",
        ),
      ),
    ).toBe("a!b");
  });

  it("of a text without suggestions are the text, and of no text nothing", () => {
    expect(pieces("as it is", [])).toEqual([{ start: 0, text: "as it is" }]);
    expect(pieces("", [])).toEqual([]);
  });
});

describe("add", () => {
  it("keeps suggestions in the order of the text, whatever the order they come in", () => {
    const shuffled = [2, 0, 3, 1].map((index) => ALL[index] as Correction);
    const added = shuffled.reduce(add, [] as Suggestion[]);
    expect(added.map((one) => one.key)).toEqual(ALL.map((one) => one.key));
  });

  it("takes a place only once", () => {
    const known = add([], correct(TEXT, "teh libary", "the library"));
    expect(add(known, correct(TEXT, "libary", "library"))).toBe(known);
    expect(add(known, correct(TEXT, "teh libary", "the library"))).toBe(known);
  });
});

describe("settle", () => {
  it("keeps decisions about what the result confirms", () => {
    const decided = decide(decide(ALL, [key(0)], "accepted"), [key(1)], "dismissed");
    expect(settle(decided, ALL).map((one) => one.decision)).toEqual([
      "accepted",
      "dismissed",
      "open",
      "open",
    ]);
  });

  it("keeps what was accepted when the result has something else in its place", () => {
    const accepted = decide([ALL[3] as Suggestion], [key(3)], "accepted");
    const settled = settle(accepted, [
      correct(TEXT, "teh libary", "the bookshop"),
      correct(TEXT, "went", "gone"),
    ]);
    expect(settled.map((one) => one.correction)).toEqual(["gone", "library"]);
    expect(standing(TEXT, settled)).toContain("teh library");
  });

  it("drops what was announced, is still open, and did not stand", () => {
    expect(settle(ALL, [ALL[1] as Correction]).map((one) => one.key)).toEqual([key(1)]);
  });
});
