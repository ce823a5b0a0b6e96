"""Keys, tokens and passwords of the second tuning set."""

import base64
import re
import string

from values import dice, digits, fakers, grouped, jwt, letters

HEXADECIMAL = "0123456789abcdef"
WORDLIKE = string.ascii_letters + string.digits + "_-"
UPPER = string.ascii_uppercase + string.digits


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


def random_secret(_):
    return encoded(dice.choice([24, 32, 40]))


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
