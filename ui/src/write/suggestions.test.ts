import { history, redo, undo } from "@codemirror/commands";
import { EditorState, Transaction, type TransactionSpec } from "@codemirror/state";
import { describe, expect, it } from "vitest";
import { correct } from "../backend/samples";
import {
  announce,
  decide,
  open,
  settle,
  suggest,
  suggestions,
  type Decision,
  type Suggestion,
} from "./suggestions";

const TEXT = "😀 i has 🇨🇦 went to teh libary 👩‍👩‍👧.";
const CHANGES: [string, string][] = [
  ["i has", "I have"],
  ["went", "gone"],
  ["teh", "the"],
  ["libary", "library"],
];

function place(wrong: string, right: string): Suggestion {
  const one = correct(TEXT, wrong, right);
  return suggest(one, one.startIndex, one.endIndex, wrong);
}

const ALL = CHANGES.map(([wrong, right]) => place(wrong, right));

/** An editor without a screen. */
class Sheet {
  state = EditorState.create({ doc: TEXT, extensions: [history(), suggestions] });

  send = (change: TransactionSpec | Transaction) => {
    this.state = (change instanceof Transaction ? change : this.state.update(change)).state;
  };

  get text(): string {
    return this.state.doc.toString();
  }

  get open(): string[] {
    return open(this.state).map((one) => this.state.sliceDoc(one.from, one.to));
  }

  announce(...some: Suggestion[]): void {
    for (const one of some) this.send({ effects: announce.of([one]) });
  }

  decide(decision: Decision, ...keys: string[]): void {
    const taken = open(this.state).filter((one) => keys.includes(one.key));
    const changes = taken.map((one) => ({ from: one.from, to: one.to, insert: one.correction }));
    this.send({
      changes: decision === "accepted" ? changes : [],
      effects: decide.of(keys.map((key) => ({ key, decision }))),
    });
  }

  type(at: number, insert: string): void {
    this.send({ changes: { from: at, insert }, userEvent: "input.type" });
  }

  undo(): void {
    undo({ state: this.state, dispatch: this.send });
  }

  redo(): void {
    redo({ state: this.state, dispatch: this.send });
  }
}

const key = (index: number) => (ALL[index] as Suggestion).key;

describe("suggestions", () => {
  it("stand where they belong for every decision, and undo leads back step by step", () => {
    const decisions = ["open", "accepted", "dismissed"] as const;
    for (let code = 0; code < 3 ** ALL.length; code++) {
      const sheet = new Sheet();
      sheet.announce(...ALL);
      let expected = TEXT;
      let steps = 0;
      ALL.forEach((one, index) => {
        const decision = decisions[Math.floor(code / 3 ** index) % 3] ?? "open";
        if (decision === "open") return;
        if (decision === "accepted") expected = expected.replace(one.original, one.correction);
        sheet.decide(decision, one.key);
        steps++;
      });
      expect(sheet.text).toBe(expected);
      expect(sheet.open).toHaveLength(ALL.length - steps);
      for (const one of open(sheet.state)) expect(sheet.state.sliceDoc(one.from, one.to)).toBe(one.original);
      for (let step = 0; step < steps; step++) sheet.undo();
      expect(sheet.text).toBe(TEXT);
      expect(sheet.open).toEqual(CHANGES.map(([wrong]) => wrong));
      for (let step = 0; step < steps; step++) sheet.redo();
      expect(sheet.text).toBe(expected);
    }
  });

  it("come in the order of the text, each place once", () => {
    const sheet = new Sheet();
    sheet.announce(...[2, 0, 3, 1].map((index) => ALL[index] as Suggestion));
    expect(sheet.open).toEqual(CHANGES.map(([wrong]) => wrong));
    sheet.announce(place("teh libary", "the library"), ALL[0] as Suggestion);
    expect(sheet.open).toHaveLength(4);
  });

  it("that touch each other are accepted together and taken back together", () => {
    const sheet = new Sheet();
    const went = { ...place("went", "gone"), to: ALL[1]?.to ?? 0 };
    const space = { ...suggest(correct(TEXT, " to teh", ","), went.to, went.to + 3, " to") };
    sheet.announce(went, space);
    sheet.decide("accepted", went.key, space.key);
    expect(sheet.text).toContain("gone, teh");
    sheet.undo();
    expect(sheet.open).toEqual(["went", " to"]);
  });

  it("go with what is typed around them, and away with what is typed into them", () => {
    const sheet = new Sheet();
    sheet.announce(...ALL);
    sheet.type(0, "Well, ");
    expect(sheet.open).toHaveLength(4);
    const teh = open(sheet.state)[2] as Suggestion;
    sheet.type(teh.to, ",");
    expect(sheet.open).toEqual(["i has", "went", "teh", "libary"]);
    sheet.type(teh.to, "n");
    expect(sheet.open).toEqual(["i has", "went", "libary"]);
  });
});

describe("the end of a run", () => {
  it("keeps decisions, adds what is new, and drops what did not stand", () => {
    const sheet = new Sheet();
    sheet.announce(ALL[0] as Suggestion, ALL[1] as Suggestion);
    sheet.decide("dismissed", key(0));
    sheet.send({ effects: settle.of([ALL[0], ALL[2]] as Suggestion[]) });
    expect(sheet.open).toEqual(["teh"]);
  });

  it("keeps what was accepted, whatever the result has in its place", () => {
    const sheet = new Sheet();
    sheet.announce(ALL[3] as Suggestion);
    sheet.decide("accepted", key(3));
    sheet.send({ effects: settle.of([ALL[1] as Suggestion]) });
    expect(sheet.text).toContain("library");
    sheet.undo();
    expect(sheet.open).toEqual(["went", "libary"]);
  });
});
