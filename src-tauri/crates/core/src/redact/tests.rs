mod laws;

use super::*;
use crate::text::Language;

fn options(level: Level) -> Options {
    Options { level, ..Options::default() }
}

fn finds_at(text: &str, level: Level) -> Vec<(Kind, String)> {
    let redaction = Redaction::of(text, &options(level));
    assert_eq!(redaction.restore(redaction.text()).text, text);
    redaction.replaced().iter().map(|replaced| (replaced.kind, replaced.original.clone())).collect()
}

/// Each text has this find, and no other of the kind.
#[track_caller]
fn all_have(kind: Kind, cases: &[(&str, &str)]) {
    let missed: Vec<String> = cases
        .iter()
        .filter_map(|(text, wanted)| {
            let finds = finds_at(text, Level::Personal);
            (finds != [(kind, (*wanted).to_owned())]).then(|| format!("{text}\n    wanted {wanted:?}, found {finds:?}"))
        })
        .collect();
    assert!(missed.is_empty(), "{} of {}:\n{}", missed.len(), cases.len(), missed.join("\n"));
}

/// Nothing in these texts is replaced at the default level.
#[track_caller]
fn all_stay(cases: &[&str]) {
    let changed: Vec<String> = cases
        .iter()
        .filter_map(|text| {
            let finds = finds_at(text, Level::Personal);
            (!finds.is_empty()).then(|| format!("{text}\n    {finds:?}"))
        })
        .collect();
    assert!(changed.is_empty(), "{} of {}:\n{}", changed.len(), cases.len(), changed.join("\n"));
}

#[test]
fn emails() {
    all_have(
        Kind::Email,
        &[
            ("write to a.lovelace+x@mail.example.co.uk, please", "a.lovelace+x@mail.example.co.uk"),
            ("<ops_2@sub-domain.example.org>", "ops_2@sub-domain.example.org"),
            ("请发邮件至info@example.com.cn谢谢", "info@example.com.cn"),
            ("邮箱：１２３ab＠ｑｑ．ｃｏｍ。", "１２３ab＠ｑｑ．ｃｏｍ"),
            ("see https://example.com/unsubscribe?email=jo@example.net&x=1", "jo@example.net"),
            ("mailto:someone@example.museum.", "someone@example.museum"),
            ("jürgen@münchen.example", "jürgen@münchen.example"),
            ("reach me: jo (at) example (dot) org", "jo (at) example (dot) org"),
            ("jo dot smith at example dot com", "smith at example dot com"),
            ("WRITE TO INFO@EXAMPLE.COM", "INFO@EXAMPLE.COM"),
        ],
    );
    all_stay(&[
        "git clone git@github.com:owner/name.git",
        "npm i react@18.2.0 icon@2x.png lodash@4.17",
        "@anna said 5 @ 3 dollars, meet at example.com",
        "look at docs.example.com or a@b",
    ]);
}

#[test]
fn phones() {
    all_have(
        Kind::Phone,
        &[
            ("call +1 (415) 555-2671 now", "+1 (415) 555-2671"),
            ("+44 20 7946 0958", "+44 20 7946 0958"),
            ("+49 (0)30 901820-15", "+49 (0)30 901820-15"),
            ("+8613800138000", "+8613800138000"),
            ("tel:+33-1-70-18-99-00", "+33-1-70-18-99-00"),
            ("0049 170 1234567", "0049 170 1234567"),
            ("(415) 555-2671", "(415) 555-2671"),
            ("My cell is 415.555.2671.", "415.555.2671"),
            ("415-555-2671 x204", "415-555-2671 x204"),
            ("1-800-555-0199", "1-800-555-0199"),
            ("Phone: 4155552671", "4155552671"),
            ("Ruf mich an: 030 12345678", "030 12345678"),
            ("Tel. 0171/1234567", "0171/1234567"),
            ("appelle le 06 12 34 56 78", "06 12 34 56 78"),
            ("llámame al móvil 612 345 678", "612 345 678"),
            ("020 7946 0958", "020 7946 0958"),
            ("My mobile: 98765 43210", "98765 43210"),
            ("手机13800138000，谢谢", "13800138000"),
            ("138 0013 8000", "138 0013 8000"),
            ("办公室电话：010-62345678转123", "010-62345678转123"),
            ("０１３－８８８８８８８８电话", "０１３－８８８８８８８８"),
            ("ring 555-0134 after six", "555-0134"),
            ("090-1234-5678", "090-1234-5678"),
            ("Both were in Aarhus. Torben Kjær, 33 01 73 20", "33 01 73 20"),
            ("Runner: Pío\nIn case of emergency: 661 45 24 29", "661 45 24 29"),
            ("【驿站通知】包裹已到，取件请带证件，咨询17664533403。", "17664533403"),
            ("会员账号给你：0512-68217695转6087，两个人用。", "0512-68217695转6087"),
        ],
    );
    all_stay(&[
        "坐标：北纬59.949738，东经15.673281，海拔87541米。",
        "快递单号：17664533403，明天送到。",
        "the Chief Justice, 12 34 and the Total Units\n3146730714",
        "order 4155552671 has shipped",
        "订单号 20261125880013 已发货",
        "on 2024-05-06 10:30 and 06.05.2024, 12/31/1999",
        "version 10.0.0 and 1.2.3.4567",
        "ISBN 978-3-16-148410-0",
        "it cost 1,234,567.89 or 1 234 567 or 1.234.567",
        "2019-2024, 1990 2000, pages 1200-1345",
        "commit 0123456 and 12345678",
        "timestamp 1712345678901, 20240506123000",
        "the population is 331002651",
        "3.14159265358979",
        "10000000 x 20000000",
        "p < 0.05, n = 1204311",
        "GB/T 35273-2020",
        "00000000",
    ]);
}

#[test]
fn cards_and_ibans() {
    all_have(
        Kind::Card,
        &[
            ("Visa 4111 1111 1111 1111 exp 12/27", "4111 1111 1111 1111"),
            ("pay with 5555555555554444.", "5555555555554444"),
            ("amex 3782-822463-10005", "3782-822463-10005"),
            ("卡号：6212345678901232", "6212345678901232"),
            ("2223 0031 2200 3222", "2223 0031 2200 3222"),
            ("card number 1234 5678 9012 3456", "1234 5678 9012 3456"),
            ("４１１１　１１１１　１１１１　１１１１", "４１１１　１１１１　１１１１　１１１１"),
        ],
    );
    all_have(
        Kind::Iban,
        &[
            ("IBAN DE89 3704 0044 0532 0130 00 BIC COBADEFFXXX", "DE89 3704 0044 0532 0130 00"),
            ("to GB29NWBK60161331926819, thanks", "GB29NWBK60161331926819"),
            ("iban: fr14 2004 1010 0505 0001 3m02 606 merci", "fr14 2004 1010 0505 0001 3m02 606"),
            ("NL91-ABNA-0417-1643-00", "NL91-ABNA-0417-1643-00"),
            ("账号IBAN：NO9386011117947。", "NO9386011117947"),
        ],
    );
    all_stay(&[
        "order 4111111111111112",
        "订单号 4111111111111111222233",
        "tracking 1234567890123456",
        "ISBN 9783161484100",
        "AB12 3456 7890 1234 5678",
        "sha DE89370400440532013001abcdef",
        "100000000000000000",
    ]);
}

#[test]
fn national_ids() {
    all_have(
        Kind::NationalId,
        &[
            ("my SSN is 536-22-8726", "536-22-8726"),
            ("SSN: 536228726", "536228726"),
            ("social security number 536 22 8726", "536 22 8726"),
            ("身份证号11010519491231002X。", "11010519491231002X"),
            ("身份证号码：110105194912310021", "110105194912310021"),
            ("NI number AB 12 34 56 C and", "AB 12 34 56 C"),
            ("AB123456C", "AB123456C"),
            ("Steuer-ID 86 095 742 719", "86 095 742 719"),
            ("86095742719", "86095742719"),
            ("numéro de sécu 2 55 08 14 168 025 38", "2 55 08 14 168 025 38"),
            ("DNI 12345678Z", "12345678Z"),
            ("NIE X-1234567-L", "X-1234567-L"),
            ("codice fiscale RSSMRA85T10A562S", "RSSMRA85T10A562S"),
            ("Aadhaar 2345 6789 0124", "2345 6789 0124"),
            ("PAN ABCPE1234F", "ABCPE1234F"),
            ("CPF 529.982.247-25", "529.982.247-25"),
            ("passport no. C01X00T47", "C01X00T47"),
            ("护照号：E12345678", "E12345678"),
            ("Driver's license: D1234-56789-01234", "D1234-56789-01234"),
            ("AHV 756.9217.0769.85", "756.9217.0769.85"),
            ("BSN 111222333", "111222333"),
        ],
    );
    all_stay(&[
        "order no. 123-456-7890123",
        "part 12345678A and model X1234567B",
        "passport expires 2027-05-06",
        "202605061230452",
        "12345678901",
        "1234 5678 9012",
        "AA11 22 and AB12345C",
    ]);
}

#[test]
fn network_addresses() {
    all_have(
        Kind::Ip,
        &[
            ("ping 192.168.1.77 failed", "192.168.1.77"),
            ("from 203.0.113.9:8080", "203.0.113.9"),
            ("10.20.0.0/16", "10.20.0.0"),
            ("服务器地址：10.12.3.44，端口22", "10.12.3.44"),
            ("at 2001:db8:85a3::8a2e:370:7334.", "2001:db8:85a3::8a2e:370:7334"),
            ("[fe80::1ff:fe23:4567:890a]:443", "fe80::1ff:fe23:4567:890a"),
            ("IP：2001:0db8:0000:0000:0000:ff00:0042:8329", "2001:0db8:0000:0000:0000:ff00:0042:8329"),
            ("::ffff:203.0.113.9", "::ffff:203.0.113.9"),
        ],
    );
    all_have(
        Kind::Mac,
        &[
            ("MAC:00:1A:2b:3C:4d:5E", "00:1A:2b:3C:4d:5E"),
            ("00-1A-2B-3C-4D-5E", "00-1A-2B-3C-4D-5E"),
            ("001a.2b3c.4d5e", "001a.2b3c.4d5e"),
            ("网卡地址是a4:5e:60:c2:11:09。", "a4:5e:60:c2:11:09"),
        ],
    );
    all_stay(&[
        "127.0.0.1 and 0.0.0.0 and 255.255.255.0 and ::1",
        "version 10.2.30.4 of it, 10.0.0, 1.2.3.4",
        "999.1.1.1 300.300.300.300 1.2.3.4.5.6",
        "std::vec::Vec and a::b and 12:30:45 and x[2::3]",
        "SHA1 de:ad:be:ef:00:01:02:03:04:05",
        "ff:ff:ff:ff:ff:ff",
        "20-24-05-06-10-30",
    ]);
}

/// Written in pieces, so that no scanner takes them for real ones.
fn keys() -> Vec<String> {
    let tail = "9fK2mQ7xT4vB8nL1cW6zR3yH5jD0sG2p";
    [
        "AKIA",
        "ghp_",
        "github_pat_",
        "glpat-",
        "sk-",
        "sk-proj-",
        "sk-ant-api03-",
        "sk_live_",
        "xoxb-",
        "AIza",
        "hf_",
        "npm_",
        "GOCSPX-",
        "LTAI",
    ]
    .iter()
    .map(|prefix| match *prefix {
        "AKIA" => format!("{prefix}{}", tail[..16].to_uppercase()),
        _ => format!("{prefix}{tail}{}", &tail[..6]),
    })
    .collect()
}

#[test]
fn keys_of_known_forms() {
    for key in keys() {
        for (before, after) in [("", ""), ("use ", " here"), ("密钥", "。"), ("KEY=\"", "\""), ("(", ")"), ("`", "`")]
        {
            let text = format!("{before}{key}{after}");
            assert_eq!(finds_at(&text, Level::Contacts), [(Kind::ApiKey, key.clone())], "{text}");
        }
    }
    let jwt =
        format!("eyJ{}.eyJ{}.{}", "hbGciOiJIUzI1NiJ9", "zdWIiOiIxMjM0NTY3ODkwIn0", "dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P");
    assert_eq!(finds_at(&format!("token {jwt}."), Level::Contacts), [(Kind::ApiKey, jwt.clone())]);
    assert_eq!(finds_at(&format!("Authorization: Bearer {jwt}"), Level::Contacts), [(Kind::ApiKey, jwt)]);
    let pem = format!("-----BEGIN RSA {0} KEY-----\nMIIEow+/IBAAKCAQ==\nAbC\n-----END RSA {0} KEY-----", "PRIVATE");
    assert_eq!(finds_at(&format!("here:\n{pem}\nend"), Level::Contacts), [(Kind::ApiKey, pem)]);
}

#[test]
fn keys_and_passwords_by_name() {
    all_have(
        Kind::ApiKey,
        &[
            ("password: hunter2!", "hunter2!"),
            ("Password = Tr0ub4dor&3", "Tr0ub4dor&3"),
            ("the password is S3cure-Pass", "S3cure-Pass"),
            ("passwd: \"correct horse battery\"", "correct horse battery"),
            ("API_KEY=9fK2mQ7xT4vB8nL1", "9fK2mQ7xT4vB8nL1"),
            ("\"client_secret\": \"9f-K2mQ7xT4vB8nL1\",", "9f-K2mQ7xT4vB8nL1"),
            ("export DB_PASSWORD='p@55w0rd'", "p@55w0rd"),
            ("密码：Qwer!88，请勿外传", "Qwer!88"),
            ("数据库密码是abc@2024", "abc@2024"),
            ("登录密码为 Zx9kLm", "Zx9kLm"),
            ("access token: 7f3a9c2e5b8d1f4a6c0e", "7f3a9c2e5b8d1f4a6c0e"),
            ("Authorization: Basic dXNlcjpwYXNzd29yZDE=", "dXNlcjpwYXNzd29yZDE="),
            ("**Password:** blue-otter-77", "blue-otter-77"),
            ("PIN: 4821", "4821"),
            ("network Falcon, password Sunflower!9", "Sunflower!9"),
            ("Password: moon&Velvet", "moon&Velvet"),
            ("Password (all lower case): otter-lamp-7", "otter-lamp-7"),
            ("初始密码7fk20418，请尽快修改", "7fk20418"),
            ("后台 admin / Ruyi#2020", "Ruyi#2020"),
            ("a: what's the wifi password?\nb: pear#2231\n", "pear#2231"),
            ("SSID Attic / key purple lantern 12 / channel 6", "purple lantern 12"),
            ("I changed the alarm login, it's now Xk4QbT-9LmZq2", "Xk4QbT-9LmZq2"),
            ("mysql -uroot -p40918273 -h db shop", "40918273"),
            ("sshpass -p 'Gannet77*' ssh pi@host", "Gannet77*"),
            ("psk=\"88120045\"", "88120045"),
            // A head without its block, and a key that begins as a public one does.
            ("-----BEGIN CERTIFICATE-----\nwas missing. mT7xQ2vLp9ZrK4wB", "mT7xQ2vLp9ZrK4wB"),
            ("fcm AAAAk9Zp2Qx7vLmT4rWb8sYd", "AAAAk9Zp2Qx7vLmT4rWb8sYd"),
            ("we changed the password to bluebird77 yesterday", "bluebird77"),
            ("use bluebird77 as the password", "bluebird77"),
            ("密码统一改成了abc123", "abc123"),
            ("Username\nben\nPassword\nbluebird-77\n", "bluebird-77"),
            ("they were sent mT7xQ2vLp9ZrK4wB and nothing else", "mT7xQ2vLp9ZrK4wB"),
        ],
    );
    all_stay(&[
        "password: required",
        "The password is wrong and the key is under the mat.",
        "Password: ********",
        "token = get_token()",
        "password = os.environ[\"PW\"]",
        "api_key: YOUR_API_KEY",
        "secret: ${SECRET}",
        "密码错误，请重新输入密码。",
        "密码是什么",
        "the key is important: keys open doors",
        "commit 3f786850e387550fdab836ed7e6dc881de23001b",
        "id 550e8400-e29b-41d4-a716-446655440000",
        "a bearer of news, basic authentication",
        "token: CancellationToken, password: &str, key: row.get(0)?",
        "pinned: true, pin_run: 4821",
        "the password has to be at least 12 characters long, changed on the 3rd and used with TLS1.2",
        "密码长度为8位以上，每90天更换一次",
        "the login page of Office365 on an iPhone15 or a MacBookPro16",
        "utf8ToUtf16Index and sha256OfFile2 are functions",
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA0IuUXdmHpzAIz7cMOTzEOff\n-----END PUBLIC KEY-----",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAImjnsluOGxrtBiqK1ZJktUuITpf7c2GVSy99qkNf",
        "\"integrity\": \"sha512-im6cdkRKJtRJ2dfZ65qGSLFSL86zfaxs2xvvPv2vRlO1akKTdkyKp4iBSOG==\"",
        "an image: data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAA",
        "sk-learn and task-management-system-overview",
    ]);
}

#[test]
fn secrets_in_urls() {
    all_have(
        Kind::UrlSecret,
        &[
            ("postgres://app:s3cr3t@db.example.com:5432/x", "s3cr3t"),
            ("https://bob:hunter2@example.com/", "hunter2"),
            ("https://example.com/a?id=7&token=abc123def", "abc123def"),
            ("https://example.com/a?api_key=9fK2mQ7x&v=2", "9fK2mQ7x"),
            ("https://x.blob.example.net/c?sv=2024&sig=aB%2Bcd%3D", "aB%2Bcd%3D"),
            ("https://example.com/cb#access_token=zzTop99&x=1", "zzTop99"),
            ("看这里：https://example.com/s?key=K9s8d7f6，谢谢", "K9s8d7f6"),
            ("https://news.example.com/u?k=q7VOg4c2kkX5", "q7VOg4c2kkX5"),
        ],
    );
    all_stay(&[
        "https://example.com/token/about?page=2&sort=key",
        "https://example.com/?token=",
        "https://example.com:8080/a@b",
        "https://example.com/?key={KEY}",
    ]);
}

#[test]
fn addresses() {
    all_have(
        Kind::Address,
        &[
            (
                "I live at 1600 Pennsylvania Avenue NW, Washington, DC 20500.",
                "1600 Pennsylvania Avenue NW, Washington, DC 20500",
            ),
            ("send it to 221B Baker Street, London NW1 6XE", "221B Baker Street, London NW1 6XE"),
            ("at 350 5th Ave, Apt 4B on Monday", "350 5th Ave, Apt 4B"),
            ("Flat 3, 12 High Street, Oxford OX1 4AB", "Flat 3, 12 High Street, Oxford OX1 4AB"),
            ("P.O. Box 1234", "P.O. Box 1234"),
            ("Er wohnt in der Hauptstraße 12a, 10115 Berlin.", "Hauptstraße 12a, 10115 Berlin"),
            ("Lindenallee 7", "Lindenallee 7"),
            ("au 12 bis rue de la Paix, 75002 Paris", "12 bis rue de la Paix, 75002 Paris"),
            ("Calle de Alcalá 45, 28014 Madrid", "Calle de Alcalá 45, 28014 Madrid"),
            ("Via Roma 12, 00184 Roma", "Via Roma 12, 00184 Roma"),
            ("Keizersgracht 123, 1015 Amsterdam", "Keizersgracht 123, 1015 Amsterdam"),
            ("地址：北京市朝阳区建国路88号3号楼1502室", "北京市朝阳区建国路88号3号楼1502室"),
            ("我住在上海市浦东新区世纪大道100号。", "上海市浦东新区世纪大道100号"),
            ("寄到广东省深圳市南山区科技园路5号A座1203室，谢谢", "广东省深圳市南山区科技园路5号A座1203室"),
            ("家住阳光花园3栋2单元501室", "阳光花园3栋2单元501室"),
            ("地址：广州市天河区体育西路。", "广州市天河区体育西路"),
            (
                "Home address: Plot 22, Sector 5, Rohini, New Delhi 110085",
                "Plot 22, Sector 5, Rohini, New Delhi 110085",
            ),
            ("vive en la calle Mayor 23, 3º B, 28013 Madrid", "calle Mayor 23, 3º B, 28013 Madrid"),
            ("Am Alten Markt 14, 50667 Köln. Danke", "Am Alten Markt 14, 50667 Köln"),
        ],
    );
    all_stay(&[
        "We sold 12 units on the street.",
        "Chapter 5 Road to Victory",
        "In 2024 the way was long.",
        "我们走在路上，遇到3个人。",
        "第3号提案，共5层",
        "the Wall Street Journal",
        "We address 3 issues here. The address is unknown.",
    ]);
}

#[test]
fn names() {
    all_have(
        Kind::Name,
        &[
            ("I spoke with Mr. Hargreaves yesterday.", "Hargreaves"),
            ("Please ask Dr. Elizabeth van der Berg about it.", "Elizabeth van der Berg"),
            ("Dear Priya,\n\nthe report is ready.", "Priya"),
            ("hi tomasz,\nsee below", "tomasz"),
            ("The report is done.\n\nBest regards,\nJonathan Whitfield", "Jonathan Whitfield"),
            ("See you there.\nThanks, Fiona", "Fiona"),
            ("my name is oluwaseun and I live here", "oluwaseun"),
            ("Hello, my name is Xqeri Blomq.", "Xqeri Blomq"),
            ("Then Sarah O'Connor left.", "Sarah O'Connor"),
            ("We met Jean-Luc Moreau in the lobby.", "Jean-Luc Moreau"),
            ("Zhang Wei joined the call.", "Zhang Wei"),
            ("Full name: Blaxo Trent", "Blaxo Trent"),
            ("Mit freundlichen Grüßen\nKlaus Dieter Wagenknecht", "Klaus Dieter Wagenknecht"),
            ("Sehr geehrte Frau Schneider,\nvielen Dank.", "Schneider"),
            ("Je m'appelle Amélie Dubois.", "Amélie Dubois"),
            ("我叫张伟，来自北京。", "张伟"),
            ("请联系王小明先生", "王小明"),
            ("感谢李娜老师的帮助", "李娜"),
            ("联系人：欧阳修", "欧阳修"),
            ("尊敬的陈建国：\n您好！", "陈建国"),
            ("会议改到周五。\n\n此致\n敬礼\n刘洋", "刘洋"),
            ("王总说下周再议", "王"),
            ("收件人：赵敏", "赵敏"),
            ("张建国负责这个项目", "张建国"),
            ("昨天赵敏给我打电话", "赵敏"),
            ("Then Adaobi Okonkwo resigned.", "Adaobi Okonkwo"),
            ("we asked María López García about it", "María López García"),
            ("give Joe's book back", "Joe"),
        ],
    );
    all_stay(&[
        "The Grace Period ends on May 5. Will it be fine?",
        "Stanford University and the Martin Luther Foundation Award",
        "Dear all,\nDear Sir or Madam,\nHi team,",
        "Best Western is a hotel. Thanks for the help!",
        "Note: this is fine.\nSummary: it works.\nNext Steps: none",
        "From: Berlin\nTo: Paris",
        "We went to Paris in April and to Sydney in June.",
        "London, New York and Hong Kong",
        "项目总结：方案已完成，时间安排如下。",
        "高兴见到大家，于是我们开始工作。",
        "感谢您的支持，请联系客服。",
        "任务清单总数为三，经费总额不变。",
        "周一天气很好，我们主张建立新的制度，扩张强度很大。",
        "John F. Kennedy Airport and the Morgan Library",
        "LoRA, Vec and name: String",
    ]);
}

#[test]
fn a_name_found_once_is_found_everywhere() {
    let text = "My name is Brixa Voldan. Later Brixa said that Voldan is rare.";
    let redaction = Redaction::of(text, &Options::default());
    assert_eq!(redaction.text(), "My name is [NAME_1]. Later [NAME_2] said that [NAME_3] is rare.");
    let both = Redaction::of_all(&["tell Brixa to come", text], &Options::default());
    assert_eq!(both.texts()[0], "tell [NAME_1] to come");
    assert_eq!(both.replaced()[0].part, 0);
    let chinese = Redaction::of("我叫张伟强。大家都喜欢张伟强这个人。", &Options::default());
    assert_eq!(chinese.text(), "我叫[NAME_1]。大家都喜欢[NAME_1]这个人。");
}

#[test]
fn levels_and_own_words() {
    let text = "Anna Lindqvist of 12 High Street, Oxford OX1 4AB, anna@example.com; Project Bluebird, bluebirds.";
    let own =
        |level| Options { level, custom: vec!["BLUEBIRD".into(), "  ".into()], language: Some(Language::ENGLISH) };
    let redacted = |level| Redaction::of(text, &own(level)).text().to_owned();
    assert_eq!(
        redacted(Level::Contacts),
        "Anna Lindqvist of 12 High Street, Oxford OX1 4AB, [EMAIL_1]; Project [TERM_1], bluebirds."
    );
    assert_eq!(redacted(Level::Personal), "[NAME_1] of [ADDRESS_1], [EMAIL_1]; Project [TERM_1], bluebirds.");
    assert_eq!(finds_at("see 4155552671", Level::Personal), []);
    assert_eq!(finds_at("see 4155552671", Level::Everything).len(), 1);
    assert_eq!(Level::default(), Level::Personal);
    assert_eq!(serde_json::to_value(Level::Everything).unwrap(), "everything");
    for kind in Kind::ALL {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.word());
    }
}

#[test]
fn placeholders_are_told_from_the_text() {
    let text = "[EMAIL_1] is a@example.com, b@example.com and a@example.com again";
    let redaction = Redaction::of(text, &Options::default());
    assert_eq!(redaction.text(), "[EMAIL_1] is [X_EMAIL_1], [X_EMAIL_2] and [X_EMAIL_1] again");
    assert_eq!(redaction.restore("[x_email_2]").text, "b@example.com");
    let text = "EMAIL_3 [X EMAIL 9] x7 a@example.com";
    assert_eq!(Redaction::of(text, &Options::default()).text(), "EMAIL_3 [X EMAIL 9] x7 [X8_EMAIL_1]");
    let replaced = Redaction::of("é a@example.com", &Options::default()).replaced().to_vec();
    assert_eq!(replaced[0].range, 3..16);
    assert_eq!(Redaction::of("", &Options::default()).text(), "");
    assert_eq!(Redaction::of_all(&[], &Options::default()).texts().len(), 0);
}
