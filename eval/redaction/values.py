"""Values of every kind of the tuning set, random: the data itself, and what may stand around it."""

import base64
import json
import random
import re
import string
import unicodedata
from pathlib import Path

import faker
from checksums import chinese_check, german_check, luhn, verhoeff, with_luhn

SEED = 20240611
WEIGHTS = {"us": 30, "gb": 20, "in": 14, "de": 9, "fr": 9, "es": 9, "it": 9}
LISTS = json.loads(Path(__file__).with_name("lists-tuning.json").read_text(encoding="utf-8"))
LOCALES = {
    "us": "en_US",
    "gb": "en_GB",
    "in": "en_IN",
    "de": "de_DE",
    "fr": "fr_FR",
    "es": "es_ES",
    "it": "it_IT",
    "cn": "zh_CN",
    "ca": "en_CA",
    "au": "en_AU",
    "ie": "en_IE",
    "nl": "nl_NL",
    "pl": "pl_PL",
    "se": "sv_SE",
    "ch": "de_CH",
    "br": "pt_BR",
}

dice = random.Random()
fakers = {short: faker.Faker(locale) for short, locale in LOCALES.items()}


def start(seed):
    """All that is random, from the start of that seed."""
    dice.seed(seed)
    for index, fake in enumerate(fakers.values()):
        fake.seed_instance(seed + index)


def digits(count):
    return "".join(dice.choice(string.digits) for _ in range(count))


def letters(count, alphabet=string.ascii_letters + string.digits):
    return "".join(dice.choice(alphabet) for _ in range(count))


def shaped(shapes):
    """One of the shapes, with each # a digit, each * one of 2 to 9."""
    shape = dice.choice(shapes)
    return re.sub("[#*]", lambda mark: dice.choice("23456789" if mark[0] == "*" else string.digits), shape)


def grouped(value, size, separator=" "):
    return separator.join(value[at : at + size] for at in range(0, len(value), size))


def phone(locale):
    shapes = LISTS["abroad"] if locale != "cn" and dice.random() < 0.05 else LISTS["phones"][locale]
    return shaped([shape.replace("AAA", dice.choice(LISTS["areas"])) for shape in shapes])


def card(locale):
    """Of the length and first digits of a brand, apart by spaces, hyphens or nothing."""
    if locale == "cn" and dice.random() < 0.6:
        number = with_luhn(
            dice.choice(["622202", "621700", "622848", "625912", "621483"]) + digits(dice.choice([9, 12]))
        )
    else:
        number = fakers["us"].credit_card_number(
            dice.choice(["visa16", "visa16", "mastercard", "mastercard", "amex", "discover"])
        )
    separator = dice.choice([" ", " ", "-", ""])
    if len(number) == 15:
        return separator.join([number[:4], number[4:10], number[10:]])
    return grouped(number, 4, separator)


def iban(locale):
    made = fakers[
        locale if locale in ("gb", "de", "fr", "es", "it") else dice.choice(["gb", "de", "fr", "es", "it"])
    ].iban()
    return grouped(made, 4) if dice.random() < 0.6 else made


def us_id():
    number = fakers["us"].ssn()
    return dice.choice([number, number, number, number.replace("-", " "), number.replace("-", "")])


def uk_id():
    prefix = dice.choice("ABCEGHJLMPRSTWX") + dice.choice("ABCEGHJLMPRSTWXZ")
    if prefix in ("BG", "GB", "TN"):
        prefix = "JR"
    body = digits(6)
    shape = dice.choice(["{0} {1} {2} {3} {4}", "{0}{1}{2}{3}{4}", "{0} {1}{2}{3} {4}"])
    return shape.format(prefix, body[:2], body[2:4], body[4:], dice.choice("ABCD"))


def german_id():
    """Ten digits, one of them twice and so one missing, the first not 0, and a check digit."""
    while True:
        used = dice.sample(string.digits, 9)
        body = used + [dice.choice(used)]
        dice.shuffle(body)
        if body[0] != "0":
            break
    number = "".join(body)
    number += german_check(number)
    return dice.choice([number, f"{number[:2]} {number[2:5]} {number[5:8]} {number[8:]}"])


def french_id():
    number = fakers["fr"].ssn()
    spaced = " ".join([number[0], number[1:3], number[3:5], number[5:7], number[7:10], number[10:13], number[13:]])
    return dice.choice([number, spaced, f"{spaced[:-3]} / {spaced[-2:]}"] if number.isdigit() else [number, spaced])


def spanish_id():
    number = fakers["es"].nif()
    dotted = f"{number[:2]}.{number[2:5]}.{number[5:8]}-{number[8]}"
    return dice.choice([number, f"{number[:8]}-{number[8]}", dotted, fakers["es"].nie()])


def italian_id():
    number = fakers["it"].ssn()
    return dice.choice([number, number, number, f"{number[:3]} {number[3:6]} {number[6:11]} {number[11:]}"])


def indian_id():
    while True:
        body = dice.choice("23456789") + digits(10)
        number = next(body + str(digit) for digit in range(10) if verhoeff(body + str(digit)) == 0)
        if not luhn(number):
            break
    return dice.choice([grouped(number, 4), grouped(number, 4), grouped(number, 4, "-"), number])


def chinese_id():
    area = dice.choice(
        ["110105", "310115", "440106", "440305", "330106", "320102", "510107", "420111", "610113", "500112"]
    )
    born = f"{dice.randint(1952, 2005)}{dice.randint(1, 12):02}{dice.randint(1, 28):02}"
    body = area + born + digits(3)
    number = body + chinese_check(body)
    spaced = f"{number[:6]} {number[6:14]} {number[14:]}"
    return dice.choice([number, number, number, spaced, number.lower()])


IDS = {
    "us": us_id,
    "gb": uk_id,
    "in": indian_id,
    "de": german_id,
    "fr": french_id,
    "es": spanish_id,
    "it": italian_id,
    "cn": chinese_id,
}


def ip4(_):
    return dice.choice([fakers["us"].ipv4_public, fakers["us"].ipv4_public, fakers["us"].ipv4_private])()


def ip6(_):
    """Whole, or with its zeros left out."""
    full = fakers["us"].ipv6()
    groups = full.split(":")
    return dice.choice(
        [
            full,
            f"2001:db8:{groups[0]}:{groups[1]}::{groups[2]}",
            f"2a02:{groups[0]}:{groups[1]}:{groups[2]}:{groups[3]}:{groups[4]}:{groups[5]}:{groups[6]}",
            f"fe80::{groups[0]}:{groups[1][:2]}ff:fe{groups[2][-2:]}:{groups[3]}",
            f"2001:db8::{groups[0][-2:].lstrip('0') or '1'}",
            f"2001:0DB8:{groups[0]}:0000:0000:{groups[1]}:0000:{groups[2]}".upper(),
        ]
    )


def mac(_):
    made = fakers["us"].mac_address()
    bare = made.replace(":", "")
    return dice.choice(
        [made, made.upper(), made.replace(":", "-"), made.replace(":", "-").upper(), grouped(bare, 4, ".")]
    )


def hexadecimal(_):
    while True:
        made = letters(dice.choice([32, 32, 40, 48, 64]), "0123456789abcdef")
        if re.search("[a-f]", made):
            return made


def base64ish(_):
    """Bytes as base64, plain or of the kind for URLs, with a letter of both cases and a digit."""
    while True:
        data = dice.randbytes(dice.choice([18, 20, 24, 30, 32]))
        made = dice.choice([base64.b64encode, base64.urlsafe_b64encode])(data).decode()
        if all(re.search(sort, made) for sort in ("[a-z]", "[A-Z]", "[0-9]")) and made[0].isalnum():
            return made


def jwt(_):
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).decode().rstrip("=")

    claims = {"sub": digits(8), "iat": 1700000000 + dice.randrange(10**7)}
    signature = base64.urlsafe_b64encode(dice.randbytes(32)).decode().rstrip("=")
    return f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part(claims)}.{signature}"


def aws(_):
    return "AKIA" + letters(16, string.ascii_uppercase + "234567")


def aws_secret(_):
    return letters(39, string.ascii_letters + string.digits + "+/") + letters(1)


def github(_):
    if dice.random() < 0.25:
        return f"github_pat_{letters(22)}_{letters(59)}"
    return dice.choice(["ghp_", "ghp_", "gho_", "ghs_"]) + letters(36)


def slack(_):
    if dice.random() < 0.3:
        app = letters(9, string.ascii_uppercase + string.digits)
        return f"xapp-1-A0{app}-{digits(13)}-{letters(64, '0123456789abcdef')}"
    return f"{dice.choice(['xoxb', 'xoxp'])}-{digits(12)}-{digits(13)}-{letters(24)}"


def stripe(_):
    return dice.choice(["sk_live_", "sk_test_", "rk_live_"]) + letters(dice.choice([24, 99]))


def openai(_):
    return dice.choice(["sk-" + letters(48), f"sk-proj-{letters(48)}", f"sk-svcacct-{letters(40)}"])


def google(_):
    return "AIza" + letters(35, string.ascii_letters + string.digits + "_-")


def any_key(locale):
    others = [
        lambda _: "glpat-" + letters(20),
        lambda _: "npm_" + letters(36),
        lambda _: f"SG.{letters(22)}.{letters(43)}",
    ]
    return dice.choice([aws, github, slack, stripe, openai, google, *others])(locale)


def url_password(_):
    made = letters(dice.choice([8, 10, 12, 16, 20]))
    if dice.random() < 0.35:
        at = dice.randrange(2, len(made) - 2)
        made = made[:at] + dice.choice(["%40", "!", "%23", "_", "-", "$", "."]) + made[at:]
    return made


def url_token(locale):
    return dice.choice(
        [
            lambda: letters(dice.choice([16, 22, 32])),
            lambda: letters(dice.choice([24, 32, 40]), "0123456789abcdef"),
            lambda: base64.urlsafe_b64encode(dice.randbytes(24)).decode(),
            lambda: jwt(locale) if dice.random() < 0.5 else letters(20),
        ]
    )()


def place(locale):
    made = shaped([dice.choice(LISTS["places"][locale])])
    return re.sub(r"\?", lambda _: dice.choice("ABDEFGHJLNPQRSTUWXYZ"), made)


def town(language, locale):
    """One in the language of the text, without its postcode."""
    if language == "zh":
        return dice.choice(["杭州", "成都", "武汉", "厦门", "青岛", "西安"])
    return without_postcode(place(locale)).split(",")[0].split(" (")[0]


def without_postcode(town):
    return re.sub(r"[ ,-]*([A-Z]{1,2}\d+ \d[A-Z]{2}|\d{6}|\d{3} \d{3}|(F-|D-)?\d{5}(-\d{4})?)\s*", "", town).strip()


def road(locale):
    """A street and number as they stand first in an address of there."""
    street, number = dice.choice(LISTS["streets"][locale]), str(dice.randint(1, 188))
    if locale == "us":
        number = str(dice.randint(12, 9870))
        unit = dice.choice(
            [
                "",
                "",
                "",
                f", Apt {dice.randint(1, 9)}{dice.choice('ABCD')}",
                f", Suite {dice.randint(100, 900)}",
                f" #{dice.randint(2, 40)}",
            ]
        )
        return f"{number} {street}{unit}"
    if locale == "gb":
        return (
            dice.choice(["", "", "", f"Flat {dice.randint(1, 30)}, "])
            + f"{number}{dice.choice(['', '', '', 'a'])} {street}"
        )
    if locale == "in":
        return (
            dice.choice([f"{number}, ", f"Flat {dice.randint(101, 904)}, {number} ", f"No. {number}, ", f"#{number}, "])
            + street
        )
    if locale == "de":
        return f"{street} {number}{dice.choice(['', '', 'a', ' b'])}"
    if locale == "fr":
        return f"{number}{dice.choice(['', '', ' bis'])}{dice.choice([' ', ' ', ', '])}{street}"
    if locale == "es":
        floor = dice.choice(["", "", f", {dice.randint(1, 8)}º {dice.choice('ABCD')}"])
        return f"{street}{dice.choice([' ', ', ', ', nº '])}{number}{floor}"
    if locale == "it":
        return f"{street}{dice.choice([' ', ' ', ', '])}{number}{dice.choice(['', '', '/B'])}"
    block = f"{dice.randint(1, 30)}号楼{dice.choice(['', f'{dice.randint(1, 4)}单元'])}{dice.randint(1, 28)}0{dice.randint(1, 8)}室"
    estate = dice.choice(LISTS["estates"])
    return f"{street}{number}号" + dice.choice(
        ["", block, f"{estate}{block}", f"{estate}{dice.choice('AB')}座{dice.randint(2, 30)}层"]
    )


def address(locale):
    """With all of it, or without the postcode, or the street and number only."""
    sort = dice.choice(["all", "all", "all", "town", "road"])
    if sort == "road":
        return road(locale)
    where = place(locale)
    if locale == "cn":
        return (where if sort == "all" else where[where.index("市") + 1 :]) + road(locale)
    if sort == "town":
        where = without_postcode(where)
    made = f"{road(locale)}{' - ' if locale in ('it', 'es') and dice.random() < 0.2 else ', '}{where}"
    return made.replace(",", "") if locale in ("us", "gb") and dice.random() < 0.12 else made


def full_address(locale):
    return f"{place(locale)}{road(locale)}" if locale == "cn" else f"{road(locale)}, {place(locale)}"


def plain(name):
    """In ASCII letters of lower case."""
    name = name.replace("ß", "ss").replace("ø", "o")
    bare = unicodedata.normalize("NFKD", name)
    return re.sub("[^a-z]", "", bare.encode("ascii", "ignore").decode().lower())


def person(locale):
    fake = fakers[locale]
    if locale == "cn":
        last = dice.choice(LISTS["double"]) if dice.random() < 0.06 else fake.last_name()
        first = dice.choice(LISTS["given"]) if dice.random() < 0.6 else fake.first_name()
        return {"locale": locale, "first": first, "last": last, "email": chinese_email(fake)}
    first, last = fake.first_name(), fake.last_name().removesuffix(" II")
    while len(last) < 3:
        last = fake.last_name()
    if dice.random() < 0.06 and " " not in last and "-" not in last:
        last = f"{last}-{fake.last_name()}"
    local = dice.choice(
        ["{f}.{l}", "{f}.{l}", "{i}{l}", "{f}_{l}", "{l}.{f}", "{f}{n}", "{f}.{l}+news", "{f}-{l}", "{i}.{l}{n}"]
    )
    local = local.format(f=plain(first), l=plain(last), i=plain(first)[:1], n=dice.randint(2, 99))
    domain = dice.choice(LISTS["company_domains"]) if dice.random() < 0.5 else dice.choice(LISTS["free_domains"][locale])
    email = f"{local}@{domain}"
    if dice.random() < 0.06:
        email = ".".join(piece.capitalize() for piece in local.split(".")) + "@" + domain.capitalize()
    return {"locale": locale, "first": first, "last": last, "email": email}


def another(people, locale, person=person):
    """Somebody who shares no name with the people."""
    used = {who[part] for who in people for part in ("first", "last")}
    while (who := person(locale))["first"] in used or who["last"] in used:
        pass
    return who


def chinese_email(fake):
    if dice.random() < 0.3:
        return f"{dice.randint(1, 9)}{digits(dice.choice([7, 8, 9]))}@qq.com"
    pinyin = re.sub("[^a-z ]", "", fake.romanized_name().lower()).split()
    local = dice.choice(["{0}{1}", "{1}.{0}", "{0}_{1}", "{1}{0}{2}", "{0}{1}{2}"])
    return (
        local.format(pinyin[0], pinyin[-1], dice.choice(["88", "1990", "2021", "_cn", "007"]))
        + "@"
        + dice.choice(LISTS["chinese_domains"])
    )


def whole_name(who):
    if who["locale"] == "cn":
        return who["last"] + who["first"]
    if who["locale"] in ("us", "gb") and dice.random() < 0.12:
        return f"{who['first']} {dice.choice(string.ascii_uppercase[:20])}. {who['last']}"
    return f"{who['first']} {who['last']}"


PERSON = {
    "name": whole_name,
    "first": lambda who: who["first"],
    "last": lambda who: who["last"],
    "comma": lambda who: f"{who['last']}, {who['first']}",
    "initial": lambda who: f"{who['first'][0]}. {who['last']}",
    "upper": lambda who: f"{who['first']} {who['last']}".upper().replace("ß".upper(), "SS"),
    "email": lambda who: who["email"],
}


SLOTS = {
    "phone": ("phone", phone),
    "card": ("card", card),
    "iban": ("iban", iban),
    "id": ("national-id", lambda locale: IDS[locale]()),
    "ip": ("ip", lambda locale: (ip4 if dice.random() < 0.65 else ip6)(locale)),
    "ipfour": ("ip", ip4),
    "lan": ("ip", lambda _: fakers["us"].ipv4_private()),
    "ipsix": ("ip", ip6),
    "mac": ("mac", mac),
    "aws": ("api-key", aws),
    "awssecret": ("api-key", aws_secret),
    "github": ("api-key", github),
    "slack": ("api-key", slack),
    "stripe": ("api-key", stripe),
    "openai": ("api-key", openai),
    "google": ("api-key", google),
    "jwt": ("api-key", jwt),
    "hex": ("api-key", hexadecimal),
    "bytes": ("api-key", base64ish),
    "passbytes": ("password", base64ish),
    "key": ("api-key", any_key),
    "urlpass": ("url-secret", url_password),
    "urltoken": ("url-secret", url_token),
    "address": ("address", address),
    "fulladdress": ("address", full_address),
    "street": ("address", road),
}


MONTHS = "January February March April May June July August September October November December".split()


def a_date(language):
    year, month, day = dice.randint(2019, 2025), dice.randint(1, 12), dice.randint(1, 28)
    if language == "zh":
        return dice.choice(
            [f"{year}年{month}月{day}日", f"{year}-{month:02}-{day:02}", f"{month}月{day}日", f"{year}/{month}/{day}"]
        )
    name = MONTHS[month - 1]
    return dice.choice(
        [
            f"{year}-{month:02}-{day:02}",
            f"{day:02}/{month:02}/{year}",
            f"{name} {day}, {year}",
            f"{day} {name} {year}",
            f"{day:02}.{month:02}.{year}",
            f"{day} {name[:3]}",
        ]
    )


def money(language):
    amount = f"{dice.randint(12, 4800):,}.{dice.randint(0, 99):02}"
    return dice.choice(
        [f"¥{amount}", f"{amount}元", f"人民币{amount}元"]
        if language == "zh"
        else [f"${amount}", f"£{amount}", f"€{amount}", f"{amount} EUR"]
    )


def order(_):
    return shaped(["ORD-2024-0#####", "INV/2023/*###", "No. 1*####", "PO-*#####", "SO *###-*##", "RMA-*####-#"])


def not_luhn(count):
    while luhn(made := dice.choice("123456789") + digits(count - 1)):
        pass
    return made


def isbn(_):
    body = "978" + dice.choice("013") + digits(8)
    check = (10 - sum(int(digit) * (1 + 2 * (place % 2)) for place, digit in enumerate(body)) % 10) % 10
    return f"{body[:3]}-{body[3]}-{body[4:8]}-{body[8:12]}-{check}"


FILLINGS = {
    "date": a_date,
    "born": lambda _: f"{dice.randint(1, 28):02}/{dice.randint(1, 12):02}/{dice.randint(1948, 2004)}",
    "iso": lambda _: f"{dice.randint(2021, 2025)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}",
    "time": lambda _: f"{dice.randint(7, 21):02}:{dice.randint(0, 59):02}",
    "clock": lambda _: f"{dice.randint(0, 23):02}:{dice.randint(0, 59):02}:{dice.randint(0, 59):02}",
    "money": money,
    "order": order,
    "num": lambda _: str(dice.randint(2, 98)),
    "big": lambda _: str(dice.randint(1000, 98000)),
    "long": lambda _: not_luhn(dice.choice([11, 12, 13, 14, 16])),
    "longer": lambda _: not_luhn(dice.choice([16, 18, 20])),
    "version": lambda _: f"{dice.randint(0, 14)}.{dice.randint(0, 40)}.{dice.randint(0, 19)}",
    "versions": lambda _: (
        f"{dice.randint(1, 14)}.{dice.randint(0, 40)}.{dice.randint(260, 9999)}.{dice.randint(0, 900)}"
    ),
    "uuid": lambda _: fakers["us"].uuid4(),
    "sha": lambda _: letters(40, "0123456789abcdef"),
    "digest": lambda _: letters(64, "0123456789abcdef"),
    "short": lambda _: "a" + letters(3, "0123456789abcdef") + "e" + letters(3, "0123456789abcdef"),
    "port": lambda _: str(dice.choice([22, 443, 5432, 6379, 8080, 8443, 9200, 50514])),
    "isbn": isbn,
    "ean": lambda _: "4" + not_luhn(12),
    "lat": lambda _: f"{dice.randint(1, 68)}.{digits(dice.choice([4, 6]))}",
    "lon": lambda _: f"{dice.choice(['', '-'])}{dice.randint(1, 120)}.{digits(dice.choice([4, 6]))}",
    "part": lambda _: shaped(
        ["TX-*##-0#B", "M8x#*-A2", "*####-K4", "BC54*-#", "74HC#*A", "SKU *##-###-*", "6ES7 *##-1AE40"]
    ),
    "cas": lambda _: shaped(["*##-##-#", "*###-##-#", "*####-##-#"]),
    "percent": lambda _: f"{dice.randint(1, 98)}.{dice.randint(1, 9)}%",
    "company": lambda language: dice.choice(
        ["云海科技", "华信物流", "星辰教育", "蓝鲸软件", "远方旅行"]
        if language == "zh"
        else ["Northgate Freight", "Bluefen Energy", "Halvora", "Kestrel Works", "Meridian Clinic", "Fernhaus"]
    ),
    "thing": lambda language: dice.choice(
        ["咖啡机", "显示器", "空气净化器", "电动牙刷", "扫地机器人"]
        if language == "zh"
        else ["espresso machine", "27-inch monitor", "air purifier", "standing desk", "bike trailer", "label printer"]
    ),
    "host": lambda _: dice.choice(
        ["db.internal", "cache-02.prod.local", "pg.halvora.io", "mq.kestrelworks.net", "store.fernhaus.eu"]
    ),
}
