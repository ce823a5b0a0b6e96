//! What the host itself says to people outside of its windows, in the tray and in notifications: in English and Chinese.

use stet_core::settings::{self, Settings};
use stet_core::text::Language;

/// The same sentences in one language.
pub struct Words {
    pub language: Language,
    pub ready: &'static str,
    pub working: &'static str,
    /// Nothing can leave this machine.
    pub local: &'static str,
    /// Before the name of a server that can be asked.
    pub server: &'static str,
    pub summarize_clipboard: &'static str,
    pub summarize_selection: &'static str,
    pub popup_selection: &'static str,
    pub proofread_selection: &'static str,
    pub rewrite_selection: &'static str,
    pub proofread_clipboard: &'static str,
    pub summaries: &'static str,
    pub copy: &'static str,
    pub open_text: &'static str,
    /// Above the newest threads of the mail folder.
    pub mail: &'static str,
    /// In place of a thread's subject.
    pub no_subject: &'static str,
    pub digest: &'static str,
    pub reduce: &'static str,
    pub pause: &'static str,
    pub revert: &'static str,
    pub open: &'static str,
    pub quit: &'static str,
    pub summary: &'static str,
    pub no_summary: &'static str,
    pub urgent: &'static str,
    /// Under the headline of a digest.
    pub more: &'static str,
}

const ENGLISH: Words = Words {
    language: Language::ENGLISH,
    ready: "Ready",
    working: "Working…",
    local: "Everything stays on this machine",
    server: "With your consent also on",
    summarize_clipboard: "Summarize clipboard",
    summarize_selection: "Summarize selection",
    popup_selection: "Stet on selection",
    proofread_selection: "Proofread selection",
    rewrite_selection: "Make selection professional",
    proofread_clipboard: "Proofread clipboard",
    summaries: "Latest summaries",
    copy: "Copy",
    open_text: "Open in Stet",
    mail: "Mail",
    no_subject: "(no subject)",
    digest: "Notification digest",
    reduce: "Reduce interruptions",
    pause: "Pause hotkeys",
    revert: "Revert last replacement",
    open: "Open Stet",
    quit: "Quit",
    summary: "Summary",
    no_summary: "No summary",
    urgent: "Urgent",
    more: "…and more",
};

const CHINESE: Words = Words {
    language: Language::CHINESE,
    ready: "就绪",
    working: "处理中…",
    local: "一切都留在本机",
    server: "经您同意也可用",
    summarize_clipboard: "总结剪贴板",
    summarize_selection: "总结选中的文字",
    popup_selection: "对选中的文字使用 Stet",
    proofread_selection: "校对选中的文字",
    rewrite_selection: "把选中的文字改得专业",
    proofread_clipboard: "校对剪贴板",
    summaries: "最近的总结",
    copy: "复制",
    open_text: "在 Stet 中打开",
    mail: "邮件",
    no_subject: "（无主题）",
    digest: "通知摘要",
    reduce: "减少打扰",
    pause: "暂停快捷键",
    revert: "撤回上一次替换",
    open: "打开 Stet",
    quit: "退出",
    summary: "总结",
    no_summary: "没有总结",
    urgent: "紧急",
    more: "……还有更多",
};

/// In the language of the settings, or the system's.
pub fn of(settings: &Settings) -> &'static Words {
    let chinese = match settings.language {
        settings::Language::Chinese => true,
        settings::Language::English => false,
        settings::Language::System => system().starts_with("zh"),
    };
    if chinese { &CHINESE } else { &ENGLISH }
}

/// The locale that the system has for messages; empty where it tells none.
fn system() -> String {
    let named = |name: &&str| std::env::var(name).ok().filter(|value| !value.is_empty());
    ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(named).unwrap_or_default()
}
