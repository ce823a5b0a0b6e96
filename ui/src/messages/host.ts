/**
 * What the host says is English. In another language the window says it by the codes that come with it, and the few
 * sentences without a code by the templates that the host makes them from.
 */

import type { Kind } from "../backend/backend";

export interface Host {
  /** What to do about a failure, by its code. */
  failures: Record<string, string>;
  warnings: Record<string, string>;
  /** Why a correction is one, by its first type. */
  explanations: Record<Kind, string>;
  /**
   * Why something ran where it did, and where a key is kept, by the host's templates. The first that fits counts. Names
   * and numbers are carried over; see also {@link NESTED} and `{tool}`.
   */
  sentences: Record<string, string>;
}

/** What stands here is itself a sentence of the host. */
const NESTED = ["why", "cause", "leave", "because", "place"];

/** A sentence of the host in the words there are for it; `{tool}` is the id of a tool, or else a name. */
export function told(
  sentence: string,
  sentences: Host["sentences"],
  tools: Record<string, string>,
): string | undefined {
  const value = (name: string, found: string) => {
    if (NESTED.includes(name)) return told(found, sentences, tools);
    return name === "tool" ? (tools[found] ?? found) : found;
  };
  for (const [template, words] of Object.entries(sentences)) {
    const found = pattern(template).exec(sentence);
    if (!found) continue;
    const values = Object.entries(found.groups ?? {}).map(
      ([name, found]) => [name, value(name, found)] as const,
    );
    if (values.some(([, value]) => value === undefined)) return undefined;
    const own = new Map(values);
    return words.replace(/\{(\w+)\}/g, (_, name: string) => own.get(name) ?? "");
  }
  return undefined;
}

/** Of two parts the first takes more: a cause may have a comma in it. */
function pattern(template: string): RegExp {
  const parts = template.split(/\{(\w+)\}/);
  const source = parts.map((part, place) =>
    place % 2 === 1 ? `(?<${part}>.+)` : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"),
  );
  return new RegExp(`^${source.join("")}$`);
}

/**
 * What the host says in English, in Chinese, by its own codes: less exact, so the window shows the host's words on
 * request.
 */
export const chinese: Host = {
  failures: {
    usage: "请换一种方式再试。",
    "text-unreadable": "请确认文件或网页存在，并且可以读取。",
    "text-unsuitable": "请使用纯文本，并且其中要有完整的句子。",
    "text-empty": "请先写一些文字。",
    io: "请稍后再试，并检查磁盘和文件权限。",
    "disk-full": "请先释放一些磁盘空间，再试一次。",
    "read-only": "请检查文件权限，或用 STET_HOME 指定其他数据目录。",
    "store-damaged": "受损的文件已另存，没有丢弃。",
    "not-found": "它可能已被删除。",
    "adapter-unknown": "请用 stet adapters list 查看有哪些适配器。",
    "adapter-unusable": "请换一个适配器，或把它删除。",
    "model-unknown": "请在“模型”中选择一个模型。",
    "model-missing": "请在“模型”中下载，或选择另一个模型。",
    "model-damaged": "请在“模型”中删除后重新下载。",
    "model-unsupported": "请选择另一个模型或引擎。",
    "memory-short": "请关闭其他程序，或选择较小的模型。",
    download: "请检查网络连接，稍后继续下载。",
    server: "请稍后再试，或使用本机的模型。",
    "server-key": "没有密钥，或密钥不正确。请重新设置密钥。",
    engine: "请再试一次，或换一个引擎或模型。",
    unsupported: "当前系统或版本不支持此操作。",
    desktop: "另一个应用或桌面没有按要求完成。结果仍在这里，可以复制。",
    refused: "模型的回答未通过检查。请再试一次，换一种说法，或使用较大的模型。",
    internal: "您的文字没有受影响。请再试一次。",
  },
  warnings: {
    unchanged: "模型没有改动任何内容。请再试一次，换一种说法，或使用较大的模型。",
    preamble: "模型在结果前加的话已去掉。",
    closing: "模型在结果后加的话已去掉。",
    wrapping: "模型给结果加的引号或标记已去掉。",
    answered: "有一部分保持原样：模型回答了文字，而没有处理它。",
    refused: "有一部分保持原样：模型拒绝处理。",
    "wrong-language": "有一部分保持原样：模型换了语言。",
    rude: "有一部分保持原样：模型的用词不礼貌。",
    "protected-lost": "有一部分保持原样：模型漏掉了网址、数字或名称。",
    "protected-changed": "有一部分保持原样：模型改动了网址、数字或名称。",
    invented: "有一部分保持原样：模型编造了原文没有的内容。",
    "edit-budget": "有一部分保持原样：模型改动得太多。",
    meaning: "有一部分保持原样：模型改变了意思。",
    dropped: "有一部分保持原样：模型漏掉了内容。",
    "non-word": "有一部分保持原样：模型写出了不存在的词。",
    repetition: "有一部分保持原样：模型不断重复。",
    "prompt-leak": "有一部分保持原样：模型复述了指令。",
    truncated: "有一部分保持原样：模型的回答不完整。",
    empty: "有一部分保持原样：模型没有给出回答。",
    unsupported: "结果中有些内容在原文里没有找到，请先核对再采用。",
    "not-recorded": "这次运行没有写入历史。",
    "history-damaged": "历史文件已损坏。它已另存，新的历史从头开始。",
    "store-damaged": "历史文件已损坏。",
    "read-only": "历史文件无法写入。",
    "disk-full": "磁盘已满，历史无法写入。",
    io: "历史文件无法读写。",
    "report-damaged": "隐私报告已损坏。它已另存，新的报告从头开始。",
    "cloud-rule": "有一条服务器规则无法理解，按“从不发送”处理。",
    "tools-file": "您的工具文件里有错误，没有错误的工具仍可使用。",
    "settings-damaged": "设置文件已损坏。它已另存，现在使用默认设置。",
    "settings-unreadable": "设置文件无法读取，现在使用默认设置。",
    "settings-newer": "设置由更新版本的 Stet 写入，本版本不认识的部分保持原样。",
    "settings-field": "有一项设置无法使用，已改用默认值。",
    dictionary: "词典文件无法使用。",
    adapter: "适配器无法使用，工具只靠模型工作。",
    "no-conversation": "这段文字不是对话，因此给出要点而不是纪要。",
    "no-summary": "模型的摘要未能采用，其余内容由规则找出。",
    cut: "摘要达到了允许的最大长度，到此为止。",
    "no-actions": "就 Stet 所能判断的，文中没有人承担任何事项。",
    "digest-extractive": "模型没有写摘要，这里显示的是通知原文。",
    "pages-without-text": "有些页面是图片，其中的文字没有读取。",
    "pages-unread": "有些页面无法读取。",
    "images-unread": "图片中的文字没有读取。",
    "characters-lost": "有些字符无法识别。",
    "attachments-unread": "邮件的附件没有读取。",
    "quotes-left-out": "引用的旧邮件和签名已略去。",
    "messages-empty": "有些邮件没有正文。",
    "comments-left-out": "文档中的批注已略去。",
    "chapters-missing": "有些章节列在目录中，但书里没有。",
  },
  explanations: {
    spelling: "这里的拼写有误。",
    punctuation: "这里的标点或空格有误。",
    capitalization: "这里的大小写有误。",
    preposition: "这里的介词不合适。",
    "missing-words": "这里缺少词语。",
    grammar: "这里的语法有误。",
    style: "这样写更通顺。",
  },
  sentences: {
    "it stays here: {why}": "留在本机：{why}",
    "to “{server}”: {cause}, {leave}": "发往 {server}：{cause}，{leave}",
    "no server is set up": "没有使用服务器",
    "the run is private": "这是无痕运行",
    "the policy for servers is never": "设置中已关闭发送",
    "texts of {application} are never sent": "{application} 中的文字从不发送",
    "the rule for {tool} is never": "“{tool}”的规则是从不发送",
    "the local model will do": "本机的模型足以完成",
    "you named the address": "您指定了这个网址",
    "you asked for it": "您要求使用服务器",
    "the result of the local model was rejected": "本机的结果未通过检查",
    "the text has {characters} characters, more than {most}": "文字有 {characters} 个字符，超过 {most} 个",
    "when you consent": "经您同意后发送",
    "and you always allow it to {tool}": "您已允许“{tool}”不经询问即可发送",
    "and your rules allow it": "符合您的规则",
    "only the rules were asked for": "只使用规则，不使用模型",
    "action items of a conversation are found by rules": "对话中的待办事项由规则找出",
    "{engine} was asked for": "已指定使用 {engine}",
    "{engine} was faster with this model when it was measured on this machine":
      "在本机测得，{engine} 运行这个模型更快",
    "on this machine, on its processor": "在本机的处理器上运行",
    "on this machine, on {device}": "在本机用 {device} 运行",

    "the environment variable {variable}": "环境变量 {variable}",
    "the Keychain": "钥匙串",
    "the Credential Manager": "凭据管理器",
    "the keyring of the desktop (Secret Service)": "桌面的密钥环（Secret Service）",
    "{path}, encrypted with a passphrase, because {because}": "{path}（用密码短语加密，因为{because}）",
    "the key was kept there before": "密钥此前就保存在那里",
    "{place} can't be reached": "{place}无法使用",
    // The library's own words for it say no more than that.
    "{place} can't be reached: {detail}": "{place}无法使用",
    "The keyring did not give or take the key: {detail}. Unlock it and try again.":
      "密钥环（现在无法读取，请解锁后再试）",
  },
};
