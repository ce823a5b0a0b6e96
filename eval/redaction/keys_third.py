"""Keys, tokens and passwords of the third tuning set."""

import base64
import json
import re
import string

from values import dice, digits, grouped, letters

HEXADECIMAL = "0123456789abcdef"
ALPHANUMERIC = string.ascii_letters + string.digits
WORDLIKE = ALPHANUMERIC + "_-"
LOWER = string.ascii_lowercase + string.digits
UPPER = string.ascii_uppercase + string.digits


def mixed(count, alphabet=ALPHANUMERIC):
    """With letters of both cases and a digit, the first a letter or digit."""
    while True:
        made = letters(count, alphabet)
        if all(re.search(sort, made) for sort in ("[a-z]", "[A-Z]", "[0-9]")) and made[0].isalnum():
            return made


def hexes(count):
    while True:
        made = letters(count, HEXADECIMAL)
        if re.search("[a-f]", made) and re.search("[0-9]", made):
            return made


def encoded(count):
    """Bytes as base64."""
    while True:
        made = base64.b64encode(dice.randbytes(count)).decode()
        if all(re.search(sort, made[:20]) for sort in ("[a-z]", "[A-Z]", "[0-9]")) and made[0].isalnum():
            return made


def part(value):
    return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).decode().rstrip("=")


def jwt():
    """Of a session, of a service or of a database in the cloud."""
    kind = dice.choice(["HS256", "RS256", "ES256"])
    now = 1725000000 + dice.randrange(4 * 10**7)
    claims = dice.choice(
        [
            {"iss": "https://auth.example.net/", "sub": f"user|{hexes(12)}", "exp": now + 3600, "scope": "read write"},
            {"role": "service_role", "iat": now, "exp": now + 10**8},
            {"uid": int(digits(6)) + 1, "exp": now},
        ]
    )
    signature = mixed({"HS256": 43, "ES256": 86, "RS256": 342}[kind], WORDLIKE)
    return f"{part({'alg': kind, 'typ': 'JWT'})}.{part(claims)}.{signature}"


def pem(size=None):
    """A block of a private key: the name of it, the bytes and the breadth of its lines."""
    name, count, breadth, heading = dice.choice(
        [
            ("RSA PRIVATE KEY", 300, 64, ""),
            ("OPENSSH PRIVATE KEY", 210, 70, ""),
            ("PRIVATE KEY", 138, 64, ""),
            ("ENCRYPTED PRIVATE KEY", 168, 64, ""),
            ("EC PRIVATE KEY", 90, 64, ""),
            ("PGP PRIVATE KEY BLOCK", 240, 64, "\n"),
        ]
    )
    body = grouped(encoded(size or count), breadth, "\n")
    check = f"\n={mixed(4)}" if heading else ""
    return f"-----BEGIN {name}-----\n{heading}{body}{check}\n-----END {name}-----"


def inline_pem():
    """In one line, as in JSON."""
    body = grouped(encoded(138), 64, "\\n")
    return f"-----BEGIN PRIVATE KEY-----\\n{body}\\n-----END PRIVATE KEY-----"


def github():
    if dice.random() < 0.35:
        return f"github_pat_11{letters(9, UPPER)}0{letters(10)}_{letters(59)}"
    return dice.choice(["ghp_", "ghp_", "ghp_", "ghs_", "gho_", "ghr_"]) + letters(36)


def gitlab():
    return dice.choice(["glpat-", "glpat-", "glpat-", "gldt-", "glrt-"]) + mixed(20, WORDLIKE)


def slack():
    return dice.choice(
        [
            f"xoxb-{digits(12)}-{digits(13)}-{letters(24)}",
            f"xoxb-{digits(11)}-{digits(12)}-{letters(24)}",
            f"xoxp-{digits(12)}-{digits(12)}-{digits(13)}-{hexes(32)}",
            f"xapp-1-A{letters(10, UPPER)}-{digits(13)}-{hexes(64)}",
        ]
    )


def stripe():
    return dice.choice(
        [f"sk_live_51{letters(97)}", f"sk_test_51{letters(97)}", f"rk_live_51{letters(97)}", f"sk_live_{letters(24)}"]
        + [f"whsec_{letters(32)}"]
    )


def openai():
    return dice.choice(
        [
            f"sk-proj-{mixed(74, WORDLIKE)}T3BlbkFJ{mixed(74, WORDLIKE)}",
            f"sk-{letters(20)}T3BlbkFJ{letters(20)}",
            f"sk-svcacct-{mixed(74, WORDLIKE)}T3BlbkFJ{mixed(74, WORDLIKE)}",
        ]
    )


def discord():
    account = base64.b64encode(f"1{digits(17)}".encode()).decode()
    return f"{account}.G{letters(5, WORDLIKE)}.{mixed(38, WORDLIKE)}"


ISSUERS = {
    "aws": lambda: dice.choice(["AKIA", "AKIA", "ASIA"]) + letters(16, string.ascii_uppercase + "234567"),
    "awssecret": lambda: mixed(40, ALPHANUMERIC + "+/"),
    "github": github,
    "gitlab": gitlab,
    "slack": slack,
    "stripe": stripe,
    "google": lambda: "AIzaSy" + mixed(33, WORDLIKE),
    "googlesecret": lambda: "GOCSPX-" + mixed(28, WORDLIKE),
    "googleaccess": lambda: "ya29.a0A" + mixed(dice.choice([120, 158, 210]), WORDLIKE),
    "googlerefresh": lambda: "1//0" + mixed(dice.choice([60, 99]), WORDLIKE),
    "openai": openai,
    "anthropic": lambda: f"sk-ant-api03-{mixed(93, WORDLIKE)}AA",
    "face": lambda: "hf_" + letters(34, string.ascii_letters),
    "npm": lambda: "npm_" + letters(36),
    "pypi": lambda: "pypi-AgEIcHlwaS5vcmcC" + mixed(dice.choice([140, 156]), WORDLIKE),
    "ocean": lambda: "dop_v1_" + hexes(64),
    "sendgrid": lambda: f"SG.{mixed(22, WORDLIKE)}.{mixed(43, WORDLIKE)}",
    "twilio": lambda: hexes(32),
    "mailgun": lambda: dice.choice([f"key-{hexes(32)}", f"{hexes(32)}-{hexes(8)}-{hexes(8)}"]),
    "telegram": lambda: f"{dice.choice('5678')}{digits(9)}:AA{dice.choice('EFGH')}{mixed(32, WORDLIKE)}",
    "discord": discord,
    "azure": lambda: encoded(64),
    "azureapp": lambda: f"{mixed(3)}8Q~{mixed(34, WORDLIKE + '.~')}",
    "datadog": lambda: hexes(32),
    "cloudflare": lambda: mixed(40, WORDLIKE),
    "heroku": lambda: "-".join(hexes(size) for size in (8, 4, 4, 4, 12)),
    "notion": lambda: dice.choice([f"ntn_{digits(11)}{letters(35)}", f"secret_{letters(43)}"]),
    "atlassian": lambda: f"ATATT3xFfGF0{mixed(171, WORDLIKE)}={letters(8, '0123456789ABCDEF')}",
    "grafana": lambda: f"glsa_{letters(32)}_{hexes(8)}",
    "relic": lambda: f"NRAK-{letters(27, UPPER)}",
    "postman": lambda: f"PMAK-{hexes(24)}-{hexes(34)}",
    "tailscale": lambda: f"tskey-auth-k{letters(11)}CNTRL-{letters(32)}",
    "replicate": lambda: "r8_" + letters(37),
    "figma": lambda: "figd_" + mixed(40, WORDLIKE),
    "shopify": lambda: "shpat_" + hexes(32),
    "square": lambda: "EAAA" + mixed(60, WORDLIKE),
    "vault": lambda: "hvs.CAESI" + mixed(86, WORDLIKE),
    "airtable": lambda: f"pat{letters(14)}.{hexes(64)}",
    "docker": lambda: "dckr_pat_" + mixed(27, WORDLIKE),
}
CHINESE_ISSUERS = {
    "aliyun": lambda: "LTAI5t" + letters(18),
    "aliyunsecret": lambda: mixed(30),
    "tencent": lambda: "AKID" + letters(32),
    "tencentsecret": lambda: mixed(32),
    "wechat": lambda: hexes(32),
    "wecom": lambda: mixed(43, WORDLIKE),
    "dingtalk": lambda: "SEC" + hexes(64),
    "dashscope": lambda: "sk-" + hexes(32),
    "moonshot": lambda: "sk-" + letters(48),
    "amap": lambda: hexes(32),
    "baidu": lambda: mixed(24),
    "zhipu": lambda: f"{hexes(32)}.{mixed(16)}",
}
ANY = (
    "aws github github gitlab slack stripe google openai openai anthropic face npm sendgrid ocean pypi telegram discord"
)
ANY_CHINESE = "aliyun tencent dashscope dashscope moonshot zhipu github openai google"


def any_key(chinese):
    return (CHINESE_ISSUERS | ISSUERS)[dice.choice((ANY_CHINESE if chinese else ANY).split())]()


WORDS = (
    "Maple otter Juniper rocket Biscuit Walnut kettle Falcon Pepper sunset Marble Cobalt thunder Puffin Lisbon guitar"
)
PINYIN = "xiaoyu tianya woaini zhongguo niuniu huanying gongsi caiwu mimi laoban Chunjie Beijing dingdang"


def password():
    """As people think them up, or as a manager of passwords does."""
    one, two, three, four = dice.sample(WORDS.split(), 4)
    sign, number = dice.choice("!@#$&*"), dice.choice([digits(2), str(dice.randint(1958, 2026)), digits(4)])
    return dice.choice(
        [
            f"{one}{number}{sign}",
            f"{one}{number}{sign}",
            f"{one}{sign}{number}",
            f"{one.lower()}{two.lower()}{number}",
            f"{one}{two.title()}{number}",
            "-".join([one.lower(), two.lower(), three.lower(), four.lower()]),
            f"{one.replace('o', '0').replace('e', '3').replace('a', '@')}{number}{sign}",
            mixed(dice.choice([12, 14, 16, 20]), ALPHANUMERIC + "!@#%^*-_+"),
            mixed(dice.choice([10, 12, 16, 24])),
            "-".join([mixed(6), mixed(6), mixed(6)]),
        ]
    )


def wifi():
    one, two = dice.sample(WORDS.split(), 2)
    return dice.choice(
        [digits(8), digits(10), f"{one.lower()}{digits(4)}", f"{one}&{two.title()}", mixed(12), letters(10, LOWER)]
        + [f"{one.lower()} {two.lower()} {digits(2)}", hexes(13).upper()]
    )


def chinese_password():
    word, sign = dice.choice(PINYIN.split()), dice.choice("@#!.*")
    return dice.choice(
        [f"{word}{digits(4)}", f"{word.title()}{sign}{dice.randint(2008, 2026)}", f"{word}{sign}{digits(3)}"]
        + [f"{letters(3, LOWER)}{digits(6)}", digits(8), password(), mixed(12), f"{word.title()}{digits(3)}{sign}"]
    )


def chinese_wifi():
    return dice.choice(["8888", "6666", "1314", "0592"]) + digits(4) if dice.random() < 0.5 else chinese_password()


def basic():
    """What stands after Basic in a header."""
    return base64.b64encode(f"{dice.choice(['svc', 'admin', 'deploy', 'api'])}:{password()}".encode()).decode()


def bearer():
    return dice.choice([jwt, jwt, lambda: mixed(43, WORDLIKE), lambda: hexes(64), lambda: mixed(32)])()


def url_password():
    """As it stands in a URL: what must be escaped there is."""
    return re.sub(
        "[^A-Za-z0-9._~!*-]",
        lambda sign: f"%{ord(sign[0]):02X}",
        dice.choice([password, password, lambda: mixed(16), lambda: hexes(24), lambda: letters(20, LOWER)])(),
    )


def url_token():
    return dice.choice(
        [lambda: mixed(22, WORDLIKE), lambda: hexes(32), lambda: hexes(40), lambda: mixed(43), lambda: mixed(16)]
        + [lambda: "-".join(hexes(size) for size in (8, 4, 4, 4, 12)), lambda: encoded(24).replace("+", "%2B")]
    )()


def url_signature():
    return encoded(32).replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")


def invitation():
    """A code in a link to a meeting or a document."""
    return dice.choice([lambda: mixed(32) + ".1", lambda: mixed(27, WORDLIKE), lambda: letters(16, LOWER)])()
