"""Values of every kind of the fourth tuning set: the forms of the first three and more, of other lists."""

import json
from functools import partial
from pathlib import Path

import values
import values_second
import values_third
from keys_fourth import (
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

SEED = 20261128
WEIGHTS = {"us": 25, "gb": 18, "in": 9, "ca": 5, "au": 5, "ie": 3, "nz": 3, "za": 3, "ng": 3, "ke": 2, "sg": 3, "de": 7}
WEIGHTS |= {"fr": 5, "es": 5, "it": 4, "nl": 3, "pl": 3, "br": 3, "mx": 2, "se": 2, "ch": 2, "jp": 2, "kr": 2, "pt": 2}
WEIGHTS |= {"at": 1, "be": 1, "no": 1, "dk": 1, "fi": 1}
LISTS = json.loads(Path(__file__).with_name("lists-tuning-4.json").read_text(encoding="utf-8"))
CHINESE = ("cn", "zk", "zt")  # zk and zt: Hong Kong and Taiwan
BEFORE = (values, values_second, values_third)


def shaped(shapes):
    """One of the shapes: # a digit, * one of 2 to 9, ? a letter, ~ a # that stays, AAA and BBB area codes."""
    shape = dice.choice(shapes)
    for mark, codes in (("AAA", "areas"), ("BBB", "canadian_areas")):
        shape = shape.replace(mark, dice.choice(LISTS[codes]))
    made = values.shaped([shape]).replace("~", "#")
    return "".join(dice.choice("ABDEGHJLNPRSTWXYZ") if sign == "?" else sign for sign in made)


def phone(locale):
    """As in its own list or, half as often, in that of an earlier set."""
    earlier = [source for source in BEFORE if locale in source.LISTS["phones"]]
    return dice.choice(earlier).phone(locale) if earlier and dice.random() < 0.33 else shaped(LISTS["phones"][locale])


def of_any(name, sources=BEFORE):
    """What one of the earlier sets makes."""
    return lambda locale: getattr(dice.choice(sources), name)(locale)


def national_id(locale):
    """Of there, or of a British one where no form of there is known."""
    ways = [source.IDS[locale] for source in BEFORE if locale in source.IDS]
    return dice.choice(ways or [values_third.IDS["gb"]])()


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
    if locale in LISTS["names"]:
        first, last = (dice.choice(LISTS["names"][locale][part]) for part in ("first", "last"))
    else:
        first, last = fakers[locale].first_name(), fakers[locale].last_name().removesuffix(" II")
        while len(last) < 3:
            last = fakers[locale].last_name()
    f, l, number = plain(first), plain(last), dice.choice([dice.randint(1, 99), dice.randint(1960, 2007)])
    local = dice.choice(
        [f"{f}.{l}"] * 4
        + [f"{f}{l}", f"{f}", f"{f[0]}{l}", f"{f[0]}.{l}", f"{l}.{f}", f"{f}{l}{number}", f"{f}_{l}", f"{f}{number}"]
        + [f"{l}{number}", f"{f}-{l}", f"{f}.{l}+{dice.choice(['travel', 'jobs', 'test'])}", f"{f}{l[0]}", f"x{f}x"]
    )
    domains = LISTS["free_domains"]["any"] + LISTS["free_domains"].get(locale, []) * 2
    domain = dice.choice(LISTS["company_domains"] if dice.random() < 0.4 else domains)
    return {"locale": locale, "first": first, "last": last, "email": f"{local}@{domain}"}


def chinese_person(locale):
    if locale == "cn":
        last = dice.choice(LISTS["double"] if dice.random() < 0.04 else LISTS["surnames"])
        first, domains = dice.choice(LISTS["given"]), LISTS["chinese_domains"]
    else:
        last, first = dice.choice(LISTS["traditional_surnames"]), dice.choice(LISTS["traditional_given"])
        domains = LISTS["free_domains"][locale]
    given, family = fakers["cn"].romanized_name().lower().replace("'", "").split()[:2]
    local = dice.choice([f"{given}{family}", f"{family}.{given}", f"{family}{given}{dice.randint(80, 2010)}"])
    email = f"{local}@{dice.choice(domains)}"
    if locale == "cn" and dice.random() < 0.3:
        number = f"{dice.randint(1, 9)}{digits(dice.choice([8, 9]))}"
        email = dice.choice([f"{number}@qq.com", f"{number}@qq.com", f"{shaped(['13*########'])}@163.com"])
    return {"locale": locale, "first": first, "last": last, "email": email}


another = partial(values.another, person=person)


def whole_name(who):
    if who["locale"] in CHINESE:
        return who["last"] + who["first"]
    if who["locale"] in ("us", "ca") and dice.random() < 0.1:
        return f"{who['first']} {dice.choice('ABCDEFGHJKLMNPRSTW')}. {who['last']}"
    return f"{who['first']} {who['last']}"


PERSON = values_third.PERSON | {
    "name": whole_name,
    "upper": lambda who: whole_name(who).upper(),
    "lower": lambda who: whole_name(who).lower(),
}


def secret(make):
    return "api-key", lambda _: make()


def password_of(english, chinese):
    return "password", lambda locale: (chinese if locale in CHINESE else english)()


lan = of_any("lan", (values_second, values_third))
ip4 = values_third.ip4
ip6 = of_any("ip6")

SLOTS = {
    "phone": ("phone", phone),
    "hotline": ("phone", lambda locale: shaped(LISTS["hotlines"]["zh" if locale in CHINESE else "en"])),
    "card": ("card", of_any("card")),
    "amex": ("card", partial(values_third.card, brand="amex")),
    "iban": ("iban", of_any("iban")),
    "id": ("national-id", national_id),
    "ip": ("ip", lambda locale: (ip4 if dice.random() < 0.7 else ip6)(locale)),
    "ipfour": ("ip", ip4),
    "lan": ("ip", lan),
    "ipsix": ("ip", ip6),
    "mac": ("mac", of_any("mac")),
    "macbare": ("mac", values_second.bare_mac),
    "maccolons": ("mac", partial(values_third.mac, writing="colons")),
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
    "indentedpem": secret(lambda: pem("\n      ")),
    "password": password_of(password, chinese_password),
    "phrase": ("password", lambda _: phrase()),
    "wifi": password_of(wifi, chinese_wifi),
    "urlpass": ("url-secret", lambda _: url_password()),
    "urltoken": ("url-secret", lambda _: url_token()),
    "urlsig": ("url-secret", lambda _: url_signature()),
    "urljwt": ("url-secret", lambda _: jwt()),
    "urlmeeting": ("url-secret", lambda _: meeting()),
    "urlgithub": ("url-secret", lambda _: ISSUERS["github"]()),
    "urlgoogle": ("url-secret", lambda _: ISSUERS["google"]()),
    "address": ("address", address),
    "fulladdress": ("address", partial(address, whole=True)),
    "street": ("address", road),
}


def listed(name):
    return lambda language: dice.choice(LISTS[name][language])


FILLINGS = values_third.FILLINGS | {
    "order": lambda _: shaped(["#*##-*####", "A*#####", "INV-*###", "R*##*##*#", "PO 45*####", "ST-*####"]),
    "ticket": lambda _: shaped(["HELP-*##", "WEB-1*##", "REQ00*####", "DATA-*#", "IT-*###"]),
    "tracking": lambda _: dice.choice(
        [f"1Z{letters(6, 'ABEFHRWXY')}{digits(10)}", f"JT{digits(13)}", f"SF{digits(13)}", f"LX{digits(9)}CN"]
    ),
    "pnr": lambda _: letters(6, "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"),
    "plate": lambda _: dice.choice("粤苏浙川豫") + letters(1, "ABCDE") + letters(5, "0123456789ABCDEFGH"),
    "company": listed("companies"),
    "thing": listed("things"),
    "host": lambda _: dice.choice(LISTS["hosts"]),
}
