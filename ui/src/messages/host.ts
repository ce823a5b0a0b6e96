/** What the host says is English. In another language the window says it by the codes that come with it. */

import type { Kind } from "../backend/backend";

export interface Host {
  /** What to do about a failure, by its code. */
  failures: Record<string, string>;
  warnings: Record<string, string>;
  /** Why a correction is one, by its first type. */
  explanations: Record<Kind, string>;
}

/**
 * What the host says in English, in Chinese, by its own codes: less exact, so the window shows the host's words on
 * request.
 */
export const chinese: Host = {
  failures: {
    usage: "请换一种方式再试。",
    "text-unreadable": "请确认文件存在，并且可以读取。",
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
    server: "服务器未能完成。请稍后再试，或使用本机的模型。",
    "server-key": "服务器需要密钥，或密钥不正确。请重新设置密钥。",
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
    "digest-extractive": "模型没有写摘要，这里显示的是通知原文。",
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
};
