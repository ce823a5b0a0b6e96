"""Values of every kind of the fifth tuning set: the forms of the first four and more, of other lists."""

import json
import re
from functools import partial
from pathlib import Path

import values
import values_fourth
import values_second
import values_third
from checksums import good_id, luhn
from keys_fifth import (
    ISSUERS,
    any_key,
    basic,
    bearer,
    chinese_password,
    chinese_wifi,
    jwt,
    meeting,
    no_form,
    password,
    pem,
    phrase,
    url_password,
    url_signature,
    url_token,
    wifi,
)
from values import dice, digits, fakers, letters
from values_third import plain

SEED = 20270107
WEIGHTS = {"us": 24, "gb": 20, "in": 10, "ca": 6, "au": 6, "ie": 4, "nz": 3, "za": 3, "ng": 3, "ke": 2, "sg": 4}
WEIGHTS |= {"hk": 3, "tw": 1, "de": 8, "fr": 6, "es": 5, "it": 5, "nl": 4, "pl": 4, "br": 3, "mx": 2, "se": 3, "ch": 3}
WEIGHTS |= {"jp": 2, "kr": 2, "pt": 2, "at": 2, "be": 2, "no": 2, "dk": 2, "fi": 2}
LISTS = json.loads(Path(__file__).with_name("lists-tuning-5.json").read_text(encoding="utf-8"))
CHINESE = ("cn", "zk", "zt")  # zk and zt: Hong Kong and Taiwan in Chinese, hk and tw: in English
BEFORE = (values, values_second, values_third, values_fourth)


def shaped(shapes):
    """One of the shapes: # a digit, * one of 2 to 9, ? a letter, ~ a # that stays, AAA and BBB area codes."""
    shape = dice.choice(shapes)
    for mark, codes in (("AAA", "areas"), ("BBB", "canadian_areas")):
        shape = shape.replace(mark, dice.choice(LISTS[codes]))
    made = values.shaped([shape]).replace("~", "#")
    return "".join(dice.choice("ABDEFGHJLNPQRSTUWXY") if sign == "?" else sign for sign in made)


def phone(locale):
    """As in its own list or, a third as often, in that of an earlier set."""
    earlier = [source for source in BEFORE if locale in source.LISTS["phones"]]
    return dice.choice(earlier).phone(locale) if earlier and dice.random() < 0.25 else shaped(LISTS["phones"][locale])


def of_any(name, sources=BEFORE):
    """What one of the earlier sets makes."""
    return lambda locale: getattr(dice.choice(sources), name)(locale)


def card(locale):
    """Now and then with spaces around the hyphens, as people type it."""
    made = of_any("card", BEFORE[:3])(locale)
    return made.replace("-", " - ") if dice.random() < 0.3 else made


# Other ways to write a number of that country, by the form it has without its spaces and signs.
WRITINGS = {
    "us": [(r"(...)(..)(....)", ["{} - {} - {}", "{}-{}-{}", "{} {} {}"])],
    "gb": [(r"(..)(..)(..)(..)(.)", ["{}-{}-{}-{}-{}", "{} {} {} {} {}", "{}{}{}{} {}"])],
    "in": [(r"(\d{4})(\d{4})(\d{4})", ["{} {} {}", "{}.{}.{}", "{}-{}-{}"])],
    "ca": [(r"(...)(...)(...)", ["{}-{}-{}", "{} {} {}", "{}.{}.{}"])],
    "au": [(r"(...)(...)(...)", ["{} {} {}", "{}-{}-{}"])],
    "ie": [(r"(\d{7})(.+)", ["{} {}", "{}-{}"])],
    "za": [(r"(\d{6})(....)(...)", ["{} {} {}", "{}-{}-{}"])],
    "fr": [(r"(.)(..)(..)(..)(...)(...)(..)", ["{}.{}.{}.{}.{}.{}.{}", "{} {} {} {} {} {} - {}"])],
    "es": [(r"(\d\d)(...)(...)(\D)", ["{}.{}.{} {}", "{}{}{} {}"]), (r"([XYZ])(\d{7})(.)", ["{}-{}-{}", "{} {} {}"])],
    "nl": [(r"(....)(..)(...)", ["{}.{}.{}", "{} {} {}"]), (r"(...)(...)(...)", ["{} {} {}"])],
    "be": [(r"(..)(..)(..)(...)(..)", ["{}.{}.{}-{}.{}", "{}{}{} {} {}", "{}-{}-{} {}-{}"])],
    "ch": [(r"(...)(....)(....)(..)", ["{}.{}.{}.{}", "{} {} {} {}"])],
    "at": [(r"(....)(..)(..)(..)", ["{} {}{}{}", "{}/{}{}{}", "{} {} {} {}"])],
    "dk": [(r"(\d{6})(....)", ["{}-{}", "{} {}"])],
    "no": [(r"(\d{6})(.....)", ["{} {}", "{}-{}"])],
    "se": [(r"((?:19|20)?\d{6})(....)", ["{}-{}", "{} {}"])],
    "pt": [(r"(...)(...)(...)", ["{} {} {}", "{}.{}.{}"])],
    "br": [(r"(...)(...)(...)(..)", ["{}.{}.{}-{}", "{} {} {} {}", "{}{}{}-{}"])],
    "kr": [(r"(\d{6})(\d{7})", ["{}-{}", "{} - {}"])],
    "jp": [(r"(....)(....)(....)", ["{} {} {}", "{}-{}-{}"])],
    "sg": [(r"(.)(\d{7})(.)", ["{}{}{}", "{} {} {}", "{}-{}-{}"])],
    "cn": [(r"(\d{6})(\d{8})(....)", ["{} {} {}", "{}-{}-{}"]), (r"(\d{6})(....)(....)(....)", ["{} {} {} {}"])],
}


def national_id(locale):
    """As an earlier set writes it or, a third as often, in another way."""
    made = dice.choice([source.IDS[locale] for source in BEFORE[:3] if locale in source.IDS])()
    bare, ways = re.sub("[^0-9A-Z]", "", made.upper()), []
    for form, writings in WRITINGS.get(locale, []):
        if parts := re.fullmatch(form, bare):
            ways += [writing.format(*parts.groups()) for writing in writings]
    return dice.choice(ways) if ways and dice.random() < 0.25 else made


def road(locale):
    return shaped(LISTS["roads"][locale])


def address(locale, whole=False):
    """With its town, or now and then without where the whole is not asked for."""
    if not whole and dice.random() < 0.2:
        return road(locale)
    where = shaped(LISTS["places"][locale])
    return where + road(locale) if locale in CHINESE else f"{road(locale)}, {where}"


def town(language, _):
    return dice.choice(LISTS["towns"][language])


def person(locale):
    if locale in CHINESE:
        return chinese_person(locale)
    if locale in LISTS["names"] and (locale not in fakers or dice.random() < 0.5):
        first, last = (dice.choice(LISTS["names"][locale][part]) for part in ("first", "last"))
    else:
        first, last = fakers[locale].first_name(), fakers[locale].last_name().removesuffix(" II")
        while len(last) < 3:
            last = fakers[locale].last_name()
    f, l, number = plain(first), plain(last), dice.choice([dice.randint(1, 99), dice.randint(1955, 2009)])
    local = dice.choice(
        [f"{f}.{l}"] * 5
        + [f"{f}{l}", f"{l}", f"{f[0]}{l}", f"{f[0]}.{l}", f"{l}.{f}", f"{l}-{f}", f"{f}{l}{number}", f"{f}_{l}"]
        + [f"{f}{number}", f"{l}_{number}", f"{f}.{l}{number}", f"family.{l}", f"{f}.{l}+{dice.choice(['web', 'gym'])}"]
        + [f"hello.{f}", f"dr.{l}", f"{f[:3]}{l[:3]}", f"{f.title()}.{l.title()}"]
    )
    domains = LISTS["free_domains"]["any"] + LISTS["free_domains"].get(locale, []) * 2
    domain = dice.choice(LISTS["company_domains"] if dice.random() < 0.42 else domains)
    return {"locale": locale, "first": first, "last": last, "email": f"{local}@{domain}"}


def chinese_person(locale):
    if locale == "cn":
        last = dice.choice(LISTS["double"] if dice.random() < 0.04 else LISTS["surnames"])
        first, domains = dice.choice(LISTS["given"]), LISTS["chinese_domains"]
    else:
        last, first = dice.choice(LISTS["traditional_surnames"]), dice.choice(LISTS["traditional_given"])
        domains = LISTS["free_domains"][locale]
    given, family = fakers["cn"].romanized_name().lower().replace("'", "").split()[:2]
    local = dice.choice(
        [f"{family}{given}", f"{given}.{family}", f"{family}_{given}{dice.randint(1, 99)}", f"{given}{digits(4)}"]
    )
    email = f"{local}@{dice.choice(domains)}"
    if locale == "cn" and dice.random() < 0.3:
        number = f"{dice.randint(1, 9)}{digits(dice.choice([7, 8, 9]))}"
        email = dice.choice([f"{number}@qq.com", f"{number}@qq.com", f"{shaped(['15*########'])}@139.com"])
    return {"locale": locale, "first": first, "last": last, "email": email}


another = partial(values.another, person=person)


def whole_name(who):
    if who["locale"] in CHINESE:
        return who["last"] + who["first"]
    if who["locale"] in ("hk", "tw", "kr") and " " not in who["first"] and "-" in who["first"] and dice.random() < 0.6:
        return f"{who['last']} {who['first']}"
    if who["locale"] in ("us", "ca", "gb", "ie") and dice.random() < 0.1:
        return f"{who['first']} {dice.choice(LISTS['middle'])} {who['last']}"
    return f"{who['first']} {who['last']}"


PERSON = values_third.PERSON | {
    "name": whole_name,
    "upper": lambda who: whole_name(who).upper(),
    "lower": lambda who: whole_name(who).lower(),
    "commacaps": lambda who: f"{who['last'].upper()}, {who['first']}",
    "short": lambda who: f"{who['first']} {who['last'][0]}",
}


def secret(make):
    return "api-key", lambda _: make()


def password_of(english, chinese):
    return "password", lambda locale: (chinese if locale in CHINESE else english)()


lan = of_any("lan", (values_second, values_third))
ip4 = values_third.ip4
ip6 = of_any("ip6", BEFORE[:3])

SLOTS = {
    "phone": ("phone", phone),
    "hotline": ("phone", lambda locale: shaped(LISTS["hotlines"]["zh" if locale in CHINESE else "en"])),
    "ext": ("phone", lambda locale: shaped(LISTS["extensions"]["zh" if locale in CHINESE else "en"])),
    "card": ("card", card),
    "amex": ("card", partial(values_third.card, brand="amex")),
    "iban": ("iban", of_any("iban", BEFORE[:3])),
    "id": ("national-id", national_id),
    "ip": ("ip", lambda locale: (ip4 if dice.random() < 0.65 else ip6)(locale)),
    "ipfour": ("ip", ip4),
    "lan": ("ip", lan),
    "ipsix": ("ip", ip6),
    "mac": ("mac", of_any("mac", BEFORE[:3])),
    "macbare": ("mac", values_second.bare_mac),
    "maccolons": ("mac", partial(values_third.mac, writing="colons")),
    "macupper": ("mac", partial(values_third.mac, writing="upper")),
    "machyphens": ("mac", partial(values_third.mac, writing="hyphens")),
    "macdots": ("mac", partial(values_third.mac, writing="dots")),
    **{name: secret(make) for name, make in ISSUERS.items()},
    "key": ("api-key", lambda locale: any_key(locale in CHINESE)),
    "plainkey": secret(no_form),
    "jwt": secret(jwt),
    "bearer": secret(bearer),
    "basic": secret(basic),
    "pem": secret(pem),
    "inlinepem": secret(lambda: pem("\\n")),
    "indentedpem": secret(lambda: pem("\n    ")),
    "password": password_of(password, chinese_password),
    "phrase": ("password", lambda _: phrase()),
    "wifi": password_of(wifi, chinese_wifi),
    "urlpass": ("url-secret", lambda _: url_password()),
    "urltoken": ("url-secret", lambda _: url_token()),
    "urlsig": ("url-secret", lambda _: url_signature()),
    "urljwt": ("url-secret", lambda _: jwt()),
    "urlmeeting": ("url-secret", lambda _: meeting()),
    "urlgitlab": ("url-secret", lambda _: ISSUERS["gitlab"]()),
    "urlgoogle": ("url-secret", lambda _: ISSUERS["google"]()),
    "address": ("address", address),
    "fulladdress": ("address", partial(address, whole=True)),
    "street": ("address", road),
}


def listed(name):
    return lambda language: dice.choice(LISTS[name][language])


def harmless(make):
    """What is by chance no number of a card or a person."""

    def made(language):
        while luhn(re.sub(r"\D", "", one := make(language)) or "1") or good_id(re.sub("[^0-9A-Z]", "", one)):
            pass
        return one

    return made


def written(*shapes):
    return harmless(lambda _: shaped(shapes))


def ean(_):
    body = "50" + digits(10)
    return body + str(-sum(int(digit) * (1 + place % 2 * 2) for place, digit in enumerate(body)) % 10)


FILLINGS = values_third.FILLINGS | {
    "order": written("#*#-*######-#*", "R*#####-*", "BK/*####/26", "SO-*#####", "26-*####", "~*####", "C*#####"),
    "ticket": written("SUP-*###", "BUG-*##", "CHG00*###", "FAC-*##", "SEC-*#"),
    "tracking": harmless(
        lambda _: dice.choice(
            [f"1Z{letters(6, 'ACEFHKRWXY')}{digits(10)}", f"YT{digits(13)}", f"EB{digits(9)}CN", f"JT{digits(13)}"]
        )
    ),
    "long": harmless(lambda _: dice.choice("123456789") + digits(dice.choice([11, 13, 15]))),
    "epoch": harmless(lambda _: f"18{digits(8)}"),
    "nine": written("99*######"),
    "isbn": harmless(values.isbn),
    "ean": harmless(ean),
    "part": written("ZR*#-0*?", "*###-?*", "FR-?*##/SC-*#", "B*#-*##-?", "1*#-0*##-#", "NEMA *-*#?", "?#*-*##.#"),
    "pnr": lambda _: letters(6, "ABCDEFGHJKLMNPQRSTUVWXYZ"),
    "plate": lambda _: dice.choice("沪鲁闽鄂皖湘") + letters(1, "ABCD") + letters(5, "0123456789ABCDEFG"),
    "tyre": written("*05/*5 R1*", "1*5/*0 R1*"),
    "measure": written("*#.* × 1*.# × *.# cm", "*## × *## mm", "1*#x*#x*# mm"),
    "grid": written("SU *## *##", "NT *#*# *#*#", "TQ *#### *####"),
    "company": listed("companies"),
    "thing": listed("things"),
    "host": lambda _: dice.choice(LISTS["hosts"]),
}
