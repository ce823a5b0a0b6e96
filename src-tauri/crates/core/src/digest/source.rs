//! What kind of application a notification comes from, by its name and, where the sender gave one, its category.

use super::Notification;

/// What an application is for, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Chat,
    Mail,
    Calendar,
    Build,
    Operations,
    Shopping,
    Delivery,
    Bank,
    Social,
    News,
    Phone,
    Travel,
    Other,
}

/// Words of application names, in lower case; the first row that has one decides. A name may be longer than its word.
const APPS: &[(Source, &[&str])] = &[
    (
        Source::Build,
        &[
            "github",
            "gitlab",
            "gitea",
            "forgejo",
            "jenkins",
            "circleci",
            "travis",
            "buildkite",
            "teamcity",
            "drone ci",
            "azure devops",
            "bamboo",
            "argo",
            "vercel",
            "netlify",
            "actions",
            "pipelines",
            "流水线",
            "云效",
            "构建",
            "codeup",
            "coding",
        ],
    ),
    (
        Source::Operations,
        &[
            "pagerduty",
            "opsgenie",
            "grafana",
            "prometheus",
            "alertmanager",
            "datadog",
            "sentry",
            "nagios",
            "zabbix",
            "statuspage",
            "uptime",
            "newrelic",
            "aws",
            "azure",
            "cloudflare",
            "let's encrypt",
            "icinga",
            "checkmk",
            "healthchecks",
            "阿里云",
            "腾讯云",
            "华为云",
            "告警",
            "new relic",
            "cloudwatch",
            "监控",
            "运维",
            "夜莺",
        ],
    ),
    (
        Source::Calendar,
        &[
            "calendar",
            "reminder",
            "todo",
            "to do",
            "to-do",
            "task",
            "todoist",
            "evolution-alarm",
            "日历",
            "日程",
            "提醒",
            "待办",
            "滴答",
            "课程表",
        ],
    ),
    (Source::Mail, &["mail", "thunderbird", "outlook", "geary", "evolution", "proton", "邮", "foxmail"]),
    (
        Source::Bank,
        &[
            "bank",
            "paypal",
            "wise",
            "revolut",
            "stripe",
            "chase",
            "wells fargo",
            "citi",
            "amex",
            "american express",
            "capital one",
            "venmo",
            "monzo",
            "n26",
            "visa",
            "mastercard",
            "银行",
            "支付宝",
            "alipay",
            "云闪付",
            "花呗",
            "信用卡",
            "微信支付",
            "wechat pay",
            "掌上生活",
            "证券",
            "insurance",
            "保险",
        ],
    ),
    (
        Source::Delivery,
        &[
            "ups",
            "fedex",
            "dhl",
            "usps",
            "doordash",
            "uber eats",
            "deliveroo",
            "wolt",
            "glovo",
            "just eat",
            "evri",
            "hermes",
            "叮咚",
            "闪送",
            "instacart",
            "grubhub",
            "royal mail",
            "dpd",
            "parcel",
            "快递",
            "顺丰",
            "菜鸟",
            "丰巢",
            "外卖",
            "饿了么",
            "美团",
            "中通",
            "圆通",
            "韵达",
            "京东物流",
            "驿站",
        ],
    ),
    (
        Source::Shopping,
        &[
            "amazon",
            "ebay",
            "etsy",
            "shop",
            "walmart",
            "aliexpress",
            "temu",
            "shein",
            "ikea",
            "zalando",
            "best buy",
            "target",
            "store",
            "淘宝",
            "天猫",
            "京东",
            "拼多多",
            "唯品会",
            "闲鱼",
            "苏宁",
            "考拉",
            "小红书商城",
            "盒马",
        ],
    ),
    (
        Source::Social,
        &[
            "facebook",
            "instagram",
            "twitter",
            "linkedin",
            "reddit",
            "tiktok",
            "pinterest",
            "youtube",
            "mastodon",
            "bluesky",
            "threads",
            "snapchat",
            "tuba",
            "tinder",
            "keep",
            "fitbit",
            "多邻国",
            "quora",
            "strava",
            "duolingo",
            "twitch",
            "steam",
            "spotify",
            "微博",
            "知乎",
            "豆瓣",
            "哔哩",
            "bilibili",
            "抖音",
            "小红书",
            "快手",
            "b站",
            "贴吧",
            "游戏",
            "音乐",
        ],
    ),
    (
        Source::News,
        &[
            "news", "times", "bbc", "cnn", "guardian", "reuters", "rss", "medium", "substack", "feed", "新闻", "头条",
            "资讯", "日报",
        ],
    ),
    (Source::Phone, &["phone", "dialer", "calls", "facetime", "skype", "电话", "linphone"]),
    (
        Source::Travel,
        &[
            "airline",
            "airlines",
            "airways",
            "united",
            "delta",
            "lufthansa",
            "trip",
            "booking",
            "airbnb",
            "rail",
            "train",
            "uber",
            "lyft",
            "12306",
            "携程",
            "航空",
            "航旅",
            "滴滴",
            "高铁",
            "飞猪",
            "flighty",
            "bolt",
            "grab",
            "高德",
            "打车",
            "出行",
            "deutsche bahn",
            "bahn",
            "ryanair",
            "easyjet",
            "klm",
            "eurostar",
            "amtrak",
            "expedia",
        ],
    ),
    (
        Source::Chat,
        &[
            "slack",
            "teams",
            "wechat",
            "telegram",
            "signal",
            "whatsapp",
            "discord",
            "element",
            "messenger",
            "messages",
            "zulip",
            "mattermost",
            "line",
            "zoom",
            "chat",
            "matrix",
            "fractal",
            "pidgin",
            "rocket",
            "imessage",
            "dino",
            "kde connect",
            "微信",
            "钉钉",
            "飞书",
            "lark",
            "qq",
            "企业微信",
            "dingtalk",
            "会议",
            "webex",
            "viber",
            "threema",
            "短讯",
            "短信",
        ],
    ),
];

/// What comes before a dot, or is all there is, of a category hint.
const CATEGORIES: &[(Source, &[&str])] = &[
    (Source::Chat, &["im", "chat"]),
    (Source::Mail, &["email", "mail"]),
    (Source::Calendar, &["calendar", "appointment"]),
    (Source::Phone, &["call"]),
    (Source::Build, &["ci", "build"]),
    (Source::Bank, &["bank", "finance"]),
    (Source::Delivery, &["delivery"]),
    (Source::Shopping, &["shopping"]),
    (Source::Social, &["social"]),
    (Source::News, &["news"]),
];

impl Source {
    pub fn of(notification: &Notification) -> Source {
        let by_name = Source::named(&notification.app);
        let hint = notification.category.to_lowercase();
        let hint = hint.split('.').next().unwrap_or_default();
        let by_hint = CATEGORIES.iter().find(|(_, words)| words.contains(&hint));
        by_name.or(by_hint.map(|(source, _)| *source)).unwrap_or(Source::Other)
    }

    /// What a name of an application, or of a company that writes mails, stands for.
    pub fn named(name: &str) -> Option<Source> {
        let name = name.to_lowercase();
        let has = |word: &str| {
            // Short Latin words are whole ones: "ups" is not in "groups".
            match word.is_ascii() && word.len() <= 5 {
                true => name.split(|c: char| !c.is_ascii_alphanumeric()).any(|part| part == word),
                false => name.contains(word),
            }
        };
        APPS.iter().find(|(_, words)| words.iter().any(|word| has(word))).map(|(source, _)| *source)
    }

    /// People write there.
    pub fn is_talk(self) -> bool {
        matches!(self, Source::Chat | Source::Mail)
    }

    /// What it says is there to be clicked on.
    pub fn sells(self) -> bool {
        matches!(self, Source::Shopping | Source::Social | Source::News)
    }

    /// How much advertising it takes to be taken for advertising.
    pub fn patience(self) -> usize {
        match self {
            Source::Chat => 3,
            Source::Calendar | Source::Build | Source::Operations | Source::Phone => 5,
            _ => 2,
        }
    }

    /// All of the application is one conversation.
    pub fn is_one(self) -> bool {
        !self.is_talk() && !matches!(self, Source::Other | Source::Phone)
    }
}
