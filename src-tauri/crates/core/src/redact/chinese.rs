//! Chinese names: a family name and one or two characters, where a title, an introduction, a label or the place in a letter
//! shows that somebody is named.

use super::Kind;
use super::find::{Find, Sure, pattern};
use crate::text::is_cjk;
use regex::{Captures, Regex};
use std::ops::Range;
use std::sync::LazyLock;

/// Family names in the order of how many have them, without those that are hardly ever anything but a word.
const FAMILY: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾萧肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜\
    崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊\
    葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆\
    蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿\
    桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝谈匡鞠惠荆冀郁胥南班储栗燕楚鄢劳\
    谌奚粟冼蔺楼厉伊仝";
const DOUBLE: &str =
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|长孙|宇文|轩辕|独孤|南宫|西门|百里|东郭";
const TITLE: &str = "先生|女士|小姐|太太|夫人|老师|教授|博士|医生|大夫|护士|律师|经理|总监|总裁|总经理|董事长|\
    主任|主管|主席|部长|局长|处长|科长|院长|校长|所长|会长|秘书|书记|工程师|师傅|同学|同志|\
    法官|警官|队长|组长|老板|阿姨|叔叔|伯伯|奶奶|爷爷|大哥|大姐|哥|姐|总|工|导|助理|顾问|\
    设计师|会计|店长|班长|教练";
/// Characters that nobody is named with.
const NOT_GIVEN: &str = "的了是在和与我你他她它这那不也就都把被让到说吗呢吧啊";
/// Characters that go on after a name rather than belonging to it.
const AFTER: &str = "是的在和与跟及或说来去到从对向把被让给也都就还又很会能可要想有没不了着过以为于因但而将请您你我他她们这那等先\
    后今明昨上下电手邮地身性年住男女已";

/// Family names that hardly begin another word.
const STRONG: &str = "王李张刘陈杨赵吴周徐孙朱胡郭林郑罗梁宋唐许韩冯邓曹彭曾萧肖董袁潘蒋蔡余杜叶苏魏吕丁沈姚卢姜崔谭陆汪范廖贾韦邹\
    孟熊秦邱薛闫侯陶黎贺郝龚邵严覃戴莫汤庞颜倪聂翟殷詹岳骆";
/// Words that begin like a name.
const WORDS: &str = "高级|高中|高兴|高度|高新|高铁|高管|高考|高速|高端|方便|方案|方式|方法|方面|方向|时候|时间|\
    时代|于是|和平|安全|安排|安装|安静|金融|金额|金钱|文件|文化|文章|文档|文字|马上|马路|万一|\
    万元|白天|白色|常常|常见|常用|任何|任务|任意|成功|成为|成本|成员|成立|成果|成绩|程序|程度|\
    石油|黄色|黄金|江苏|江西|江南|关于|关系|关键|关注|单位|单价|单元|单独|简单|简介|简历|项目|\
    车间|车辆|连续|连接|管理|管道|全部|全国|全体|全面|全年|满意|满足|位置|路线|路径|曲线|温度|\
    温馨|温州|范围|严重|严格|白领|向上|向前|何时|何地|何人|钱包|陈述|陈列|张贴|许多|许可|余额|\
    余下|计划|施工|水平|广州|南京|南方|南昌|东方|东西|谢谢|谢意|明天|明白|明年|明确|农业|农村|\
    农民|平台|平时|平均|平安|经理|商品|商务|商业|宁波|宁夏|武汉|武器|顾客|顾问|毛病|毛利|龙头|\
    雷达|史上|段落|夏天|夏季|秦皇|应该|应用|应当|费用|党员|党委|景区|景点|席位|米饭|相关|柴油|\
    包括|包装|包含|祝好|祝愿|祝您|祝你|祝贺|阳光|乐观|国家|国际|容易|易于|容量|杭州|苏州|郑州|\
    徐州|温暖|沙发|沙漠|荣誉|封面|封装|谈判|谈话|储存|储备|原因|原来|原则|官方|官网|井然|古代|\
    司机|司法|项下|吉林|卓越|解决|解释|解答|游戏|游客|翁婿|房间|房屋|房租|房东|华为|华东|华南|\
    华北|中国|柏林|戚戚|牛奶|牛肉|尤其|甘肃|穆斯|兰州|焦虑|焦点|左右|左边|舒服|舒适|纪念|纪律|\
    童年|毕业|毕竟|季度|季节|盛大|辛苦|管控|蓝色|蓝牙|景色|路由|路上|楼下|楼上|楼层|盘点|闻名|\
    林业|森林|叶子|丁字|严肃|孔子|丰富|唐朝|宋朝|汉朝|韩国|韩语|周末|周一|周二|周三|周四|周五|\
    周六|周日|周期|周围|周年|周边|孙子|孙女|胡同|胡子|胡说|朱红|梁上|杜绝|苏打|魏晋|陆续|陆地|\
    贾府|余地|林区|罗列|黎明|贺卡|陶瓷|汤水|姚明亮|蒋介|戴上|莫名|莫非|庞大|颜色|聂耳";

/// A pattern in which FULL is a whole name, STRONG a family name that is hardly anything else, TITLE a title.
fn naming(source: &str) -> Regex {
    let full = format!("(?P<name>(?:{DOUBLE})\\p{{Han}}{{1,2}}|[{FAMILY}]\\p{{Han}}{{1,2}})");
    let titles = format!("(?:{TITLE})");
    pattern(&source.replace("FULL", &full).replace("STRONG", &format!("[{STRONG}]")).replace("TITLE", &titles))
}

const LABELS: &str = "姓名|成员|组员|队员|名单|联系人|收件人|收货人|寄件人|发件人|收信人|经办人|负责人|申请人|\
    投保人|被保险人|受益人|持卡人|开户人|户名|法定代表人|法人代表|法人|代表人?|甲方|乙方|丙方|\
    签字|签名|署名|客户|顾客|患者|病人|学生|家长|员工|候选人|面试官|应聘者|主讲人?|主持人?|\
    记录人?|参会人员|参会人|参会者|与会人员|出席人员|出席者?|参加人员|作者|编辑|记者|译者|抄送|\
    发送至|收件|房东|租客|租户|承租人|出租人|业主|买方|卖方|监护人|导师|班主任|销售|客服|\
    审核人?|审批人?|制表人?|校对|主编|报告人|汇报人|提交人|创建人|嘉宾|采访对象|受访者|证人|\
    原告|被告|当事人|委托人|被委托人|代理人|担保人|借款人|出借人|名字|全名|昵称|称呼";

pub fn find_names(text: &str, finds: &mut Vec<Find>) {
    if !text.contains(is_cjk) {
        return;
    }
    titled(text, finds);
    introduced(text, finds);
    listed(text, finds);
    in_letters(text, finds);
    unannounced(text, finds);
}

/// The names in a text that somebody in the source would have with another family name: 李悦 where it says 林悦.
pub fn miscopied(text: &str, source: &str) -> Vec<Range<usize>> {
    let mut finds = Vec::new();
    find_names(text, &mut finds);
    let other = |range: &Range<usize>| {
        let name = &text[range.clone()];
        let double = DOUBLE.split('|').any(|family| name.starts_with(family));
        // 张太太, where nobody is called 张.
        if name.chars().count() == 1 {
            return !source.contains(name);
        }
        let given: String = name.chars().skip(if double { 2 } else { 1 }).collect();
        !given.is_empty()
            && !source.contains(name)
            && source
                .match_indices(&given)
                .any(|(at, _)| source[..at].chars().next_back().is_some_and(|family| FAMILY.contains(family)))
    };
    finds.into_iter().map(|find| find.range).filter(other).collect()
}

/// Characters that people are named with, and those of them that hardly occur elsewhere.
const GIVEN: &str = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀英霞平刚桂兰红建国志文华玉梅琴云辉鹏飞雪玲婷慧莹颖琳雯佳怡欣悦思雨晨曦浩\
    宇轩泽子涵梓萱晓东阳峰海波斌彬凯亮龙健俊毅鑫淼森林松柏春秋冬荣贵福祥瑞珍珠琪瑶璐瑾瑜璇莉萍蓉菲薇蕾芸芬芝茜茹\
    莲荷菊洁冰清源泉润泓淑惠贤德仁诚忠恒永庆宏博振兴邦宁然若诗嘉怀景帆航旭昊晟晗昕昱晴辰朗睿哲皓锋钧铭钰锦铮翔楠\
    倩蕊彤妍媛嫣婉妮姗珊可馨甜凌霄昌盛家豪世杰少奇启诺鸣卫民爱胜连培根树立新学友良才生";
const ONLY_GIVEN: &str = "伟芳娜敏丽磊洋勇艳杰娟涛霞桂梅琴辉鹏婷慧莹颖琳雯佳怡欣悦晨曦浩轩泽涵梓萱峰斌彬凯俊毅鑫淼琪瑶璐瑾瑜璇莉萍蓉菲\
    薇蕾芸芬茜茹莲淑惠嘉旭昊晟晗昕昱睿哲皓锋铭钰锦蕊倩楠翔彤妍媛嫣婉妮珊馨";
/// What somebody does whose name stands in front.
const DOES: &str = "负主参表提完发填签写做担处出带领汇介指准希认觉接收打拿买卖走跑看听问答笑哭站坐吃喝睡教学研编翻采访获当任入毕\
    离辞升调结怀患受借欠付转租购订取寄投";

/// 张建国负责…: a family name and characters that people are named with, with nothing else to show it.
fn unannounced(text: &str, finds: &mut Vec<Find>) {
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        naming(&format!("(?P<name>STRONG[{GIVEN}]{{2}}|(?:{DOUBLE})[{GIVEN}]{{1,2}}|STRONG[{ONLY_GIVEN}])"))
    });
    for hit in NAMED.captures_iter(text) {
        let Some(range) = name_of(text, &hit, false) else { continue };
        let short = text[range.clone()].chars().count() < 3;
        let next = text[range.end..].chars().next();
        let ended = next.is_none_or(|c| !is_han(c) || AFTER.contains(c) || DOES.contains(c));
        if !short || ended && opens(text, range.start) {
            finds.push(Find::new(Kind::Name, Sure::Likely, range));
        }
    }
}

fn starts_like_a_word(name: &str) -> bool {
    static LIKE: LazyLock<Regex> = LazyLock::new(|| pattern(&format!("^(?:{WORDS})")));
    LIKE.is_match(name)
}

/// The first character is the end of the word before: 感谢, 关于, 由于.
fn ends_a_word(text: &str, at: usize) -> bool {
    let mut before = text[..at].chars().rev();
    let (last, first) = (before.next(), text[at..].chars().next());
    let words = match first {
        Some('谢') => "感谢多致答鸣",
        Some('于') => "由对关位属等至基终便鉴",
        Some('任') => "由责主信担现历前",
        Some('时') => "当同有小及随届临",
        Some('程') => "工过流课日里行教",
        Some('项') => "事各多这该两三几",
        Some('成') => "完达组形变",
        Some('席') => "主出首",
        Some('费') => "经学免消",
        Some('单') => "订清名账表菜",
        Some('方') => "对双各我地官警",
        Some('张') => "主扩夸慌紧铺",
        Some('师') => "老律教导大厨",
        Some('和' | '向' | '从' | '同') => return last.is_some_and(is_cjk),
        _ => return false,
    };
    last.is_some_and(|last| words.contains(last))
}

/// The name of a match, less what is the end of another word or goes on after it. `open`: any character may follow.
fn name_of(text: &str, hit: &Captures, open: bool) -> Option<Range<usize>> {
    let name = hit.name("name")?;
    let mut chars: Vec<(usize, char)> =
        name.as_str().char_indices().map(|(place, c)| (name.start() + place, c)).collect();
    let mut end = name.end();
    if ends_a_word(text, name.start()) {
        chars.remove(0);
        if !chars.first().is_some_and(|(_, c)| FAMILY.contains(*c)) {
            return None;
        }
    }
    if open && chars.len() > 2 && chars.last().is_some_and(|(_, c)| AFTER.contains(*c)) {
        end = chars.pop()?.0;
    }
    let start = chars.first()?.0;
    let given = &text[chars.get(1)?.0..end];
    let is_name = !given.contains(|c| NOT_GIVEN.contains(c)) && !TITLE.split('|').any(|title| title == given);
    (is_name && !starts_like_a_word(&text[start..end])).then_some(start..end)
}

/// 王小明先生, 李老师, 张总.
fn titled(text: &str, finds: &mut Vec<Find>) {
    static WHOLE: LazyLock<Regex> = LazyLock::new(|| naming("FULL ?TITLE"));
    static FAMILY_ONLY: LazyLock<Regex> = LazyLock::new(|| {
        naming(
            "(?P<name>STRONG|马|黄|谢|高|田|程|夏|方|白|石|金|江|钟|史|龙|毛|钱|武|孔|尹|常|温|牛|万|段|雷|欧阳|司马|上官|诸葛)(?P<title>TITLE)",
        )
    });
    for hit in WHOLE.captures_iter(text) {
        let Some(range) = name_of(text, &hit, false) else { continue };
        // 李总经理 is somebody called 李.
        let given = text[range.clone()].chars().skip(1).collect::<String>();
        let rank = ["总", "副", "老", "大", "高级", "资深", "首席", "总经", "副总"].contains(&given.as_str());
        if !rank && !is_short_title(text, hit.get(0).map_or(0, |whole| whole.end())) {
            finds.push(Find::new(Kind::Name, Sure::Likely, range));
        }
    }
    for hit in FAMILY_ONLY.captures_iter(text) {
        let (Some(name), Some(title)) = (hit.name("name"), hit.name("title")) else { continue };
        let strong = name.as_str().chars().all(|c| STRONG.contains(c)) || name.as_str().chars().count() > 1;
        let short = is_short_title(text, title.end()) || title.as_str().chars().count() == 1;
        let goes_on = text[title.end()..].chars().next().is_some_and(|c| is_han(c) && !AFTER.contains(c));
        if ends_a_word(text, name.start()) || (short || !strong) && (goes_on || !opens(text, name.start())) {
            continue;
        }
        finds.push(Find::new(Kind::Name, Sure::Likely, name.range()));
    }
}

fn is_han(c: char) -> bool {
    crate::guard::words::is_han(c)
}

/// A title of one character that more words begin with: 总结, 工作.
fn is_short_title(text: &str, end: usize) -> bool {
    let mut before = text[..end].chars().rev();
    let (last, other) = (before.next(), before.next());
    last.is_some_and(|c| "总工导哥姐".contains(c))
        && !other.is_some_and(|c| "大老".contains(c))
        && text[end..].chars().next().is_some_and(|c| is_han(c) && !AFTER.contains(c))
}

/// A name may begin here: nothing stands before it, or a word that leads to one.
fn opens(text: &str, at: usize) -> bool {
    match text[..at].chars().next_back() {
        None => true,
        Some(c) => !is_han(c) || "请让找给跟和与是问向对由到叫见帮把被及以看陪约托的天午晚年日月前后时".contains(c),
    }
}

/// 我叫张伟, 这位是李娜, 联系王小明.
fn introduced(text: &str, finds: &mut Vec<Find>) {
    static SAID: LazyLock<Regex> = LazyLock::new(|| {
        naming(
            "(?:我叫|名叫|他叫|她叫|你叫|叫做|名字是|名字叫|姓名是|姓名为|这位是|署名为?|化名|本名|原名|真名|全名是?|名为)(?:[:\"“ ]{0,2})FULL",
        )
    });
    static LOOSE: LazyLock<Regex> = LazyLock::new(|| {
        naming(
            "(?:我是|本人|这是|联系|找到|找|通知|转告|告诉|拜托|请教|询问|采访|遇到|见到|认识|同事|朋友|同学|客户|邻居|室友|领导|老板|丈夫|妻子|儿子|女儿|老公|老婆|哥哥|姐姐|弟弟|妹妹|父亲|母亲|患者|病人|学生|员工|经理|主任|老师|医生|记者|律师|教授|作者|由|请|让|@|和|与|跟|给)(?P<name>STRONG\\p{Han}{1,2})",
        )
    });
    static REACHED: LazyLock<Regex> = LazyLock::new(|| {
        naming(
            "FULL[ ,:(、]{0,3}(?:电话|手机|联系电话|手机号|邮箱|微信|身份证|\\+86|1[3-9][0-9]{9}|1[3-9][0-9][ -][0-9]{4})",
        )
    });
    for hit in SAID.captures_iter(text) {
        finds.extend(name_of(text, &hit, true).map(|range| Find::new(Kind::Name, Sure::Likely, range)));
    }
    for hit in LOOSE.captures_iter(text) {
        let Some(range) = name_of(text, &hit, true) else { continue };
        // What follows must end the name.
        let ended = text[range.end..].chars().next().is_none_or(|c| !is_han(c) || AFTER.contains(c));
        let sure = if ended { Sure::Likely } else { Sure::Doubtful };
        finds.push(Find::new(Kind::Name, sure, range));
    }
    for hit in REACHED.captures_iter(text) {
        let Some(range) = name_of(text, &hit, false) else { continue };
        if opens(text, range.start) || text[..range.start].ends_with(['系', '人', '知', '家']) {
            finds.push(Find::new(Kind::Name, Sure::Likely, range));
        }
    }
}

/// 联系人：张伟、李娜.
fn listed(text: &str, finds: &mut Vec<Find>) {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        pattern(&format!(
            "(?:{LABELS})(?:姓名|签字|签名|名单)?(?:\\([^)\n]{{1,8}}\\))?[*_]*[ ]?[:|][*_]* ?(?P<values>[^\n:。|]{{2,200}})"
        ))
    });
    static ENTRY: LazyLock<Regex> = LazyLock::new(|| pattern("[、,;/ ]|(?:以及|和|及|与)"));
    static ONE: LazyLock<Regex> = LazyLock::new(|| naming("^FULL(?:TITLE)?(?:$|\\(|<|\\[|[0-9A-Za-z])"));
    static FOREIGN: LazyLock<Regex> = LazyLock::new(|| pattern("^\\p{Han}{1,6}(?:·\\p{Han}{1,6})+"));
    for hit in LABEL.captures_iter(text) {
        let Some(values) = hit.name("values") else { continue };
        let mut at = values.start();
        for cut in
            ENTRY.find_iter(values.as_str()).map(|cut| cut.range()).chain(std::iter::once(values.len()..values.len()))
        {
            let entry = at..values.start() + cut.start;
            at = values.start() + cut.end;
            let value = &text[entry.clone()];
            if let Some(name) = ONE.captures(value).and_then(|hit| hit.name("name").map(|name| name.range())) {
                if !starts_like_a_word(value) {
                    finds.push(Find::new(Kind::Name, Sure::Likely, entry.start + name.start..entry.start + name.end));
                }
            } else if let Some(name) = FOREIGN.find(value) {
                finds.push(Find::new(Kind::Name, Sure::Likely, entry.start..entry.start + name.end()));
            }
        }
    }
}

/// 尊敬的王小明： at the beginning, 此致敬礼 and a name at the end, labels of speakers.
fn in_letters(text: &str, finds: &mut Vec<Find>) {
    static GREETED: LazyLock<Regex> = LazyLock::new(|| {
        naming(
            "(?m)(?:^[ \t>]*|[!。] ?)(?:尊敬的|亲爱的|敬爱的|您好|你好|嗨|Hi|Dear|Hello)[ ,]?FULL(?:TITLE)?[ ,:!您你早下晚\n]",
        )
    });
    static HAILED: LazyLock<Regex> =
        LazyLock::new(|| naming("(?m)^[ \t>]*FULL ?(?:TITLE)?[, ]?(?:您好|你好|早上好|上午好|下午好|晚上好|好[,:!])"));
    static FAMILIAR: LazyLock<Regex> = LazyLock::new(|| {
        naming(
            "(?m)(?:^[ \t>]*|[,。!?:] ?|请|让|找|给|跟|和|问|叫)(?P<name>[小老阿]STRONG)(?:$|[,:! ]|您好|你好|[说来去在的把要会已帮今明昨])",
        )
    });
    static SPEAKER: LazyLock<Regex> = LazyLock::new(|| {
        naming(
            "(?m)^[ \t>*_]*(?:[\\[(]?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?[\\])]? ?)?FULL(?:TITLE)?[*_]*(?:\\([^)\n]{1,12}\\))?:",
        )
    });
    static SIGNED: LazyLock<Regex> = LazyLock::new(|| {
        naming(
            "(?m)(?:此致|敬礼|祝好|谢谢|感谢|多谢|商祺|安康|顺利|愉快|敬祝|致礼|近安|夏安|冬安|春安|秋安|健康|如意|配合|支持|回复)[!。,~ ]*(?:\r?\n[ \t>]*){1,3}[-—– ]*FULL[ ]*(?:敬上|谨上|上|谨启|启|拜上|留)?[ ]*(?:\r?$|[,|0-9(])",
        )
    });
    static ALONE: LazyLock<Regex> =
        LazyLock::new(|| naming("(?m)^[ \t—–-]*FULL[ ]*(?P<sign>敬上|谨上|上|谨启|启|拜上|留)?[ ]*\r?$"));
    for form in [&*GREETED, &*HAILED, &*SIGNED] {
        for hit in form.captures_iter(text) {
            finds.extend(name_of(text, &hit, false).map(|range| Find::new(Kind::Name, Sure::Likely, range)));
        }
    }
    for hit in FAMILIAR.captures_iter(text) {
        finds.extend(hit.name("name").map(|name| Find::new(Kind::Name, Sure::Likely, name.range())));
    }
    for hit in SPEAKER.captures_iter(text) {
        let Some(range) = name_of(text, &hit, false) else { continue };
        // 项目： and the like begin a line as well.
        let strong = text[range.clone()].starts_with(|c| STRONG.contains(c));
        finds.push(Find::new(Kind::Name, if strong { Sure::Likely } else { Sure::Doubtful }, range));
    }
    // A name on one of the last lines is a signature.
    let end = text.trim_end().len();
    let last_lines = text[..end].rmatch_indices('\n').nth(4).map_or(0, |(at, _)| at + 1);
    for hit in ALONE.captures_iter(&text[last_lines..end]) {
        let Some(range) = name_of(&text[last_lines..end], &hit, false) else { continue };
        let range = last_lines + range.start..last_lines + range.end;
        if range.start > 0 && (hit.name("sign").is_some() || text[range.clone()].starts_with(|c| STRONG.contains(c))) {
            finds.push(Find::new(Kind::Name, Sure::Likely, range));
        }
    }
}
