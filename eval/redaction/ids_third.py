"""National ids of the third tuning set, in the ways people write them."""

from functools import partial

from checksums import (
    australian_check,
    austrian_check,
    belgian_check,
    brazilian_check,
    chinese_check,
    danish_check,
    dutch_check,
    finnish_check,
    french_check,
    german_check,
    german_social_check,
    hong_kong_check,
    irish_check,
    luhn,
    mexican_check,
    norwegian_check,
    polish_check,
    portuguese_check,
    singaporean_check,
    spanish_check,
    swiss_check,
    taiwanese_check,
    verhoeff,
    with_luhn,
)
from values import dice, digits, grouped, letters


def one_of(*weighted):
    """One of the ways to write it, each with how often people do."""
    return dice.choices(weighted[::2], weighted[1::2])[0]


def day(first=1944, last=2006):
    """Year, month and day, as they are written in ids."""
    return f"{dice.randint(first, last)}", f"{dice.randint(1, 12):02}", f"{dice.randint(1, 28):02}"


def until(holds, make):
    while not holds(number := make()):
        pass
    return number


def us_id():
    area = until(lambda number: number != 666, lambda: dice.randint(2, 899))
    parts = f"{area:03}", f"{dice.randint(1, 99):02}", f"{dice.randint(1, 9999):04}"
    return one_of("-".join(parts), 7, "".join(parts), 1, " ".join(parts), 1)


def uk_id():
    first, second = dice.choice("ABCEHJLMNPRSTWXY"), dice.choice("ABCEHJLMPRSWXYZ")
    body, last = digits(6), dice.choice("ABCD")
    spaced = f"{first}{second} {grouped(body, 2)} {last}"
    return one_of(spaced, 4, spaced.replace(" ", ""), 4, spaced.lower(), 1, f"{first}{second}{body} {last}", 1)


def indian_id():
    if dice.random() < 0.3:
        return "".join(
            [
                letters(3, "ABCDEFGHJKLMNPRSTUVWZ"),
                "P",
                letters(1, "ABCDGKMNPRSTVY"),
                digits(4),
                letters(1, "CDEFGHJKLMNPQR"),
            ]
        )
    number = until(lambda made: verhoeff(made) == 0 and not luhn(made), lambda: dice.choice("23456789") + digits(11))
    return one_of(grouped(number, 4), 6, number, 3, grouped(number, 4, "-"), 1)


def german_id():
    """A tax number, or now and then one of the pension insurance."""
    year, month, date = day()
    if dice.random() < 0.3:
        body = f"{dice.choice(['02', '10', '14', '25', '44', '52', '63'])}{date}{month}{year[2:]}"
        body += f"{dice.choice('BCFGHJKLMNPRSVWZ')}{digits(2)}"
        number = body + german_social_check(body)
        return one_of(number, 1, f"{number[:2]} {number[2:8]} {number[8]} {number[9:]}", 2)

    def body():
        used = dice.sample("0123456789", 9)
        made = used + [dice.choice(used)]
        dice.shuffle(made)
        return "".join(made)

    number = until(lambda made: made[0] != "0", body)
    number += german_check(number)
    return one_of(number, 3, f"{number[:2]} {grouped(number[2:], 3)}", 3, f"{number[:3]} {grouped(number[3:], 4)}", 1)


def french_id():
    year, month, _ = day()
    place = dice.choice(["31", "34", "38", "51", "54", "62", "67", "76", "83", "92", "99", "2B"])
    body = f"{dice.choice('12')}{year[2:]}{month}{place}{dice.randint(1, 580):03}{dice.randint(1, 300):03}"
    key = french_check(body)
    spaced = f"{body[0]} {body[1:3]} {body[3:5]} {body[5:7]} {body[7:10]} {body[10:]}"
    return one_of(f"{spaced} {key}", 5, body + key, 3, f"{spaced} - {key}", 1)


def spanish_id():
    if dice.random() < 0.3:
        first, tail = dice.choice("XYZ"), digits(7)
        letter = spanish_check(f"{'XYZ'.index(first)}{tail}")
        return one_of(first + tail + letter, 3, f"{first}-{tail}-{letter}", 2)
    body = digits(8)
    letter = spanish_check(body)
    return one_of(body + letter, 5, f"{body}-{letter}", 3, f"{body[:2]}.{body[2:5]}.{body[5:]}-{letter}", 2)


def italian_id():
    """With the last letter as the Agenzia delle Entrate counts it."""
    consonants = "BCDFGLMNPRSTVZ"
    year, _, date = day()
    date = f"{int(date) + dice.choice([0, 40]):02}"
    body = letters(3, consonants) + letters(2, consonants) + dice.choice("AEIO") + year[2:]
    body += dice.choice("ABCDEHLMPRST") + date + dice.choice("ABDEFGHL") + digits(3)
    odd = dict(zip("0123456789", (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)))
    odd |= dict(
        zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12))
    ) | dict(zip("TUVWXYZ", (14, 16, 10, 22, 25, 24, 23)))
    total = sum(odd[sign] for sign in body[::2]) + sum(int(sign, 36) - 10 * sign.isalpha() for sign in body[1::2])
    number = body + chr(65 + total % 26)
    return one_of(number, 6, number.lower(), 1, f"{number[:6]} {number[6:11]} {number[11:]}", 1)


def nine(holds, first="123456789"):
    number = until(holds, lambda: dice.choice(first) + digits(8))
    return one_of(grouped(number, 3), 3, number, 2)


def canadian_id():
    number = until(luhn, lambda: dice.choice("1234567") + digits(8))
    return one_of(grouped(number, 3), 3, grouped(number, 3, "-"), 2, number, 2)


def irish_id():
    body, second = digits(7), dice.choice(["", "", "A", "B"])
    number = body + irish_check(body, second) + second
    return one_of(number, 4, f"{body} {number[7:]}", 1)


def belgian_id():
    year, month, date = day()
    tail = f"{dice.randint(1, 997):03}"
    check = belgian_check(year[2:] + month + date + tail, year >= "2000")
    dotted = f"{year[2:]}.{month}.{date}-{tail}.{check}"
    return one_of(
        dotted, 5, dotted.replace(".", "").replace("-", ""), 2, f"{year[2:]} {month} {date} {tail} {check}", 1
    )


def polish_id():
    year, month, date = day()
    body = year[2:] + f"{int(month) + 20 * (year >= '2000'):02}" + date + digits(4)
    return body + polish_check(body)


def swedish_id():
    year, month, date = day()
    tail = with_luhn(year[2:] + month + date + digits(3))[6:]
    return one_of(
        f"{year[2:]}{month}{date}-{tail}", 4, f"{year}{month}{date}-{tail}", 3, f"{year}{month}{date}{tail}", 2
    )


def danish_id():
    def body():
        year, month, date = day(last=1999)
        return date + month + year[2:] + dice.choice("0123") + digits(3)

    number = until(danish_check, body)
    return one_of(f"{number[:6]}-{number[6:]}", 5, number, 2, f"{number[:6]} {number[6:]}", 1)


def norwegian_id():
    def body():
        year, month, date = day(last=1999)
        return date + month + year[2:] + f"{dice.randint(100, 499)}" + digits(2)

    number = until(norwegian_check, body)
    return one_of(f"{number[:6]} {number[6:]}", 4, number, 3)


def finnish_id():
    year, month, date = day()
    born, tail = date + month + year[2:], f"{dice.randint(2, 899):03}"
    return born + ("A" if year >= "2000" else "-") + tail + finnish_check(born + tail)


def portuguese_id():
    body = dice.choice("12") + digits(7)
    number = body + portuguese_check(body)
    return one_of(number, 3, grouped(number, 3), 2)


def austrian_id():
    def body():
        year, month, date = day(last=1999)
        return dice.choice("123456789") + digits(3) + date + month + year[2:]

    number = until(austrian_check, body)
    return one_of(f"{number[:4]} {number[4:]}", 4, number, 2, f"{number[:4]}/{number[4:]}", 1)


def swiss_id():
    body = "756" + digits(9)
    number = body + swiss_check(body)
    return one_of(f"{number[:3]}.{number[3:7]}.{number[7:11]}.{number[11:]}", 5, number, 2)


def brazilian_id():
    body = digits(9)
    check = brazilian_check(body)
    return one_of(f"{grouped(body, 3, '.')}-{check}", 5, body + check, 3)


def mexican_id():
    year, month, date = day()
    body = dice.choice("BCDGHLMPRSTVZ") + dice.choice("AEIOU") + letters(2, "BCDGHLMPRSTVZ") + year[2:] + month + date
    body += dice.choice("HM") + dice.choice(["DF", "JC", "NL", "PL", "VZ", "OC"]) + letters(3, "BCDGLMNPRSTZ")
    body += dice.choice("ABC") if year >= "2000" else digits(1)
    return body + mexican_check(body)


def south_african_id():
    year, month, date = day()
    number = with_luhn(year[2:] + month + date + digits(4) + "08")
    return one_of(number, 4, f"{number[:6]} {number[6:10]} {number[10:]}", 2)


def singaporean_id():
    body = dice.choice("SSTG") + digits(7)
    return body + singaporean_check(body)


def hong_kong_id():
    body = dice.choice("CDGHKMPRSYZ") + digits(6)
    return f"{body}({hong_kong_check(body)})"


def taiwanese_id():
    body = dice.choice("ABCDEFGHKNPT") + dice.choice("12") + digits(7)
    return body + taiwanese_check(body)


AREAS = ["130102", "210102", "320114", "330203", "350203", "370102", "420106", "430104", "440112", "441900", "500103"]
AREAS += ["510104", "520103", "610104", "620102", "640104", "110108", "120101", "310107", "360102", "410303", "650102"]


def chinese_id():
    body = dice.choice(AREAS) + "".join(day()) + digits(3)
    number = body + chinese_check(body)
    return one_of(number, 8, number.lower(), 1, f"{number[:6]} {number[6:14]} {number[14:]}", 2)


IDS = {
    "us": us_id,
    "gb": uk_id,
    "in": indian_id,
    "de": german_id,
    "fr": french_id,
    "es": spanish_id,
    "it": italian_id,
    "ca": canadian_id,
    "au": partial(nine, australian_check),
    "nl": partial(nine, dutch_check, first="12345"),
    "ie": irish_id,
    "be": belgian_id,
    "pl": polish_id,
    "se": swedish_id,
    "dk": danish_id,
    "no": norwegian_id,
    "fi": finnish_id,
    "pt": portuguese_id,
    "at": austrian_id,
    "ch": swiss_id,
    "br": brazilian_id,
    "mx": mexican_id,
    "za": south_african_id,
    "sg": singaporean_id,
    "zk": hong_kong_id,
    "zt": taiwanese_id,
    "cn": chinese_id,
}
