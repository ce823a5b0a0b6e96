"""National ids of the second tuning set, in the ways people write them."""

import string

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
from values import dice, digits, fakers, grouped


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
