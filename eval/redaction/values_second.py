"""Values of every kind of the second tuning set: other forms than those of the first, and of more countries."""

import json
import re
import string
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import values
from checksums import with_luhn
from ids_second import IDS, german_social
from keys_second import (
    HEXADECIMAL,
    KEYS,
    UPPER,
    azure,
    bearer,
    encoded,
    passphrase,
    pem,
    random_secret,
    reset_code,
    signature,
    url_password,
)
from values import a_date, dice, digits, fakers, grouped, letters, not_luhn, plain

SEED = 20251103
WEIGHTS = {"us": 20, "gb": 16, "in": 8, "de": 7, "fr": 6, "es": 6, "it": 6, "ca": 6, "au": 6, "ie": 4, "nl": 4}
WEIGHTS |= {"pl": 3, "se": 3, "ch": 2, "br": 3, "sg": 3, "kr": 2, "jp": 3, "hk": 3, "tw": 2}
LISTS = json.loads(Path(__file__).with_name("lists-tuning-2.json").read_text(encoding="utf-8"))
CHINESE = ("cn", "zk", "zt")  # zk and zt: Hong Kong and Taiwan in Chinese, hk and tw: in English


def shaped(shapes):
    """As of the tuning set, with ~ for a # that stays, ? for a letter, A and B for area codes."""
    shape = dice.choice(shapes)
    for mark, codes in (("AAA", "areas"), ("BBB", "canadian_areas")):
        shape = shape.replace(mark, dice.choice(LISTS[codes]))
    made = re.sub(r"\?", lambda _: dice.choice("ABDEGHJLNPRSTWXZ"), values.shaped([shape]))
    return made.replace("~", "#")


def phone(locale):
    made = shaped(LISTS["phones"][locale])
    return made.removeprefix("tel:")


BRANDS = [
    ("4", 16, (4, 4, 4, 4)),
    ("4", 16, (4, 4, 4, 4)),
    ("2221", 16, (4, 4, 4, 4)),
    ("27", 16, (4, 4, 4, 4)),
    ("53", 16, (4, 4, 4, 4)),
    ("34", 15, (4, 6, 5)),
    ("37", 15, (4, 6, 5)),
    ("36", 14, (4, 6, 4)),
    ("3852", 14, (4, 6, 4)),
    ("3530", 16, (4, 4, 4, 4)),
    ("3566", 16, (4, 4, 4, 4)),
    ("6011", 16, (4, 4, 4, 4)),
    ("6759", 18, (4, 4, 4, 4, 2)),
    ("6304", 16, (4, 4, 4, 4)),
    ("5018", 19, (4, 4, 4, 4, 3)),
]
UNION = ["622588", "621226", "623052", "622848", "621661", "625090", "621700", "622908"]


def card(locale, brands=()):
    """Of a brand, in the groups printed on it or without, apart by what people type."""
    if locale in CHINESE and not brands and dice.random() < 0.8:
        length = dice.choice([16, 19, 19])
        first, groups = dice.choice(UNION), dice.choice([(4, 4, 4, 4, length - 16)] * 2 + [(6, length - 6)])
    else:
        first, length, groups = dice.choice(brands or BRANDS)
    number, parts = with_luhn(first + digits(length - len(first) - 1)), []
    for size in groups:
        parts, number = parts + [number[:size]], number[size:]
    between = dice.choice([" ", " ", " ", "", "", "-", "  ", "."] if len(groups) > 2 else [" ", ""])
    return between.join(part for part in parts if part)


def belgian():
    body = digits(10)
    return body + f"{int(body) % 97 or 97:02}"


BANKS = {
    "NL": lambda: dice.choice(["ABNA", "INGB", "RABO", "KNAB"]) + "0" + digits(9),
    "AT": lambda: digits(16),
    "BE": belgian,
    "CH": lambda: "00" + digits(15),
    "PL": lambda: digits(24),
    "IE": lambda: dice.choice(["AIBK", "BOFI"]) + digits(14),
    "LT": lambda: "32500" + digits(11),
    "SE": lambda: digits(20),
    "PT": lambda: "0035" + digits(17),
    "DK": lambda: digits(14),
    "AE": lambda: "033" + digits(16),
    "LU": lambda: "001" + digits(10),
    "DE": lambda: digits(18),
    "FR": lambda: digits(23),
    "ES": lambda: digits(20),
    "IT": lambda: dice.choice(string.ascii_uppercase) + digits(22),
    "GB": lambda: dice.choice(["MONZ", "NWBK", "BARC", "LOYD"]) + digits(14),
}


def iban(locale):
    """In fours, without spaces, or as typed: with hyphens or in lower case."""
    country = locale.upper() if locale.upper() in BANKS and dice.random() < 0.6 else dice.choice(list(BANKS))
    bank = BANKS[country]()
    left = int("".join(str(int(letter, 36)) for letter in f"{bank}{country}00")) % 97
    made = f"{country}{98 - left:02}{bank}"
    fours = grouped(made, 4)
    return dice.choice([fours, fours, fours, fours, made, made, made, grouped(made, 4, "-"), made.lower()])


def ip4(_):
    return fakers["us"].ipv4_public()


def lan(_):
    return dice.choice(
        [f"10.{dice.randint(0, 99)}.{dice.randint(0, 255)}.{dice.randint(2, 250)}"]
        + [
            f"192.168.{dice.randint(0, 90)}.{dice.randint(2, 250)}",
            f"172.{dice.randint(16, 31)}.4.{dice.randint(2, 99)}",
        ]
    )


def ip6(_):
    """With its zeros left out in many ways, of one's own net, of a link, or of an IPv4 one."""
    one, two, three, four = (f"{dice.randint(1, 0xFFFF):x}" for _ in range(4))
    return dice.choice(
        [
            f"2a01:4f8:{one}:{two}::{dice.randint(1, 9)}",
            f"2600:1f18:{one}:{two}::",
            f"240e:{one}:{two}::{three}:{four}",
            f"fd{dice.randint(16, 255):x}:{one}:{two}::{dice.randint(1, 99)}",
            f"2001:67c:{one}::{two}:{three}",
            f"2408:8207:{one}:{two}:{three}:{four}:{one}:{two}",
            f"FE80::{one}:{two}:{three}:{four}".upper(),
            f"2620:0:{one}:{two}::{three}",
            f"::ffff:{ip4(None)}",
            f"2a00:1450:{one}:80{dice.randint(10, 99)}::200e",
        ]
    )


def mac(_):
    bare = "".join(f"{dice.randint(0, 255):02x}" for _ in range(6))
    colons = grouped(bare, 2, ":")
    return dice.choice(
        [colons, colons.upper(), grouped(bare, 2, "-"), grouped(bare, 2, "-").upper()] + [grouped(bare, 4, ".")] * 2
    )


def mac_of(size, separator):
    return lambda _: grouped("".join(f"{dice.randint(0, 255):02x}" for _ in range(6)), size, separator)


def bare_mac(_):
    while True:
        bare = "".join(f"{dice.randint(0, 255):02X}" for _ in range(6))
        if re.search("[A-F]", bare[:11]) and re.search(r"\d", bare):
            return dice.choice([bare, bare.lower()])


def road(locale):
    return shaped(LISTS["roads"][locale])


def address(locale, whole=False):
    """Without its town only now and then, and never where the whole is asked for."""
    if not whole and dice.random() < 0.2:
        return road(locale)
    where = shaped(LISTS["places"][locale])
    if locale in CHINESE:
        return where + road(locale)
    return f"{road(locale)}{' - ' if locale in ('it', 'br') and dice.random() < 0.3 else ', '}{where}"


def town(language, _):
    return dice.choice(
        ["昆明", "苏州", "郑州", "福州", "哈尔滨", "南宁"]
        if language == "zh"
        else ["Utrecht", "Galway", "Toronto", "Adelaide", "Leipzig", "Nantes", "Porto", "Osaka", "Chicago", "Pune"]
    )


def person(locale):
    if locale in CHINESE:
        return chinese_person(locale)
    family_first = False
    if locale in LISTS["names"]:
        first, last = (dice.choice(LISTS["names"][locale][part]) for part in ("first", "last"))
        family_first = locale != "jp" and ("-" in first or " " in first) and dice.random() < 0.7
    else:
        fake = fakers[locale]
        first, last = fake.first_name(), fake.last_name()
        while len(last) < 3 or "'" in last or " II" in last:
            last = fake.last_name()
    domain = dice.choice(LISTS["company_domains"] if dice.random() < 0.5 else LISTS["free_domains"][locale])
    local = dice.choice(
        [
            "{f}",
            "{f}.{l}",
            "{f}{l}",
            "{i}.{l}",
            "{l}{i}",
            "{f}.{l}{n}",
            "{l}_{f}",
            "{i}-{l}",
            "{f}+{w}",
            "the.{l}s",
            "{f}{y}",
        ]
    ).format(
        f=plain(first),
        l=plain(last),
        i=plain(first)[:1],
        n=dice.randint(1, 99),
        y=dice.randint(1961, 2004),
        w=dice.choice(["shop", "bills", "spam2024", "school"]),
    )
    email = f"{local}@{domain}"
    email = dice.choice([email] * 20 + [email.upper(), f"{local.title()}@{domain}"])
    return {"locale": locale, "first": first, "last": last, "email": email, "family first": family_first}


def chinese_person(locale):
    if locale == "cn":
        last = dice.choice(LISTS["double"]) if dice.random() < 0.05 else dice.choice(LISTS["surnames"])
        first, domains = dice.choice(LISTS["given"]), LISTS["chinese_domains"]
    else:
        last, first = dice.choice(LISTS["traditional_surnames"]), dice.choice(LISTS["traditional_given"])
        domains = LISTS["free_domains"]["hk" if locale == "zk" else "tw"]
    pinyin = re.sub("[^a-z ]", "", fakers["cn"].romanized_name().lower()).split()
    local = dice.choice(["{0}.{1}", "{1}{0}", "{0}{1}{2}", "{1}_{0}", "{3}", "{0}-{1}"]).format(
        pinyin[0], pinyin[-1], dice.randint(70, 2010), f"13{dice.randint(5, 9)}{digits(8)}"
    )
    domain = dice.choice(["qq.com", "139.com"]) if local.isdigit() else dice.choice(domains)
    return {"locale": locale, "first": first, "last": last, "email": f"{local}@{domain}", "family first": True}


another = partial(values.another, person=person)


def whole_name(who):
    if who["locale"] in CHINESE:
        return who["last"] + who["first"]
    if who["family first"]:
        return f"{who['last']} {who['first']}"
    if who["locale"] in ("us", "ca", "gb", "ie") and dice.random() < 0.15:
        middle = dice.choice(
            [f"{dice.choice('ABCDEFGJKLMRST')}.", dice.choice(["Anne", "James", "Louise", "Kwame", "Rose"])]
        )
        return f"{who['first']} {middle} {who['last']}"
    return f"{who['first']} {who['last']}"


PERSON = {
    "name": whole_name,
    "first": lambda who: who["first"],
    "last": lambda who: who["last"],
    "comma": lambda who: f"{who['last']}, {who['first']}",
    "initial": lambda who: f"{who['first'][0]}. {who['last']}",
    "upper": lambda who: whole_name(who).upper(),
    "lower": lambda who: whole_name(who).lower(),
    "capslast": lambda who: f"{who['last'].upper()} {who['first']}",
    "email": lambda who: who["email"],
}

SLOTS = {
    "phone": ("phone", phone),
    "mobile": ("phone", lambda _: shaped(LISTS["mobiles"])),
    "hotline": ("phone", lambda locale: shaped(LISTS["hotlines"]["zh" if locale in CHINESE else "en"])),
    "card": ("card", card),
    "amex": ("card", partial(card, brands=[("37", 15, (4, 6, 5))])),
    "jcb": ("card", partial(card, brands=[("3566", 16, (4, 4, 4, 4))])),
    "iban": ("iban", iban),
    "id": ("national-id", lambda locale: IDS[locale]()),
    "social": ("national-id", lambda _: german_social()),
    "ip": ("ip", lambda locale: (ip4 if dice.random() < 0.6 else ip6)(locale)),
    "ipfour": ("ip", ip4),
    "lan": ("ip", lan),
    "ipsix": ("ip", ip6),
    "mac": ("mac", mac),
    "maccolons": ("mac", mac_of(2, ":")),
    "macdots": ("mac", mac_of(4, ".")),
    "machyphens": ("mac", mac_of(4, "-")),
    "macbare": ("mac", bare_mac),
    **{name: ("api-key", make) for name, make in KEYS.items()},
    "key": ("api-key", lambda locale: dice.choice(list(KEYS.values()))(locale)),
    "azure": ("api-key", azure),
    "bearer": ("api-key", bearer),
    "pem": ("api-key", pem),
    "indentedpem": ("api-key", lambda locale: pem(locale).replace("\n", "\n    ")),
    "awssecret": ("api-key", values.aws_secret),
    "hex": ("api-key", values.hexadecimal),
    "secret": ("api-key", random_secret),
    "passsecret": ("password", random_secret),
    "passphrase": ("password", passphrase),
    "urlpass": ("url-secret", url_password),
    "urltoken": ("url-secret", values.url_token),
    "urlsig": ("url-secret", signature),
    "urlhex": ("url-secret", lambda _: letters(64, HEXADECIMAL)),
    "urlcode": ("url-secret", reset_code),
    "urlgitlab": ("url-secret", KEYS["gitlab"]),
    "address": ("address", address),
    "fulladdress": ("address", partial(address, whole=True)),
    "street": ("address", road),
}


def a_day():
    return date(2022, 1, 1) + timedelta(dice.randrange(1400))


def degrees(_):
    return f"{dice.randint(1, 88)}°{dice.randint(0, 59):02}′{dice.randint(0, 59):02}″"


FILLINGS = values.FILLINGS | {
    "date": lambda language: dice.choice(
        [
            lambda: a_date(language),
            lambda: a_day().strftime("%m/%d/%Y" if language == "en" else "%Y.%m.%d"),
            lambda: a_day().strftime("%a %d %b %Y" if language == "en" else "%Y年%m月%d日"),
        ]
    )(),
    "money": lambda language: dice.choice(
        [f"RMB {dice.randint(20, 9000):,}", f"{dice.randint(20, 9000)}块", f"￥{dice.randint(100, 99999) / 100:.2f}"]
        if language == "zh"
        else [f"EUR {dice.randint(12, 4800):,}.00", f"{dice.randint(12, 4800)} €", f"US${dice.randint(12, 9000):,}"]
        + [f"CHF {dice.randint(12, 900)}.50", f"${dice.randint(3, 900)}.{digits(2)}", f"£{dice.randint(12, 900)}"]
    ),
    "order": lambda _: shaped(["~2*####", "RE-2025-*###", "CASE-00*####", "Q-*###/25", "WO*#####", "T-*###-##"]),
    "tracking": lambda _: dice.choice(
        [f"1Z{letters(6, UPPER)}{digits(10)}", f"RR{digits(9)}DE", f"JD{digits(18)}", f"SF{digits(13)}"]
    ),
    "md": lambda _: letters(32, HEXADECIMAL),
    "dms": degrees,
    "vat": lambda _: values.shaped(["DE*########", "GB *## #### ##", "FR *# *########", "ATU*#######"]),
    "issn": lambda _: values.shaped(["*###-###X", "*###-####"]),
    "colour": lambda _: "#" + letters(6, HEXADECIMAL),
    "member": lambda _: values.shaped(["M-*####", "KD*#####", "C-*##-*##"]),
    "kilo": lambda _: f"{dice.randint(1, 48)}.{digits(1)}",
    "nine": lambda _: not_luhn(9),
    "company": lambda language: dice.choice(
        ["青枫教育", "同达速运", "蓝桥软件", "中睿咨询", "南岭乳业"]
        if language == "zh"
        else ["Halden Marine", "Cinderpath", "Wattlebird", "Tidewater Dental", "Ferrant Group", "Nordlys Energi"]
    ),
    "thing": lambda language: dice.choice(
        ["吸尘器", "投影仪", "电饭煲", "蓝牙耳机", "加湿器"]
        if language == "zh"
        else ["washing machine", "e-bike", "heat pump", "sofa bed", "dash cam", "dishwasher"]
    ),
    "host": lambda _: dice.choice(
        [
            "db-eu-1.cinderpath.io",
            "redis.svc.cluster.local",
            "warehouse.ferrant-group.com",
            "legacy-sql",
            "mx.nordlys.se",
        ]
    ),
}
