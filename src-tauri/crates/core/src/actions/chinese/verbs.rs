//! Verbs of doing: what a person can be given to do. What somebody is, has, thinks or feels is none of these.

use super::clause::ADVERBS;
use super::rule;
use regex::Regex;
use std::sync::LazyLock;

/// One of them; with the longer ones first.
pub(super) const VERBS: &str = concat!(
    "(?:盯着|守着|看着|陪着|改到|改成|推到|推迟到|挪到|提前到|过一遍|过一下|过去|过来|看一下|看一看|看看|看一眼|看一遍|说一声|说一下|上门|上传|上报|下单|下载|回复|回电|回信|",
    "开车|开票|开单|处理|负责|对接|跟进|联系|安排|准备|整理|确认|通知|更新|汇总|统计|起草|提交|提供|申请|预约|采购|",
    "协调|布置|转告|转达|检查|核对|审核|校对|翻译|设计|制作|制定|打印|扫描|复印|收集|落实|购买|办理|登记|报名|注明|",
    "组织|主持|接待|维修|安装|测试|修改|补充|完成|搞定|解决|沟通|商量|打听|打扫|收拾|清点|清理|盘点|参加|出席|培训|",
    "出图|出面|想办法|",
    "[写做弄买订带拿取送寄发交报填画拍扫印打查催盯跑补换装洗搬接算改列量贴放挂租借付垫转谈定选试录剪译校审修拆运",
    "卖种浇喂缝烤煮练教讲摆盘领找问约备陪办搞加删传建调测签盖抄收存退叫让跟给把帮向替翻估擦腾挪守做])",
);

/// A verb of doing at the beginning, not in a form that tells what was, or how: 写了, 写过, 写得好, 写不完, 写的.
pub(super) fn begins(text: &str) -> bool {
    static RULE: LazyLock<Regex> = LazyLock::new(|| rule(&format!("^{VERBS}(?:[^了过着得不的]|过[去来]|$)")));
    RULE.is_match(text)
}

/// The same, perhaps after adverbs: 再写, 就去拿.
pub(super) fn plans(text: &str) -> bool {
    static ADVERB: LazyLock<Regex> = LazyLock::new(|| rule(&format!("^{ADVERBS}")));
    begins(text) || begins(&ADVERB.replace(text, ""))
}

/// A verb of doing that brings something about: 补上, 换掉, 弄完, 催一下.
pub(super) fn effects(text: &str) -> bool {
    static RULE: LazyLock<Regex> =
        LazyLock::new(|| rule(&format!("{VERBS}(?:上|掉|完|好|齐|出来|回来|过来|过去|给|一下|一遍|个)")));
    RULE.is_match(text)
}
