"""Values of every kind of the sixth tuning set: drawn anew from the forms of the first five, of other lists."""

import json
import re
from functools import partial
from pathlib import Path

import values
import values_fifth
import values_fourth
import values_second
import values_third
from values import dice, digits, fakers, letters
from values_fifth import CHINESE, national_id, shaped, written
from values_third import plain

SEED = 20270315
WEIGHTS = {"us": 22, "gb": 20, "in": 10, "ca": 6, "au": 6, "ie": 4, "nz": 3, "za": 4, "ng": 3, "ke": 3, "sg": 4}
WEIGHTS |= {"hk": 3, "tw": 2, "de": 8, "fr": 6, "es": 5, "it": 5, "nl": 4, "pl": 4, "br": 3, "mx": 3, "se": 3, "ch": 3}
WEIGHTS |= {"jp": 2, "kr": 2, "pt": 3, "at": 2, "be": 3, "no": 2, "dk": 2, "fi": 2}
BEFORE = (values, values_second, values_third, values_fourth, values_fifth)
# What an earlier set calls otherwise.
ALSO = {"password": ("passphrase",), "plainkey": ("hex",), "urltoken": ("urlhex",)}


def drawn(slot):
    """The kind, and what makes it: one of the earlier sets, another one each time."""
    ways = [source.SLOTS[word] for word in (slot, *ALSO.get(slot, ())) for source in BEFORE if word in source.SLOTS]
    return ways[0][0], lambda locale: dice.choice(ways)[1](locale)


def password_like(slot):
    """With a letter, for one of digits alone could as well be a telephone number."""
    kind, make = drawn(slot)

    def lettered(locale):
        while not re.search("[A-Za-z]", made := make(locale)):
            pass
        return made

    return kind, lettered


def phone(locale):
    """As in any of the lists that know the country."""
    return dice.choice([source for source in BEFORE if locale in source.LISTS["phones"]]).phone(locale)


FILLINGS = values_fifth.FILLINGS | {
    "order": written("WO-*####", "Z*#-*####", "EST-0*##", "*####/A", "L*##-*##-#", "HN*######"),
    "ticket": written("NET-*##", "APP-1*##", "RITM00*####", "QA-*##"),
    "part": written("VK*#-*##", "D-*##/?*", "*#?-*###", "HX*##0-?", "BS *###", "P/N *#-*###-?"),
    "pnr": lambda _: letters(6, "ABCDEFGHJKLMNPQRSTUVWXYZ"),
}


class Drawn:
    """What make.py asks of a set, with names, roads, towns and companies of lists of its own."""

    PERSON = values_fifth.PERSON
    WEIGHTS = WEIGHTS

    def __init__(self, seed, lists):
        self.SEED = seed
        self.lists = json.loads(Path(__file__).with_name(lists).read_text(encoding="utf-8"))
        self.another = partial(values.another, person=self.person)
        self.SLOTS = {slot: drawn(slot) for source in BEFORE for slot in source.SLOTS}
        self.SLOTS |= {slot: password_like(slot) for slot in ("password", "wifi")}
        self.SLOTS |= {
            "phone": ("phone", phone),
            "id": ("national-id", national_id),
            "address": ("address", self.address),
            "fulladdress": ("address", partial(self.address, whole=True)),
            "street": ("address", self.road),
        }
        self.FILLINGS = FILLINGS | {
            "company": self.listed("companies"),
            "thing": self.listed("things"),
            "host": lambda _: dice.choice(self.lists["hosts"]),
        }

    def listed(self, name):
        return lambda language: dice.choice(self.lists[name][language])

    def road(self, locale):
        return shaped(self.lists["roads"][locale])

    def address(self, locale, whole=False):
        """With its town, or now and then without where the whole is not asked for."""
        if not whole and dice.random() < 0.2:
            return self.road(locale)
        where = shaped(self.lists["places"][locale])
        return where + self.road(locale) if locale in CHINESE else f"{self.road(locale)}, {where}"

    def town(self, language, _):
        return dice.choice(self.lists["towns"][language])

    def person(self, locale):
        if locale in CHINESE:
            return self.chinese_person(locale)
        if locale not in fakers or dice.random() < 0.5:
            first, last = (dice.choice(self.lists["names"][locale][part]) for part in ("first", "last"))
        else:
            first, last = fakers[locale].first_name(), fakers[locale].last_name().removesuffix(" II")
            while len(last) < 3:
                last = fakers[locale].last_name()
        f, l, number = plain(first), plain(last), dice.choice([dice.randint(1, 99), dice.randint(1957, 2010)])
        local = dice.choice(
            [f"{f}.{l}"] * 5
            + [f"{f}{l}", f"{f}", f"{f[0]}{l}", f"{f[0]}.{l}", f"{l}.{f}", f"{f}-{l}", f"{l}{f[0]}", f"{f}.{l[0]}"]
            + [f"{f}{l}{number}", f"{f}_{l}{number}", f"{number}{f}", f"the.{l}s", f"mail.{f}", f"{f}.{l}+{number}"]
        )
        domains = self.lists["free_domains"]["any"] + self.lists["free_domains"].get(locale, []) * 2
        domain = dice.choice(self.lists["company_domains"] if dice.random() < 0.4 else domains)
        return {"locale": locale, "first": first, "last": last, "email": f"{local}@{domain}"}

    def chinese_person(self, locale):
        if locale == "cn":
            last = dice.choice(self.lists["double"] if dice.random() < 0.04 else values_fifth.LISTS["surnames"])
            first, domains = dice.choice(self.lists["given"]), self.lists["chinese_domains"]
        else:
            last, first = dice.choice(self.lists["traditional_surnames"]), dice.choice(self.lists["traditional_given"])
            domains = self.lists["free_domains"][locale]
        given, family = fakers["cn"].romanized_name().lower().replace("'", "").split()[:2]
        local = dice.choice([f"{family}.{given}", f"{given}{family}", f"{given}_{digits(3)}", f"{family}{digits(6)}"])
        email = f"{local}@{dice.choice(domains)}"
        if locale == "cn" and dice.random() < 0.3:
            email = dice.choice([f"{dice.randint(1, 9)}{digits(9)}@qq.com", f"{shaped(['13*########'])}@163.com"])
        return {"locale": locale, "first": first, "last": last, "email": email}


SIXTH = Drawn(SEED, "lists-tuning-6.json")
