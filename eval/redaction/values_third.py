"""Values of every kind of the third tuning set: other lists and other ways to write them than of the first two."""

import json
import re
import string
from functools import partial
from pathlib import Path

import values
from checksums import with_luhn
from ids_third import IDS
from keys_third import (
    CHINESE_ISSUERS,
    ISSUERS,
    any_key,
    basic,
    bearer,
    chinese_password,
    chinese_wifi,
    encoded,
    hexes,
    inline_pem,
    invitation,
    jwt,
    mixed,
    password,
    pem,
    url_password,
    url_signature,
    url_token,
    wifi,
)
from values import dice, digits, fakers, grouped, letters, not_luhn

SEED = 20260219
WEIGHTS = {"us": 26, "gb": 20, "in": 9, "ca": 5, "au": 5, "ie": 3, "za": 3, "de": 8, "at": 2, "fr": 6, "be": 2, "es": 5}
WEIGHTS |= {"it": 5, "nl": 4, "pt": 3, "pl": 4, "se": 3, "no": 2, "dk": 2, "fi": 2, "ch": 2, "br": 3, "mx": 3, "sg": 3}
LISTS = json.loads(Path(__file__).with_name("lists-tuning-3.json").read_text(encoding="utf-8"))
CHINESE = ("cn", "zk", "zt")  # zk and zt: Hong Kong and Taiwan


def shaped(shapes):
    """One of the shapes: # a digit, * one of 2 to 9, ? a letter, ~ a # that stays, AAA and BBB area codes."""
    shape = dice.choice(shapes)
    for mark, codes in (("AAA", "areas"), ("BBB", "canadian_areas")):
        shape = shape.replace(mark, dice.choice(LISTS[codes]))
    made = values.shaped([shape])
    return re.sub(r"\?", lambda _: dice.choice("ABDEFGHJLNPQRSTUWXYZ"), made).replace("~", "#")


def phone(locale):
    return shaped(LISTS["phones"][locale])


FOURS = (4, 4, 4, 4)
CARDS = {
    "visa": (["4539", "4716", "4024", "4485", "4929", "4147", "4000"], 16, FOURS),
    "mastercard": (["51", "52", "54", "55", "2223", "2412", "2600"], 16, FOURS),
    "amex": (["34", "37"], 15, (4, 6, 5)),
    "discover": (["6011", "6445", "65"], 16, FOURS),
    "jcb": (["3528", "3571", "3588"], 16, FOURS),
    "diners": (["36", "38", "3095"], 14, (4, 6, 4)),
    "maestro": (["6763", "5893"], 16, FOURS),
    "union": (["622262", "622576", "625964", "621098"], 16, FOURS),
    "longunion": (["621483", "621700", "622848", "622202", "621785", "623668", "621226"], 19, (4, 4, 4, 4, 3)),
}
CARDS_ABROAD = {"visa": 9, "mastercard": 7, "amex": 4, "discover": 2, "jcb": 1, "diners": 1, "maestro": 1}
CARDS_CHINESE = {"longunion": 9, "union": 4, "visa": 2, "mastercard": 1}


def card(locale, brand=None):
    """In the groups printed on it, apart by spaces, hyphens or nothing."""
    usual = CARDS_CHINESE if locale in CHINESE else CARDS_ABROAD
    firsts, length, groups = CARDS[brand or dice.choices(list(usual), list(usual.values()))[0]]
    first = dice.choice(firsts)
    number, parts = with_luhn(first + digits(length - len(first) - 1)), []
    for size in groups:
        parts.append(number[:size])
        number = number[size:]
    return dice.choice([" ", " ", " ", " ", "-", "-", "", "", ""]).join(parts)


def belgian_bank():
    body = digits(10)
    return body + f"{int(body) % 97 or 97:02}"


BANKS = {
    "gb": lambda: dice.choice(["HBUK", "LOYD", "BUKB", "REVO", "NAIA"]) + digits(14),
    "de": lambda: dice.choice(["10010010", "37040044", "50010517", "70150000"]) + digits(10),
    "fr": lambda: dice.choice(["30004", "20041", "14508"]) + digits(5) + letters(11, string.digits + "ABK") + digits(2),
    "es": lambda: dice.choice(["2100", "0049", "0182"]) + digits(16),
    "it": lambda: dice.choice("ABCDEFGHKLMNPQRSTVXYZ") + dice.choice(["03069", "02008", "36081"]) + digits(17),
    "nl": lambda: dice.choice(["BUNQ", "TRIO", "ABNA", "INGB"]) + "0" + digits(9),
    "be": belgian_bank,
    "at": lambda: dice.choice(["12000", "20111", "32000"]) + digits(11),
    "ch": lambda: dice.choice(["00762", "09000", "04835"]) + digits(12),
    "ie": lambda: dice.choice(["IPBS", "AIBK", "REVO"]) + digits(14),
    "pt": lambda: dice.choice(["0033", "0010"]) + digits(17),
    "pl": lambda: dice.choice(["1140", "1020"]) + digits(20),
    "se": lambda: dice.choice(["500", "600"]) + digits(17),
    "no": lambda: digits(11),
    "dk": lambda: digits(14),
    "fi": lambda: digits(14),
    "cz": lambda: "0800" + digits(16),
    "gr": lambda: "0110" + digits(19),
    "ro": lambda: "BTRL" + digits(16),
    "hu": lambda: "117" + digits(21),
    "ee": lambda: "22" + digits(14),
    "mt": lambda: "VALL" + digits(23),
    "tr": lambda: "00062" + "0" + digits(16),
    "sa": lambda: "80" + digits(18),
    "br": lambda: "00360305" + digits(15) + "C1",
}


def iban(locale):
    country = locale if locale in BANKS and dice.random() < 0.75 else dice.choice(list(BANKS))
    bank = BANKS[country]()
    left = int("".join(str(int(sign, 36)) for sign in f"{bank}{country}00")) % 97
    made = f"{country.upper()}{98 - left:02}{bank}"
    return dice.choice([grouped(made, 4)] * 5 + [made] * 4)


def ip4(_):
    return fakers["us"].ipv4_public()


def lan(_):
    return dice.choice(
        [
            f"192.168.{dice.choice([0, 1, 1, 2, 8, 31, 100, 178])}.{dice.randint(2, 254)}",
            f"10.{dice.choice([0, 1, 8, 20, 244])}.{dice.randint(0, 40)}.{dice.randint(2, 254)}",
            f"172.{dice.choice([16, 17, 18, 20, 31])}.{dice.randint(0, 40)}.{dice.randint(2, 254)}",
        ]
    )


def ip6(_):
    """Of a house, a cloud, a link or one's own net, mostly shortened."""
    one, two, three, four = (f"{dice.randint(0x100, 0xFFFF):x}" for _ in range(4))
    return dice.choice(
        [
            f"2001:db8:{one}::{dice.randint(1, 0xFF):x}",
            f"2a00:23c6:{one}:{two}:{three}:{four}:{one[::-1]}:{two[::-1]}".replace(":0", ":a"),
            f"2a02:8109:{one}:{two}::{three}",
            f"2606:4700:{dice.randint(10, 90)}::{one}:{two}",
            f"2607:f8b0:{dice.randint(4000, 4009)}:8{dice.randint(10, 99)}::200e",
            f"fe80::{one}:{two[:2]}ff:fe{three[:2]}:{four}",
            f"fd00:{one}:{two}::{dice.randint(2, 99)}",
            f"2409:8a{dice.randint(10, 99)}:{one}:{two}:{three}:{four}:{two}:{one}",
            f"2001:0db8:{int(one, 16):04x}:0000:0000:8a2e:0{two[:3]}:{int(three, 16):04x}",
            f"2A01:CB00:{one}:{two}::1".upper(),
        ]
    )


def mac(_, writing=None):
    while True:
        bare = "".join(f"{dice.randint(0, 255):02x}" for _ in range(6))
        if re.search("[a-f]", bare) and re.search("[0-9]", bare):
            break
    writings = {
        "colons": grouped(bare, 2, ":"),
        "upper": grouped(bare, 2, ":").upper(),
        "hyphens": grouped(bare, 2, "-").upper(),
        "lowhyphens": grouped(bare, 2, "-"),
        "dots": grouped(bare, 4, "."),
        "bare": bare.upper(),
    }
    return writings[writing or dice.choices(list(writings)[:5], [5, 4, 4, 1, 3])[0]]


def road(locale):
    return shaped(LISTS["roads"][locale])


def address(locale, whole=False):
    """With its town, or now and then without where the whole is not asked for."""
    if not whole and dice.random() < 0.2:
        return road(locale)
    where = shaped(LISTS["places"][locale])
    return where + road(locale) if locale in CHINESE else f"{road(locale)}, {where}"


def town(language, _):
    return dice.choice(
        ["合肥", "济南", "大连", "珠海", "贵阳", "兰州", "无锡"]
        if language == "zh"
        else ["Bristol", "Ghent", "Denver", "Cork", "Hamburg", "Lyon", "Oslo", "Perth", "Kraków", "Mumbai", "Lisbon"]
    )


def plain(name):
    return values.plain(name.translate(str.maketrans("øØłŁıæÆ", "oOlLiaA")))


def person(locale):
    if locale in CHINESE:
        return chinese_person(locale)
    first, last = (dice.choice(LISTS["names"][locale][part]) for part in ("first", "last"))
    f, l, year = plain(first), plain(last), dice.randint(1957, 2006)
    local = dice.choice(
        [f"{f}.{l}"] * 4
        + [f"{f}{l}", f"{f[0]}{l}", f"{f[0]}.{l}", f"{l}.{f}", f"{f}{year}", f"{f}_{l}", f"{f}{l}{year % 100:02}"]
        + [f"{l}{f[0]}", f"{f}-{l}", f"{f}.{l}+receipts", f"mr.{l}", f"{f}", f"{f}.{f[-1]}.{l}"]
    )
    domains = LISTS["free_domains"]["any"] + LISTS["free_domains"].get(locale, []) * 2
    return {
        "locale": locale,
        "first": first,
        "last": last,
        "email": f"{local}@{dice.choice(LISTS['company_domains'] if dice.random() < 0.45 else domains)}",
    }


def chinese_person(locale):
    if locale == "cn":
        last = dice.choice(LISTS["double"]) if dice.random() < 0.04 else dice.choice(LISTS["surnames"])
        first, domains = dice.choice(LISTS["given"]), LISTS["chinese_domains"]
    else:
        last, first = dice.choice(LISTS["traditional_surnames"]), dice.choice(LISTS["traditional_given"])
        domains = ["gmail.com", "yahoo.com.hk" if locale == "zk" else "yahoo.com.tw", "hotmail.com"]
    pinyin = re.sub("[^a-z ]", "", fakers["cn"].romanized_name().lower()).split()
    family, given = pinyin[-1], pinyin[0]
    email = dice.choice(
        [f"{given}{family}@{dice.choice(domains)}", f"{family}.{given}@{dice.choice(domains)}"]
        + [
            f"{family}{given}{dice.randint(1970, 2008)}@{dice.choice(domains)}",
            f"{given}_{family}@{dice.choice(domains)}",
        ]
        + [f"{dice.choice('123456789')}{digits(dice.choice([8, 9, 9]))}@qq.com"] * (2 if locale == "cn" else 0)
    )
    return {"locale": locale, "first": first, "last": last, "email": email}


another = partial(values.another, person=person)


def whole_name(who):
    if who["locale"] in CHINESE:
        return who["last"] + who["first"]
    if who["locale"] == "sg" and who["first"] not in ("Siti", "Rajesh", "Nurul", "Adeline"):
        return f"{who['last']} {who['first']}"
    if who["locale"] in ("us", "ca", "gb") and dice.random() < 0.12:
        return f"{who['first']} {dice.choice('ABCDEFGHJKLMNPRSTW')}. {who['last']}"
    return f"{who['first']} {who['last']}"


PERSON = {
    "name": whole_name,
    "first": lambda who: who["first"],
    "last": lambda who: who["last"],
    "comma": lambda who: f"{who['last']}, {who['first']}",
    "initial": lambda who: f"{who['first'][0]}. {who['last']}",
    "upper": lambda who: whole_name(who).upper(),
    "lower": lambda who: whole_name(who).lower(),
    "capslast": lambda who: f"{who['first']} {who['last'].upper()}",
    "email": lambda who: who["email"],
}


def of_language(english, chinese):
    return lambda locale: (chinese if locale in CHINESE else english)()


def secret(make):
    return "api-key", lambda _: make()


SLOTS = {
    "phone": ("phone", phone),
    "hotline": ("phone", lambda locale: shaped(LISTS["hotlines"]["zh" if locale in CHINESE else "en"])),
    "card": ("card", card),
    "amex": ("card", partial(card, brand="amex")),
    "visa": ("card", partial(card, brand="visa")),
    "iban": ("iban", iban),
    "id": ("national-id", lambda locale: IDS[locale]()),
    "ip": ("ip", lambda locale: (ip4 if dice.random() < 0.7 else ip6)(locale)),
    "ipfour": ("ip", ip4),
    "lan": ("ip", lan),
    "ipsix": ("ip", ip6),
    "mac": ("mac", mac),
    "macdots": ("mac", partial(mac, writing="dots")),
    "macbare": ("mac", partial(mac, writing="bare")),
    "machyphens": ("mac", partial(mac, writing="hyphens")),
    "maccolons": ("mac", partial(mac, writing="colons")),
    **{name: secret(make) for name, make in (ISSUERS | CHINESE_ISSUERS).items()},
    "key": ("api-key", lambda locale: any_key(locale in CHINESE)),
    "wireguard": secret(lambda: encoded(32)),
    "jwt": secret(jwt),
    "bearer": secret(bearer),
    "basic": secret(basic),
    "pem": secret(pem),
    "inlinepem": secret(inline_pem),
    "indentedpem": secret(lambda: pem().replace("\n", "\n    ")),
    "password": ("password", of_language(password, chinese_password)),
    "wifi": ("password", of_language(wifi, chinese_wifi)),
    "hex": secret(lambda: hexes(dice.choice([32, 40, 64]))),
    "plainkey": secret(lambda: mixed(dice.choice([20, 24, 32, 40]))),
    "urlpass": ("url-secret", lambda _: url_password()),
    "urltoken": ("url-secret", lambda _: url_token()),
    "urlsig": ("url-secret", lambda _: url_signature()),
    "urlhex": ("url-secret", lambda _: hexes(64)),
    "urljwt": ("url-secret", lambda _: jwt()),
    "urlgoogle": ("url-secret", lambda _: ISSUERS["google"]()),
    "urlgithub": ("url-secret", lambda _: ISSUERS["github"]()),
    "urlinvite": ("url-secret", lambda _: invitation()),
    "address": ("address", address),
    "fulladdress": ("address", partial(address, whole=True)),
    "street": ("address", road),
}


def tracking(_):
    return dice.choice(
        [f"1Z{letters(6, string.ascii_uppercase)}{digits(10)}", f"JJD{digits(16)}", f"SF1{digits(12)}"]
        + [f"YT{digits(13)}", f"CP{digits(9)}GB", f"TBA{digits(12)}"]
    )


def money(language):
    amount = dice.randint(9, 6400)
    return dice.choice(
        [f"¥{amount}.{digits(2)}", f"{amount}元", f"￥{amount:,}", f"{amount}.00元"]
        if language == "zh"
        else [f"${amount:,}.{digits(2)}", f"£{amount}", f"€{amount:,}.00", f"{amount},{digits(2)} €", f"USD {amount:,}"]
    )


FILLINGS = values.FILLINGS | {
    "money": money,
    "order": lambda _: shaped(
        ["HB-2026-0####", "~10*####", "PRJ-*###", "2026/*###", "S0*#####", "WEB*######", "Q*-*###-A"]
    ),
    "ticket": lambda _: shaped(["PAY-*##", "OPS-*###", "INC00*####", "CORE-1*##"]),
    "tracking": tracking,
    "md": lambda _: letters(32, "0123456789abcdef"),
    "part": lambda _: shaped(["KX-*##0?", "HR-*##-2?", "*##-0#*-A1", "LM3*#T", "DN*#-PN16", "BX*###/2", "GT?-*##"]),
    "vat": lambda _: shaped(["GB*## #### ##", "DE*########", "NL*########B01", "FR*#*########", "ESB*#######"]),
    "integrity": lambda _: "sha512-" + mixed(86, string.ascii_letters + string.digits + "+/") + "==",
    "colour": lambda _: "#" + letters(6, "0123456789ABCDEF"),
    "nine": lambda _: not_luhn(9),
    "epoch": lambda _: f"17{digits(8)}",
    "hexword": lambda _: "0x" + letters(8, "0123456789abcdef"),
    "publickey": lambda _: "AAAAC3NzaC1lZDI1NTE5AAAAI" + mixed(43, string.ascii_letters + string.digits + "+/"),
    "publictail": lambda _: mixed(43, string.ascii_letters + string.digits + "+/") + "=",
    "company": lambda language: dice.choice(
        ["恒远钢构", "迅达软件", "东林实验学校", "金杉律师事务所", "禾木餐饮"]
        if language == "zh"
        else ["Brackenridge Homes", "Old Mill Bakery", "Sable Point", "Kirkdale Estates", "Pineway Care", "Grid7"]
    ),
    "thing": lambda language: dice.choice(
        ["冰箱", "机械键盘", "婴儿车", "热水器", "行车记录仪"]
        if language == "zh"
        else ["tumble dryer", "road bike", "garden bench", "graphics card", "piano stool", "coffee grinder"]
    ),
    "host": lambda _: dice.choice(
        [
            "db-primary.sablepoint.io",
            "pg-03",
            "mongo.grid7.net",
            "cache.svc.local",
            "sql.kirkdale.internal",
            "mq-1.tern.dev",
        ]
    ),
}
