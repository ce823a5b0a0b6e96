"""Values of every kind of the held-out set: other forms than those of the tuning set, and of more countries."""

import base64
import json
import re
import string
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import values
from checksums import (
    australian_check,
    brazilian_check,
    dutch_check,
    french_check,
    german_social_check,
    hong_kong_check,
    irish_check,
    japanese_check,
    korean_check,
    luhn,
    polish_check,
    singaporean_check,
    spanish_check,
    swiss_check,
    taiwanese_check,
    with_luhn,
)
from values import a_date, dice, digits, fakers, grouped, jwt, letters, not_luhn, plain

SEED = 20251103
WEIGHTS = {"us": 20, "gb": 16, "in": 8, "de": 7, "fr": 6, "es": 6, "it": 6, "ca": 6, "au": 6, "ie": 4, "nl": 4}
WEIGHTS |= {"pl": 3, "se": 3, "ch": 2, "br": 3, "sg": 3, "kr": 2, "jp": 3, "hk": 3, "tw": 2}
LISTS = json.loads(Path(__file__).with_name("lists-heldout.json").read_text(encoding="utf-8"))
CHINESE = ("cn", "zk", "zt")  # zk and zt: Hong Kong and Taiwan in Chinese, hk and tw: in English
HEXADECIMAL = "0123456789abcdef"
WORDLIKE = string.ascii_letters + string.digits + "_-"
UPPER = string.ascii_uppercase + string.digits


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


def born(short=True, first=1948, last=2005):
    year = dice.randint(first, last)
    return f"{str(year)[2:] if short else year}{dice.randint(1, 12):02}{dice.randint(1, 28):02}"


def us_id():
    area = dice.choice([number for number in range(1, 773) if number != 666])
    group = dice.randint(1, 99)
    return dice.choice(
        ["{:03}-{:02}-{:04}"] * 3 + ["{:03} {:02} {:04}", "{:03}.{:02}.{:04}", "{:03}{:02}{:04}"]
    ).format(area, group, dice.randint(1, 9999))


def uk_id():
    prefix = dice.choice("ABCEGHJKLMNPRSTWXYZ") + dice.choice("ABCEGHJKLMNPRSTWXYZ")
    if prefix in ("BG", "GB", "NK", "KN", "TN", "NT", "ZZ"):
        prefix = "SH"
    body, last = digits(6), dice.choice("ABCD")
    spaced = f"{prefix} {body[:2]} {body[2:4]} {body[4:]} {last}"
    close = f"{prefix}{body}{last}"
    return dice.choice([spaced, close, close.lower(), spaced.replace(" ", "-"), f"{prefix} {body} {last}"])


def german_id():
    """A tax number with one digit three times, or as those of the tuning set."""
    if dice.random() < 0.5:
        return values.german_id()
    while True:
        used = dice.sample(string.digits, 8)
        body = used + [used[0]] * 2
        dice.shuffle(body)
        number = "".join(body)
        if body[0] != "0" and used[0] * 3 not in number:
            number += values.german_check(number)
            return dice.choice([number, f"{number[:2]} {number[2:5]} {number[5:8]} {number[8:]}"])


def german_social():
    area = dice.choice(["12", "65", "53", "24", "38", "09"])
    body = f"{area}{dice.randint(1, 28):02}{dice.randint(1, 12):02}{dice.randint(48, 99)}"
    body += f"{dice.choice('ABDEFGHKLMRSTW')}{dice.choice(['0', '5'])}{digits(1)}"
    number = body + german_social_check(body)
    spaced = f"{number[:2]} {number[2:8]} {number[8]} {number[9:]}"
    return dice.choice([spaced, number, f"{number[:8]} {number[8:]}"])


def french_id():
    place = dice.choice(["2A", "2B", "75", "69", "13", "33", "59", "35", "44", "97"])
    body = f"{dice.choice('12')}{dice.randint(50, 99)}{dice.randint(1, 12):02}{place}{dice.randint(1, 400):03}"
    body += f"{dice.randint(1, 400):03}"
    key = french_check(body)
    parts = [body[0], body[1:3], body[3:5], body[5:7], body[7:10], body[10:], key]
    return dice.choice([" ".join(parts), body + key, f"{body} {key}", ".".join(parts)])


def spanish_id():
    body = digits(8)
    letter = spanish_check(body)
    if dice.random() < 0.4:
        first, tail = dice.choice("XYZ"), digits(7)
        letter = spanish_check(f"{'XYZ'.index(first)}{tail}")
        return dice.choice([f"{first}{tail}{letter}", f"{first}-{tail}-{letter}", f"{first}{tail}-{letter}"])
    dotted = f"{body[:2]}.{body[2:5]}.{body[5:]}"
    return dice.choice(
        [body + letter, f"{body} {letter}", f"{dotted} {letter}", f"{dotted}{letter}", (body + letter).lower()]
    )


def italian_id():
    number = fakers["it"].ssn()
    spaced = f"{number[:3]} {number[3:6]} {number[6:11]} {number[11:]}"
    return dice.choice([number, number, number.lower(), spaced, f"{number[:6]} {number[6:11]} {number[11:]}"])


def canadian_id():
    while not luhn(number := dice.choice("1234567") + digits(8)):
        pass
    return dice.choice([grouped(number, 3), grouped(number, 3, "-"), number])


def australian_id():
    while not australian_check(number := dice.choice("123456789") + digits(8)):
        pass
    return dice.choice([grouped(number, 3), grouped(number, 3), number])


def irish_id():
    body, second = digits(7), dice.choice(["", "A", "A", "B"])
    last = irish_check(body, second) + second
    return dice.choice([body + last, f"{body} {last}", (body + last).lower()])


def dutch_id():
    while not dutch_check(number := dice.choice("1234567") + digits(8)):
        pass
    return dice.choice([number, grouped(number, 3), f"{number[:4]}.{number[4:6]}.{number[6:]}"])


def polish_id():
    day = born(short=False)
    body = day[2:4] + (f"{int(day[4:6]) + 20}" if day[0] == "2" else day[4:6]) + day[6:] + digits(4)
    return body + polish_check(body)


def swedish_id():
    day = born(short=False)
    tail = with_luhn(day[2:] + digits(3))[6:]
    return dice.choice([f"{day[2:]}-{tail}", f"{day}-{tail}", f"{day[2:]}-{tail}", day + tail, f"{day} {tail}"])


def swiss_id():
    body = "756" + digits(9)
    number = body + swiss_check(body)
    dotted = f"{number[:3]}.{number[3:7]}.{number[7:11]}.{number[11:]}"
    return dice.choice([dotted, dotted, dotted.replace(".", " "), number])


def brazilian_id():
    body = digits(9)
    number = body + brazilian_check(body)
    dotted = f"{number[:3]}.{number[3:6]}.{number[6:9]}-{number[9:]}"
    return dice.choice([dotted, dotted, dotted, number, f"{number[:9]}-{number[9:]}"])


def singaporean_id():
    body = dice.choice("SSTFG") + digits(7)
    number = body + singaporean_check(body)
    return dice.choice([number, number, number.lower()])


def korean_id():
    day = born(short=False, first=1955)
    body = day[2:] + dice.choice("12" if day[0] == "1" else "34") + digits(5)
    number = body + korean_check(body)
    return dice.choice([f"{number[:6]}-{number[6:]}", f"{number[:6]}-{number[6:]}", f"{number[:6]} {number[6:]}"])


def japanese_id():
    body = dice.choice("123456789") + digits(10)
    number = body + japanese_check(body)
    return dice.choice([grouped(number, 4), grouped(number, 4, "-"), number])


def hong_kong_id():
    body = dice.choice("ABCDEGHKPRVYZ") + digits(6)
    check = hong_kong_check(body)
    return dice.choice([f"{body}({check})", f"{body}({check})", f"{body} ({check})", body + check])


def taiwanese_id():
    body = dice.choice("ABCDEFHNTP") + dice.choice("12") + digits(7)
    return body + taiwanese_check(body)


def chinese_id():
    area = dice.choice(["320505", "340104", "410105", "350102", "530102", "370202", "450103", "230102", "130608"])
    body = area + born(short=False, first=1949, last=2008) + digits(3)
    number = body + values.chinese_check(body)
    return dice.choice(
        [number, number, number, number.lower(), f"{number[:6]}-{number[6:14]}-{number[14:]}"]
        + [f"{number[:6]} {grouped(number[6:], 4)}"]
    )


IDS = {
    "us": us_id,
    "gb": uk_id,
    "in": values.indian_id,
    "de": german_id,
    "fr": french_id,
    "es": spanish_id,
    "it": italian_id,
    "ca": canadian_id,
    "au": australian_id,
    "ie": irish_id,
    "nl": dutch_id,
    "pl": polish_id,
    "se": swedish_id,
    "ch": swiss_id,
    "br": brazilian_id,
    "sg": singaporean_id,
    "kr": korean_id,
    "jp": japanese_id,
    "hk": hong_kong_id,
    "zk": hong_kong_id,
    "tw": taiwanese_id,
    "zt": taiwanese_id,
    "cn": chinese_id,
}


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


def encoded(count):
    """Bytes as base64, with a letter of both cases and a digit."""
    while True:
        made = base64.b64encode(dice.randbytes(count)).decode()
        if all(re.search(sort, made[:16]) for sort in ("[a-z]", "[A-Z]", "[0-9]")) and made[0].isalnum():
            return made


def pem(_):
    """A short one, of an elliptic curve."""
    name = dice.choice(["PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY"])
    body = encoded(dice.choice([48, 96, 120]))
    return f"-----BEGIN {name}-----\n" + grouped(body, 64, "\n") + f"\n-----END {name}-----"


def telegram(_):
    return f"{dice.choice('1567')}{digits(9)}:AA{letters(33, WORDLIKE)}"


def azure(_):
    return encoded(64)


def bearer(locale):
    """Of no form, or a JWT."""
    return dice.choice([jwt, lambda _: letters(43), lambda _: letters(64, HEXADECIMAL)])(locale)


KEYS = {
    "gitlab": lambda _: "glpat-" + letters(20, WORDLIKE),
    "npm": lambda _: "npm_" + letters(36),
    "face": lambda _: "hf_" + letters(34, string.ascii_letters),
    "sendgrid": lambda _: f"SG.{letters(22, WORDLIKE)}.{letters(43, WORDLIKE)}",
    "telegram": telegram,
    "anthropic": lambda _: f"sk-ant-api03-{letters(93, WORDLIKE)}AA",
    "docker": lambda _: "dckr_pat_" + letters(27, WORDLIKE),
    "ocean": lambda _: "dop_v1_" + letters(64, HEXADECIMAL),
    "mailgun": lambda _: "key-" + letters(32, HEXADECIMAL),
    "twilio": lambda _: "SK" + letters(32, HEXADECIMAL),
    "googlesecret": lambda _: "GOCSPX-" + letters(28, WORDLIKE),
    "shopify": lambda _: "shpat_" + letters(32, HEXADECIMAL),
    "linear": lambda _: "lin_api_" + letters(40),
    "databricks": lambda _: "dapi" + letters(32, HEXADECIMAL),
    "vault": lambda _: "hvs." + letters(24),
    "temporary": lambda _: "ASIA" + letters(16, string.ascii_uppercase + "234567"),
    "groq": lambda _: "gsk_" + letters(52),
    "aliyun": lambda _: "LTAI5t" + letters(18),
    "tencent": lambda _: "AKID" + letters(32),
    "deepseek": lambda _: "sk-" + letters(32, HEXADECIMAL),
}


def passphrase(_):
    """As people think them up."""
    one, two = dice.sample(["Harbor", "velvet", "Onion", "tractor", "Lemon", "pigeon", "Copper", "saddle", "Winter"], 2)
    mark, number = dice.choice("!#$%*?"), dice.randint(2, 2025)
    return dice.choice(
        [f"{one}{two.capitalize()}{number}{mark}", f"{one}-{two}-{number}", f"{one.capitalize()}_{two}{mark}{number}"]
        + [letters(10) + mark + letters(3), f"{one[:3]}{mark}{letters(7)}"]
    )


def url_password(_):
    word = dice.choice(["Sommer", "backup", "Tiger", "deploy", "Qwerty"])
    return dice.choice(
        [
            f"{word}{dice.choice(['', '_', '-', '%21'])}{dice.randint(11, 2024)}",
            letters(dice.choice([9, 14, 24, 32])),
            letters(8) + dice.choice(["%2F", "%3D", "~", "*", "+", "&"]) + letters(6),
            letters(32, HEXADECIMAL),
        ]
    )


def signature(_):
    """Of a shared link of Azure: base64 with its signs as a URL has them."""
    return encoded(32).replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")


def reset_code(_):
    return dice.choice(
        [
            lambda: letters(20, string.ascii_letters + string.digits),
            lambda: grouped(letters(12, UPPER), 4, "-"),
            lambda: letters(40, HEXADECIMAL),
            lambda: fakers["us"].uuid4(),
        ]
    )()


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
    "secret": ("api-key", lambda _: encoded(dice.choice([24, 32, 40]))),
    "passphrase": ("api-key", passphrase),
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
