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
    "去一趟|试一下|打电话|跑一趟|想办法|走一趟|补充|付款|结算|分析|修改|审阅|检修|导出|交稿|打样|讲解|",
    "清点|回收|估价|培训|弄个|请示|归档|比价|推进|主讲|部署|转账|打款|示范|分发|修订|升级|签字|列个|",
    "搞定|维修|打听|缴费|配置|调试|请教|邀请|配音|采摘|签约|商量|筹备|参加|续签|邮寄|清理|组织|盖章|",
    "张贴|投稿|报备|落地|发放|盘点|对账|询价|督促|展示|编辑|做个|提货|核实|监控|买个|拉个|彩排|答复|",
    "发货|验收|打扫|研究|发言|注册|订个|检测|导入|收拾|快递|协助|组装|勘察|重启|定稿|出图|上线|回滚|",
    "润色|值班|退款|演练|派车|备案|完成|解决|预定|汇报|修剪|录制|整改|催促|巡检|敲定|安装|恢复|卸货|",
    "评估|化验|取样|建个|招聘|群发|测试|送检|抄送|编写|迁移|沟通|发个|取货|转发|消毒|报销|批改|接待|",
    "致辞|出席|校准|补货|开个|核算|顶班|试用|排练|粉刷|提醒|拍照|预订|介绍|清洗|排查|公示|打包|拟定|",
    "摆放|写个|招标|存档|采样|拆除|试做|归还|退货|报价|推送|排版|搬运|优化|踩点|发布|备份|巡查|核查|",
    "草拟|主持|打个|配合|派发|公布|支援|面试|测量|动员|撰写|复核|演示|借用|布展|剪辑|出面|反馈|截图|",
    "搭建|",
    "[写做弄买订带拿取送寄发交报填画拍扫印打查催盯跑补换装洗搬接算改列量贴放挂租借付垫转谈定选试录剪译校审修拆运",
    "卖种浇喂缝烤煮练教讲摆盘领找问约备陪办搞加删传建调测签盖抄收存退叫让跟给把帮向替翻撤裁刷涂铺挖种栽摘割灌装封压称晾泡切冲喷搭拼关停插拔顶派验拟编估擦腾挪守做])",
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
