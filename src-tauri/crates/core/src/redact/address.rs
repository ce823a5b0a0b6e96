//! Postal addresses: a street and a number in the order and with the words of several countries, with what belongs to them
//! before and after: a flat, a postcode, a town.

use super::Kind;
use super::find::{Find, Sure, is_apart, pattern};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

pub fn find(text: &str, finds: &mut Vec<Find>) {
    for (sure, form) in FORMS.iter() {
        for hit in form.find_iter(text) {
            if is_apart(text, &hit.range()) {
                finds.push(Find::new(Kind::Address, *sure, trimmed(text, hit.range())));
            }
        }
    }
    labelled(text, finds);
    chinese(text, finds);
}

/// What is called an address and has a number or a comma in it.
fn labelled(text: &str, finds: &mut Vec<Find>) {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)(?P<other>e-?mail |mail |ip |mac |web |url |wallet |网络|邮箱|邮件|服务器|网站|网页|ip)?(?P<word>(?-u:\b)address(?: is| was)?|adresse|anschrift|wohnhaft in|wohne in|dirección|direccion|domicilio|indirizzo|endereço|morada|地址|住址|住所|户籍|居住地|所在地)(?P<link>[ *_]*[:=]?[ *_]*(?:is |lautet |ist |es |est |è |是|为)?)(?P<value>[^\n;|<>。；]{6,160})",
        )
    });
    static HAN: LazyLock<Regex> = LazyLock::new(|| {
        pattern("^[\\p{Han}A-Za-z0-9()#·-]*(?:省|市|区|县|镇|乡|村|路|街|道|巷|号|室|栋|楼)[A-Za-z0-9-]*")
    });
    for hit in LABEL.captures_iter(text) {
        let (Some(value), None, link) = (hit.name("value"), hit.name("other"), &hit["link"]) else { continue };
        if let Some(place) = HAN.find(value.as_str()).filter(|place| place.as_str().chars().count() > 5) {
            finds.push(Find::new(Kind::Address, Sure::Likely, value.start()..value.start() + place.end()));
            continue;
        }
        // A sentence ends it, an abbreviation does not.
        static END: LazyLock<Regex> = LazyLock::new(|| {
            pattern(r"[a-zß-ÿ0-9]{3,}(?P<end>\.) |(?P<other>\.$| [-–—] | \(|, (?:and|und|et|y|e|my|phone|tel|email) )")
        });
        let stop =
            END.captures(value.as_str()).and_then(|end| end.name("end").or(end.name("other")).map(|end| end.start()));
        let value = &value.as_str()[..stop.unwrap_or(value.len())];
        let place = value.contains(|c: char| c.is_ascii_digit())
            && value.contains(' ')
            && value.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
        if place && !link.trim().is_empty() && !value.contains(['@', '=']) && !value.contains("://") {
            let start = hit.name("value").map_or(0, |value| value.start());
            finds.push(Find::new(Kind::Address, Sure::Likely, trimmed(text, start..start + value.len())));
        }
    }
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let kept = text[range.clone()].trim_end_matches([',', ' ', '\n', '\r', '-', ';', '.']);
    range.start..range.start + kept.len()
}

#[rustfmt::skip]
static FORMS: LazyLock<Vec<(Sure, Regex)>> = LazyLock::new(|| {
    use Sure::{Certain, Doubtful, Likely};
    // A word of a name, with a capital.
    const W: &str = r"[A-ZÀ-ÖØ-ÞĀČĎĐĘĚĞİŁŃŇŌŐŘŚŞŠŤŪŮŰŹŻŽȘȚ][A-Za-zÀ-ÖØ-öø-ɏ'-]*\.?";
    // Of a town's name: a full stop ends it.
    const T: &str = r"(?:St\. |Mt\. )?[A-ZÀ-ÖØ-ÞČĎŁŚŞŠŻŽ][A-Za-zÀ-ÖØ-öø-ɏ'-]*";
    const STREET: &str = r"(?:Street|St|Avenue|Ave|Av|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Place|Pl|Way|Terrace|Ter|Close|Crescent|Cres|Square|Sq|Highway|Hwy|Parkway|Pkwy|Circle|Cir|Mews|Gardens|Row|Grove|Walk|Quay|Broadway|Trail|Trl|Plaza|Alley|Loop|Run|Pike|Turnpike|Path|Green|Park|Hill|Rise|View|Nagar|Marg)\.?";
    const UNIT: &str = r"(?:(?i:apt|apartment|suite|ste|unit|flat|floor|fl|room|rm|bldg|building)\.? ?#?[A-Z0-9][A-Za-z0-9-]{0,5}|#[A-Z0-9][A-Za-z0-9-]{0,4}|[0-9]{1,3}(?:st|nd|rd|th) (?i:floor))";
    const POSTCODE: &str = r"(?:[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}|[A-Z]{2}\.? [0-9]{5}(?:-[0-9]{4})?|[A-Z]{2,3} [0-9]{4}|[A-Z]{2} [A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]|[0-9]{6}|[0-9]{3} [0-9]{3}|[0-9]{5}(?:-[0-9]{4})?)";
    let town = format!(r"{T}(?: {T}){{0,3}}");
    // What follows a street: flat, town, county or state, postcode, country.
    let rest = format!(r"(?:,? ?{UNIT})?(?:(?:, ?|\n| ){town}){{0,3}}?(?:(?:, ?|\n| |-| - ){POSTCODE})(?:, (?:USA|U\.S\.A\.|US|UK|United (?:States|Kingdom)|England|Scotland|Wales|Ireland|Canada|Australia|India|New Zealand))?");
    let short = format!(r"(?:,? ?{UNIT})?(?:, {town}(?:, (?:[A-Z]{{2}}(?-u:\b)|{town}))?)?");
    let number = r"[0-9]{1,5}[A-Za-z]?(?:[-/][0-9]{1,4}[A-Za-z]?)?";
    let before = format!(r"(?:{UNIT},? )?(?:{T}(?: {T}){{0,3}} (?:House|Apartments|Court|Towers?|Building|Mansions|Lodge|Heights|Residency|Enclave),? )?");
    let named = format!(r"(?:(?:N|S|E|W|NE|NW|SE|SW)\.? )?(?:(?:{W}|[0-9]{{1,3}}(?:st|nd|rd|th)) ){{1,4}}?{STREET}(?: (?:N|S|E|W|NE|NW|SE|SW)(?-u:\b))?");
    // Postcode and town of the continent, after a street.
    let continental = format!(r"(?:(?:, ?|\n| |, ?[0-9]º ?[A-Z0-9]{{1,3}}, ?)(?:[A-Z]{{1,2}}-)?[0-9]{{4,5}}(?:-[0-9]{{3}})?(?: [A-Z]{{2}}(?-u:\b))? {T}(?:[ -](?:{T}|am|an|der|de|la|sur|en|le|les|del)){{0,4}}(?: \([A-Z]{{2}}\))?(?:, (?:Deutschland|Germany|Österreich|Austria|Schweiz|Switzerland|France|España|Spain|Italia|Italy|Nederland|Netherlands|Belgique|Belgium|Portugal))?)?");
    let particles = r"(?:de la |de l'|de los |de las |de |du |des |del |della |delle |dei |degli |di |da |do |dos |das |la |le |les |el |los |las |l'|d'|y |e |et )";
    let romance = format!(r"{particles}?{W}(?: (?:{particles})?(?:{W}|[0-9]{{1,2}}(?: {W})?)){{0,4}}?");
    vec![
        (Certain, pattern(&format!(r"(?-u:\b){before}{number},? {named}{rest}"))),
        (Likely, pattern(&format!(r"(?-u:\b){before}{number},? {named}(?-u:\b){short}"))),
        (Likely, pattern(r"(?-u:\b)(?i:p\.? ?o\.? box|postfach|apartado|casella postale|boîte postale) [0-9]{1,6}")),
        // A British postcode, a town with state and ZIP.
        (Likely, pattern(r"(?-u:\b)(?:[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][ABD-HJLNP-UW-Z]{2})(?-u:\b)")),
        (Likely, pattern(&format!(r"(?-u:\b){town}, (?:A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY]) [0-9]{{5}}(?:-[0-9]{{4}})?"))),
        // German, Austrian, Swiss, Dutch.
        (Likely, pattern(&format!(r"[A-ZÄÖÜ][A-Za-zÀ-ÖØ-öø-ɏ-]*(?:(?:[ -][A-ZÄÖÜ][A-Za-zÀ-ÖØ-öø-ɏ-]*){{0,2}}[ -])?(?:[Ss]traße|[Ss]trasse|[Ss]tr\.|[Ww]eg|[Pp]latz|[Aa]llee|[Gg]asse|[Rr]ing|[Dd]amm|[Uu]fer|[Cc]haussee|[Pp]romenade|[Ss]traat|[Ll]aan|[Gg]racht|[Pp]lein|[Kk]ade|[Ss]ingel|[Dd]ijk)\.? ?[0-9]{{1,4}}(?: ?[a-zA-Z](?-u:\b))?(?: ?[-/] ?[0-9]{{1,4}}[a-z]?)?{continental}"))),
        (Likely, pattern(&format!(r"(?-u:\b)(?:Am|An der|An den|Auf dem|Auf der|Im|In der|In den|Unter den|Unter der|Zum|Zur|Hinter der|Alte[rs]?|Neue[rs]?|Obere|Untere|Lange|Kleine|Große) {W}(?: {W})? [0-9]{{1,4}}[a-z]?{}", continental.trim_end_matches('?')))),
        // French.
        (Likely, pattern(&format!(r"(?-u:\b)(?:[0-9]{{1,4}}(?: ?(?:bis|ter|quater))?,? )(?i:rue|avenue|av\.|boulevard|bd|blvd|place|chemin|allées?|impasse|quai|cours|route|square|passage|faubourg|villa|sentier|esplanade|rond-point) {romance}(?-u:\b){continental}"))),
        // Spanish, Italian, Portuguese: the number comes last.
        (Likely, pattern(&format!(r"(?-u:\b)(?:(?i:calle|avenida|avda\.?|plaza|paseo|piazza|viale|vicolo|rua|travessa|praça)|C/|C\.|Av\.|Pza\.|Pº|Camino|Carretera|Ronda|Travesía|Glorieta|Via|V\.le|P\.za|Piazzale|Corso|C\.so|Largo|Strada|Lungomare|R\.|Alameda|Estrada|Rodovia) ?{romance}(?:,? (?:n[º°.o]{{0,2}}\.? ?)?[0-9]{{1,5}}(?:/?[A-Za-z](?-u:\b))?)(?:,? ?(?:[0-9]{{1,2}}[º°ªa]\.? ?[A-Za-z0-9]{{0,3}}|piso [0-9]+|bajo|int\.? ?[0-9]+|apto\.? ?[0-9]+))?{continental}"))),
        (Likely, pattern(&format!(r"(?-u:\b)(?:ul\.|al\.|os\.|pl\.|ulica) {W}(?: {W})? [0-9]{{1,4}}[a-zA-Z]?(?:/[0-9]{{1,4}})?(?:,? [0-9]{{2}}-[0-9]{{3}} {W})?"))),
        (Doubtful, pattern(&format!(r"(?-u:\b)[0-9]{{5}} {W}(?:[ -]{W}){{0,2}}"))),
    ]
});

/// 省市区路号楼室: a street or an estate with a number, back to where the address begins.
fn chinese(text: &str, finds: &mut Vec<Find>) {
    const NUMBER: &str = "[0-9A-Za-z一二三四五六七八九十百零-]{1,6}";
    const PLACE: &str = "[\\p{Han}A-Za-z0-9]";
    static DOOR: LazyLock<Regex> = LazyLock::new(|| {
        let tail = format!(
            "(?: ?{PLACE}{{0,10}}?(?:小区|花园|大厦|广场|公寓|中心|大楼|家园|新村|园区|号楼|号院|栋|幢|座|单元|层|楼|室|房|户|号)(?:{NUMBER}(?:号楼|栋|幢|座|单元|层|楼|室|房|户|号)?)?)*"
        );
        pattern(&format!(
            "(?:路|街|大街|大道|道|巷|弄|胡同|里|段|条)(?:[东西南北中](?:段|路)?)?{NUMBER}(?:号|弄){tail}|(?:小区|花园|公寓|家园|新村|大厦|苑|府|城|园|湾|庄|村)[^\\s，。,.;:!?]{{0,4}}?{NUMBER}(?:号楼|栋|幢|座|单元|号)(?:{NUMBER}(?:单元|层|楼))?(?:{NUMBER}(?:室|房|户|号)?)?{tail}"
        ))
    });
    static BEGINNING: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            "(?:中国)?(?:北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门)",
        )
    });
    // A district and a road say where, even without a number.
    static ROAD: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            "[\\p{Han}]{2,7}(?:市|州|盟)[\\p{Han}]{1,6}?(?:区|县|旗)[\\p{Han}0-9]{1,10}(?:路|大街|街|大道|巷|街道|镇|乡|村)",
        )
    });
    // A word after which an address begins.
    static LEAD: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            "地址|住址|住在|家住|位于|搬到|搬去|寄到|寄至|寄往|送到|送至|发到|快递到|回到|来到|前往|来自|就在|是|在|到|至|为|于|从|去|住|的|了|我|他|她|请|和|与",
        )
    });
    for road in ROAD.find_iter(text) {
        let start = LEAD
            .find_iter(road.as_str())
            .filter(|lead| lead.end() < road.len() / 2)
            .last()
            .map_or(0, |lead| lead.end());
        let start = BEGINNING.find(road.as_str()).map_or(start, |beginning| beginning.start());
        finds.push(Find::new(Kind::Address, Sure::Likely, road.start() + start..road.end()));
    }
    let mut done = 0;
    for door in DOOR.find_iter(text) {
        if door.start() < done {
            continue;
        }
        let floor = text.ceil_char_boundary(door.start().saturating_sub(90)).max(done);
        let near = &text[floor..door.start()];
        let stop =
            |c: char| !crate::text::is_cjk(c) && !c.is_ascii_alphanumeric() || "，。、：；！？（）《》“”".contains(c);
        let mut start =
            floor + near.rfind(stop).map_or(0, |at| at + near[at..].chars().next().map_or(0, char::len_utf8));
        if let Some(beginning) = BEGINNING.find(&text[start..door.start()]) {
            start += beginning.start();
        } else if let Some(lead) = LEAD.find_iter(&text[start..door.start()]).last() {
            start += lead.end();
        }
        // The street must have a name.
        if text[start..door.start()].chars().count() == 0 {
            continue;
        }
        done = door.end();
        finds.push(Find::new(Kind::Address, Sure::Likely, trimmed(text, start..door.end())));
    }
}
