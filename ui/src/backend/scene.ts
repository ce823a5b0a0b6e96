/** A scripted host that plays its part by itself: every run ends as a real one would, at once or in steps. */

import type * as wire from "./backend";
import { ASKED, sheet } from "./away";
import { long, type Long } from "./long";
import { correct, origin, read } from "./samples";
import { Scripted } from "./scripted";

const ENGLISH = `Hi Margaret,

Thanks for you're quick reply. I has read the second proof yesterday evening and it looks much better then the first one. There is only two things that still bother me: the caption on page 14 are missing, and the price of the oak bookshelf should be €1,249.00, not €1,294.00.

Tom Becker from the printers told me they need the final files before Thursday, 12 March 2026. Could you send him the link and let me knows when its done? If the recieve it later, we definately loose our slot.

I will be out of office untill Monday, but Priya can answer any questions.

Best regards,
Daniel`;

const CHINESE = `王经理：您好！

首先感谢您上周再百忙之中抽时间见我们。我已经把您提的意见整理好了，并且和设计部的同事讨论过。大家都觉的，把发布会从3月18日改到3月25日是一个合理的决定，这样我们可以准备的更充分。

目前还有两件事须要您确认。场地费用：东湖会议中心的报价是28,600元，比去年高了一些，但是设备更好。嘉宾名单：李建国教授以经答应出席，张敏女士还没有回复。

如果方便的话，请您在本周五以前给我答复，我好通知场地方面。

祝工作顺利！
刘思雨`;

type Mistake = [wrong: string, right: string, why: string, kind: wire.Kind, source?: "model"];

const MISTAKES: Mistake[] = [
  ["you're", "your", "“You're” means “you are”; the reply belongs to someone.", "grammar"],
  ["has read", "read", "With “yesterday evening” the past tense is enough.", "grammar", "model"],
  ["then", "than", "Comparisons take “than”.", "spelling"],
  ["is only two", "are only two", "Two things: the verb is plural.", "grammar", "model"],
  ["are missing", "is missing", "“The caption” is singular.", "grammar", "model"],
  ["knows", "know", "After “let me” comes the plain form.", "grammar"],
  ["its done", "it's done", "“It's” for “it is”.", "punctuation"],
  ["the recieve", "they receive", "Did you mean “they receive”?", "spelling", "model"],
  ["definately", "definitely", "Did you mean “definitely”?", "spelling"],
  ["loose", "lose", "“Loose” means not tight.", "spelling", "model"],
  ["untill", "until", "Did you mean “until”?", "spelling"],
];

const CHINESE_MISTAKES: Mistake[] = [
  ["再百忙", "在百忙", "“在……之中”应用“在”。", "spelling", "model"],
  ["觉的", "觉得", "应为“觉得”。", "spelling", "model"],
  ["准备的", "准备得", "补语前用“得”。", "grammar", "model"],
  ["须要", "需要", "此处应为“需要”。", "style", "model"],
  ["以经", "已经", "应为“已经”。", "spelling", "model"],
];

const FRIENDLY = `Hi Margaret,

Thank you so much for your quick reply! I read the second proof yesterday evening, and it looks much better than the first one. Only two small things are left: the caption on page 14 is missing, and the price of the oak bookshelf should be €1,249.00.`;

const CHINESE_FRIENDLY = `王经理：您好！

非常感谢您上周在百忙之中抽时间与我们见面。您的意见我们都已整理好，也和设计部的同事仔细讨论过。大家都觉得，把发布会改到3月25日会更从容一些。`;

/** The same from the server. */
function fromServer(event: wire.RunEvent): wire.RunEvent {
  if (!("result" in event)) return event;
  const from = { local: false, engine: "cloud:Work", model: "qwen2.5:72b", reason: ASKED };
  return { ...event, result: { ...event.result, ...from } } as wire.RunEvent;
}

export class Scene extends Scripted {
  readonly text: string;
  readonly question: string;
  readonly long: Long;
  /** Whether long texts are read to their end; else only half of each, for a look at what is under way. */
  finishes = true;
  /** What goes on once it may be sent. */
  #waiting: () => void = () => undefined;

  constructor(private readonly chinese: boolean) {
    super();
    this.text = chinese ? CHINESE : ENGLISH;
    this.long = long(chinese);
    this.files = {
      "report.pdf": this.long.document,
      "catalogue.eml": read(this.text, { title: chinese ? "发布会改期" : "Final proofs", form: "thread" }),
    };
    this.documentPath = "report.pdf";
    this.question = chinese ? "发布会改到哪一天？" : "When do the printers need the files?";
  }

  override async run(id: string, request: wire.ToolRequest, tell: (event: wire.RunEvent) => void) {
    await super.run(id, request, tell);
    if (request.cloud) {
      this.#waiting = () => this.#tellAll(this.#play(request).map(fromServer), tell);
      tell({ type: "asking", sheets: [sheet(this.text, { tool: request.tone ?? request.tool ?? "" })] });
    } else this.#tellAll(this.#play(request), tell);
  }

  override async consent(runId: string, verdict: wire.Verdict) {
    await super.consent(runId, verdict);
    if (verdict.type !== "no") this.#waiting();
  }

  override async pullModel(runId: string, id: string, tell: (event: wire.DownloadEvent) => void) {
    await super.pullModel(runId, id, tell);
    tell({
      ...{ type: "progress", phase: "downloading", done: 61_000_000, total: 98_362_432 },
      ...{ rateBytesPerS: 4_200_000, leftS: 9 },
    });
  }

  override async readDigest(runId: string, hours: number, tell: (event: wire.DigestEvent) => void) {
    await super.readDigest(runId, hours, tell);
    const text = "Anna moved the walk-through to 3 pm and asks for the meter readings by 5 pm.";
    tell({ type: "line", group: 0, line: { text, written: true, messages: [1, 2] } });
    tell({ type: "done", warnings: [] });
  }

  override async measureMachine(
    runId: string,
    model: string | null,
    tell: (event: wire.MeasureEvent) => void,
  ) {
    await super.measureMachine(runId, model, tell);
    const speeds = { loadMs: 840, prefillPerSecond: 212.4, decodePerSecond: 24.6 };
    tell({ type: "measured", engine: "llama", model: "standard", ...speeds });
    tell({
      ...{ type: "measured", engine: "mistralrs", model: "standard" },
      ...{ loadMs: 1900, prefillPerSecond: 44.1, decodePerSecond: 8.1 },
    });
  }

  #tellAll(events: wire.RunEvent[], tell: (event: wire.RunEvent) => void): void {
    events.forEach((event, place) => setTimeout(() => tell(event), place * 15));
  }

  #play(request: wire.ToolRequest): wire.RunEvent[] {
    const text = request.text ?? "";
    const from = { ...origin, model: "standard" };
    const end: wire.RunEvent[] = [{ type: "recorded", runId: "0001" }];
    if (request.tool === "proofread") return [...this.#corrections(text), ...end, this.#proofread(text)];
    if (request.tool === "ask") {
      const said = this.chinese ? "改到3月25日。" : "Before Thursday, 12 March 2026.";
      const source = this.#span(text, this.chinese ? /大家都觉.*?充分。/ : /Tom Becker.*?2026\./);
      return [...end, { type: "answer", result: { ...from, text: said, sources: [source], answered: true } }];
    }
    if (request.tool === "rewrite") {
      const written = this.chinese ? CHINESE_FRIENDLY : FRIENDLY;
      const all = Array.from({ length: request.alternatives ?? 1 }, (_, place) =>
        place === 0 ? written : written.replace("so much ", "").replace("非常", ""),
      );
      const alternatives = all.map((text) => ({ text, diff: this.#diff(text) }));
      return [...end, { type: "rewrite", result: { ...from, alternatives } }];
    }
    if (text === this.long.document.text) return this.#parts(request, end);
    return [...end, this.#summary(request, text)];
  }

  #parts(request: wire.ToolRequest, last: wire.RunEvent[]): wire.RunEvent[] {
    const { outline, points } = this.long;
    const read = outline.slice(0, this.finishes ? outline.length : outline.length / 2);
    const parts = read.flatMap((section, at): wire.RunEvent[] => [
      { type: "section", section },
      { type: "progress", done: at + 1, total: outline.length, leftMs: (outline.length - at) * 21_000 },
    ]);
    if (!this.finishes) return parts;
    const type = request.kind ?? "tldr";
    const end = this.chinese ? "。" : ".";
    const sentences = points.map((one) => (type === "tldr" ? { ...one, text: one.text + end } : one));
    const said = sentences.map((one) => one.text).join(this.chinese ? "" : " ");
    const result = { type, text: said, points: sentences, outline, ...origin, model: "standard" };
    return [...parts, ...last, { type: "summary", result }];
  }

  #mistakes(text: string): wire.Correction[] {
    return (this.chinese ? CHINESE_MISTAKES : MISTAKES)
      .filter(([wrong]) => text.includes(wrong))
      .map(([wrong, right, explanation, kind, source]) =>
        correct(text, wrong, right, { explanation, types: [kind], source: source ?? "rules" }),
      );
  }

  #corrections(text: string): wire.RunEvent[] {
    return this.#mistakes(text).map((correction) => ({ type: "correction", correction }));
  }

  #proofread(text: string): wire.RunEvent {
    const result = { correctedInput: text, corrections: this.#mistakes(text), ...origin, model: "standard" };
    return { type: "proofread", result };
  }

  #diff(text: string): wire.DiffPart[] {
    if (this.chinese) {
      return [
        { op: "equal", text: "王经理：您好！\n\n" },
        { op: "delete", text: "首先" },
        { op: "insert", text: "非常" },
        { op: "equal", text: "感谢您上周" },
        { op: "delete", text: "再" },
        { op: "insert", text: "在" },
        { op: "equal", text: text.slice(text.indexOf("百忙")) },
      ];
    }
    return [
      { op: "equal", text: "Hi Margaret,\n\n" },
      { op: "delete", text: "Thanks for you're" },
      { op: "insert", text: "Thank you so much for your" },
      { op: "equal", text: " quick " },
      { op: "delete", text: "reply. I has" },
      { op: "insert", text: "reply! I" },
      { op: "equal", text: " read the second proof yesterday evening" },
      { op: "insert", text: "," },
      { op: "equal", text: " and it looks much better " },
      { op: "delete", text: "then" },
      { op: "insert", text: "than" },
      { op: "equal", text: ` the first one. ${text.slice(text.indexOf("Only"))}` },
    ];
  }

  #summary(request: wire.ToolRequest, text: string): wire.RunEvent {
    const point = (said: string, source: RegExp, more: Partial<wire.Point> = {}): wire.Point => {
      return { text: said, sources: [this.#span(text, source)], checked: true, ...more };
    };
    const points = this.chinese
      ? [
          point("发布会改到3月25日", /大家都觉.*?充分。/),
          point("会议中心报价28,600元，比去年高", /场地费用.*?更好。/),
          point("李建国教授出席，张敏女士未回复", /嘉宾名单.*?回复。/),
          point("请在周五以前答复", /如果方便.*?方面。/, { owner: "王经理", due: "本周五" }),
        ]
      : [
          point("The caption on page 14 is missing", /There is only.*?00\./s),
          point("The oak bookshelf costs €1,249.00", /There is only.*?1,294\.00\./s),
          point("Send the printers the link", /Could you.*?done\?/, {
            owner: "Margaret",
            due: "12 March 2026",
          }),
          point("Priya answers questions on Mondays", /I will be.*?questions\./, { checked: false }),
        ];
    const table = this.chinese
      ? "| 事项 | 内容 |\n| --- | --- |\n| 发布会 | 3月25日 |\n| 场地 | 28,600元 |\n| 嘉宾 | 李建国教授 |\n| 答复 | 周五以前 |"
      : "| What | Detail |\n| --- | --- |\n| Caption | page 14, missing |\n| Bookshelf | €1,249.00 |\n| Files | 12 March 2026 |\n| Questions | Priya |";
    const type = request.kind ?? "tldr";
    const said = type === "table" ? table : points.map((one) => `- ${one.text}`).join("\n");
    return { type: "summary", result: { type, text: said, points, ...origin, model: "standard" } };
  }

  #span(text: string, source: RegExp): wire.Span {
    const found = source.exec(text);
    const startIndex = found?.index ?? 0;
    return { startIndex, endIndex: startIndex + (found?.[0].length ?? 0) };
  }
}
