"""Numbers that check themselves."""


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
