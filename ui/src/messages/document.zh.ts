/** What the window says in Simplified Chinese about documents and the outlines of long texts. */

import type { document as en } from "./document.en";
import { counting, measuring } from "./plural";

const count = counting("zh-CN");
const measure = measuring("zh-CN");

export const document: typeof en = {
  open: "打开文档…",
  reading: (name) => `正在读取 ${name}…`,
  readPage: "读取这个网页",
  readPageHint: "只发送这个网址，并记入隐私报告。",
  busy: "正在处理，请在完成后打开文档。",
  away: "文档已收起。撤销可恢复。",
  putAway: "收起文档",
  forms: { prose: "文档", thread: "邮件往来", transcript: "谈话记录" },
  suggested: {
    prose: "适合文档",
    thread: "适合邮件往来",
    transcript: "适合谈话记录",
  },

  place: ({ message, from, page, section, time, speaker, date }) => {
    const whose = from ? `${from}${/\w$/.test(from) ? " " : ""}的` : "";
    const mail = message != null ? `${whose}第${message}封邮件` : from;
    const spoken = [time != null && measure.clock(time), speaker].filter(Boolean).join(" ");
    const said = [
      mail,
      page != null && `第${page}页`,
      section && `“${section}”`,
      spoken,
      date && measure.date(date),
    ];
    return said.filter(Boolean).join("，");
  },

  headings: {
    summary: "摘要",
    decisions: "决定",
    "action-items": "待办事项",
    "open-questions": "未答复的问题",
    "by-speaker": "各人发言",
    "asked-of-me": "需要我做的",
    "what-changed": "最新变化",
  },

  outline: "大纲",
  part: (number) => `第 ${number} 部分`,
  points: (points) => count(points, { other: "# 个要点" }),
  lead: (heading) => `在原文中查看：${heading}`,
  newest: (heading) => `已读：${heading}`,
  coming: "读完各部分后给出摘要。",
  fold: "全部折叠",
  unfold: "全部展开",

  pause: "暂停",
  pausing: "正在暂停…",
  paused: "已暂停。目前的结果已保留。",
  goOn: "继续",
  goOnHint: "可以从停下的地方继续。",
  goOnLater: "以后也可以在历史中继续。",

  save: "另存为 Markdown…",
  saved: "已保存为 Markdown",
  file: "摘要",
};
