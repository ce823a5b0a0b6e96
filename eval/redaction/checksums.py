"""Numbers that check themselves."""

import re


def luhn(digits):
    total = 0
    for place, digit in enumerate(reversed(digits)):
        digit = int(digit) * (1 + place % 2)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def with_luhn(body):
    return next(body + str(digit) for digit in range(10) if luhn(body + str(digit)))


def mod97(iban):
    return int("".join(str(int(letter, 36)) for letter in iban[4:] + iban[:4])) % 97 == 1


def chinese_check(body):
    weights = [2 ** (17 - place) % 11 for place in range(17)]
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights)) % 11]


def german_check(body):
    """ISO 7064, MOD 11,10."""
    product = 10
    for digit in body:
        product = (int(digit) + product) % 10 or 10
        product = product * 2 % 11
    return str((11 - product) % 10)


def verhoeff(digits):
    """The checksum of Aadhaar: 0 for a good one."""
    turn = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
    power = [list(range(10))]
    for _ in range(7):
        power.append([turn[digit] for digit in power[-1]])

    def times(a, b):
        """In the dihedral group of order 10."""
        if a < 5:
            return (a + b) % 5 if b < 5 else 5 + (a + b) % 5
        return 5 + (a - b) % 5 if b < 5 else (a - b) % 5

    left = 0
    for place, digit in enumerate(reversed(digits)):
        left = times(left, power[place % 8][int(digit)])
    return left


def weighted(digits, weights):
    return sum(int(digit) * weight for digit, weight in zip(digits, weights))


def australian_check(number):
    """The whole TFN."""
    return weighted(number, (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0


def dutch_check(number):
    """The whole BSN."""
    return weighted(number, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def brazilian_check(body):
    """Both digits of a CPF."""
    for _ in range(2):
        left = weighted(body, range(len(body) + 1, 1, -1)) % 11
        body += str(11 - left if left > 1 else 0)
    return body[9:]


def polish_check(body):
    return str(-weighted(body, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10)


def swiss_check(body):
    """As of EAN-13."""
    return str(-weighted(body, (1, 3) * 6) % 10)


def korean_check(body):
    return str((11 - weighted(body, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)) % 11) % 10)


def japanese_check(body):
    left = weighted(body, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return str(11 - left if left > 1 else 0)


def singaporean_check(body):
    total = weighted(body[1:], (2, 7, 6, 5, 4, 3, 2)) + 4 * (body[0] in "TG")
    return ("JZIHGFEDCBA" if body[0] in "ST" else "XWUTRQPNMLK")[total % 11]


def taiwanese_check(body):
    place = "ABCDEFGHJKLMNPQRSTUVXYWZIO".index(body[0]) + 10
    return str(-(place // 10 + place % 10 * 9 + weighted(body[1:], range(8, 0, -1))) % 10)


def hong_kong_check(body):
    """Of one with a single letter."""
    return "0123456789A"[-(36 * 9 + int(body[0], 36) * 8 + weighted(body[1:], range(7, 1, -1))) % 11]


def irish_check(body, second=""):
    """The first letter of a PPS number, of its seven digits and its second letter if it has one."""
    total = weighted(body, range(8, 1, -1)) + (9 * (ord(second) - 64) if second else 0)
    return "WABCDEFGHIJKLMNOPQRSTUV"[total % 23]


def german_social_check(body):
    """Of 12 150780 J 00, without spaces."""
    plain = body[:8] + f"{ord(body[8]) - 64:02}" + body[9:]
    products = [int(digit) * weight for digit, weight in zip(plain, (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1))]
    return str(sum(product // 10 + product % 10 for product in products) % 10)


def spanish_check(number):
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23]


def french_check(body):
    """Of thirteen digits, with 2A and 2B for Corsica."""
    return f"{97 - int(body.replace('2A', '19').replace('2B', '18')) % 97:02}"


def belgian_check(body, born_2000=False):
    return f"{97 - int(f'2{body}' if born_2000 else body) % 97:02}"


def danish_check(number):
    """The whole CPR number."""
    return weighted(number, (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def norwegian_check(number):
    """The whole fødselsnummer."""
    first = weighted(number, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1, 0))
    return first % 11 == 0 and weighted(number, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def finnish_check(body):
    """Of the date and the number of the person, nine digits."""
    return "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(body) % 31]


def portuguese_check(body):
    left = weighted(body, range(9, 1, -1)) % 11
    return str(11 - left if left > 1 else 0)


def austrian_check(number):
    """The whole of ten digits, with its check digit in the fourth place."""
    return weighted(number, (3, 7, 9, -1, 5, 8, 4, 2, 1, 6)) % 11 == 0


def mexican_check(body):
    """Of the first 17 signs of a CURP."""
    total = sum((18 - place) * "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ".index(sign) for place, sign in enumerate(body))
    return str(-total % 10)


IDS = [
    (r"\d{9}", lambda number: number[:3] not in ("000", "666") and number[0] != "9"),  # United States, no check digit
    (r"[A-Z]{2}\d{6}[A-D]", lambda number: number[:2] not in ("BG", "GB", "NK", "KN", "TN", "NT", "ZZ")),
    (r"[A-Z]{6}\w{2}[A-Z]\w{2}[A-Z]\w{3}[A-Z]", lambda number: True),  # Italy, of Faker
    (r"\d{8}[A-Z]", lambda number: spanish_check(number[:8]) == number[8]),
    (r"[XYZ]\d{7}[A-Z]", lambda number: spanish_check(f"{'XYZ'.index(number[0])}{number[1:8]}") == number[8]),
    (r"[12]\d{4}(\d\d|2[AB])\d{8}", lambda number: french_check(number[:13]) == number[13:]),
    (r"\d{11}", lambda number: german_check(number[:10]) == number[10]),
    (r"\d{8}[A-Z]\d{3}", lambda number: german_social_check(number[:11]) == number[11]),
    (r"\d{12}", lambda number: verhoeff(number) == 0),
    (r"\d{17}[\dX]", lambda number: chinese_check(number[:17]) == number[17]),
    (r"\d{9}", luhn),  # Canada
    (r"\d{9}", australian_check),
    (r"\d{9}", dutch_check),
    (r"\d{7}[A-W][AB]?", lambda number: irish_check(number[:7], number[8:]) == number[7]),
    (r"\d{11}", lambda number: brazilian_check(number[:9]) == number[9:]),
    (r"\d{11}", lambda number: polish_check(number[:10]) == number[10]),
    (r"(19|20)?\d{10}", lambda number: luhn(number[-10:])),  # Sweden
    (r"756\d{10}", lambda number: swiss_check(number[:12]) == number[12]),
    (r"\d{13}", lambda number: korean_check(number[:12]) == number[12]),
    (r"\d{12}", lambda number: japanese_check(number[:11]) == number[11]),
    (r"[STFG]\d{7}[A-Z]", lambda number: singaporean_check(number[:8]) == number[8]),
    (r"[A-Z]\d{6}[\dA]", lambda number: hong_kong_check(number[:7]) == number[7]),
    (r"[A-Z][12]\d{8}", lambda number: taiwanese_check(number[:9]) == number[9]),
    (r"\d{11}", lambda number: number[9:] in (belgian_check(number[:9]), belgian_check(number[:9], True))),
    (r"\d{10}", danish_check),
    (r"\d{11}", norwegian_check),
    (r"\d{9}[0-9A-Y]", lambda number: finnish_check(number[:9]) == number[9]),
    (r"\d{6}A\d{3}[0-9A-Y]", lambda number: finnish_check(number[:6] + number[7:10]) == number[10]),
    (r"\d{9}", lambda number: portuguese_check(number[:8]) == number[8]),
    (r"\d{10}", austrian_check),
    (r"[A-Z]{4}\d{6}[HM][A-Z]{5}[0-9A-Z]\d", lambda number: mexican_check(number[:17]) == number[17]),
    (r"\d{13}", luhn),  # South Africa
    (r"[A-Z]{3}P[A-Z]\d{4}[A-Z]", lambda number: True),  # a person's PAN, India
]


def good_id(number):
    """Whether it is of one of the forms above, and its check digits right; without its spaces and signs."""
    return any(re.fullmatch(form, number) and holds(number) for form, holds in IDS)
