//! Texts that look like configurations, and are damaged.

use std::sync::LazyLock;

use proptest::prelude::*;

use crate::fixtures;

/// Part of every secret that [`line_with_secret`] makes; no other text holds it.
pub(crate) const MARKER: &str = "Zq9#x";

/// Lines of the kind that no fixture has: cut off, empty operands, numbers out of range.
const ODD_LINES: &[&str] = &[
    "crypto map",
    "crypto map M",
    "crypto map M 99999999999999999999 ipsec-isakmp",
    "crypto map M 10 match address",
    "crypto map M 10 set peer",
    "crypto map M 10 set peer 999.1.1.1 default",
    "crypto map M interface",
    "crypto ipsec transform-set",
    "crypto isakmp key",
    "crypto isakmp key 6 address",
    "crypto isakmp policy 0",
    "crypto ikev2 proposal",
    " encryption aes-cbc-999",
    " group 0 99999",
    " lifetime -1",
    "tunnel-group",
    "tunnel-group 192.0.2.1 ipsec-attributes",
    " ikev1 pre-shared-key",
    "access-list A extended permit ip",
    "access-list A extended permit ip host",
    "ip access-list extended",
    " permit ip 10.0.0.0 255.0.255.0 any",
    "ip address 10.0.0.1 300.0.0.0",
    "interface",
    "interface Tunnel",
    " tunnel protection ipsec profile",
    "crypto keyring",
    "  pre-shared-key address key",
    "end",
    ": end",
    "ASA Version",
    "version",
    "set network ike",
    "set network ike gateway",
    "set network ike gateway \"",
    "set network tunnel ipsec t auto-key proxy-id p local",
    "set",
    "{",
    "}",
    "};",
    "config {",
    "<config>",
    "<entry",
    "<entry name=\"a",
    "</entry>",
    "<key>",
    "<![CDATA[",
    "<!--",
    "&#0;",
    "<--- More --->",
    "\t",
    "banner motd ^C",
    "^C",
    "object network",
    " subnet 10.0.0.0",
    "é ü 漢字",
    "'",
    "\"",
];

/// Words to put in the place of others.
const WORDS: &[&str] = &[
    "0",
    "65535",
    "18446744073709551616",
    "255.255.255.255",
    "0.0.0.0",
    "::",
    "fe80::1/129",
    "10.0.0.0/33",
    "\"",
    "{",
    "é",
    "any",
    "host",
    "address",
    "key",
    "no",
    "-",
    "*",
    "漢",
    "aes-256",
    "group",
    "md5",
];

/// Where a secret stands: `{}` is its place.
const SECRET_LINES: &[&str] = &[
    "crypto isakmp key {} address 192.0.2.1",
    "crypto isakmp key 0 {} hostname hq.example",
    "isakmp key {} address 192.0.2.1",
    "  pre-shared-key address 192.0.2.1 255.255.255.0 key 6 {}",
    "  pre-shared-key local {}",
    "\tpre-shared-key {}",
    " ikev1 pre-shared-key {}",
    " ikev2 remote-authentication pre-shared-key 8 {}",
    " authentication remote pre-share key 0 {}",
    " set aggressive-mode password {}",
    " key 7 {}",
    "enable secret 9 {}",
    "username bob privilege 15 password 0 {}",
    "snmp-server community {} RO",
    "snmp-server host 192.0.2.9 version 2c {}",
    "snmp-server user b g v3 auth sha {} priv aes 128 {}",
    "tacacs-server key {}",
    "radius-server host 192.0.2.9 key {}",
    " ip ospf message-digest-key 1 md5 {}",
    " neighbor 192.0.2.9 password {}",
    " ip nhrp authentication {}",
    " standby 1 authentication md5 key-string {}",
    " ppp chap password {}",
    "ntp authentication-key 1 md5 {}",
    "failover key {}",
    " ldap-login-password {}",
    "set network ike gateway g authentication pre-shared-key key {}",
    "set network ike gateway g authentication pre-shared-key key \"two {} words\"",
    "set mgt-config users a phash {}",
    "<key>{}</key>",
    "<entry><password>{}</password></entry>",
    "psk: \"{}\"",
    "  secret = {}",
    ": PSK \"{}\"",
    "{\"PreSharedKey\": \"{}\"}",
    "ftp://bob:{}@192.0.2.9/x",
];

/// Ways to write a key in a file of its own, each line with a key in turn: `{}` is its place.
const KEYED: &[&str] = &[
    "tunnel-group 198.51.100.20 ipsec-attributes\n ikev1 pre-shared-key {}\n",
    "tunnel-group 198.51.100.20 ipsec-attributes\n pre-shared-key {}\n",
    "tunnel-group 198.51.100.20 ipsec-attributes\n key {}\n",
    "tunnel-group 198.51.100.20 ipsec-attributes\npre-shared-key {}\n",
    "tunnel-group 198.51.100.20 ipsec-attributes\n ikev2 local-authentication pre-shared-key {}\n",
    "tunnel-group 198.51.100.20 ipsec-attributes\n ikev2 remote-authentication pre-shared-key hex {}\n",
    "isakmp key {} address 198.51.100.20 netmask 255.255.255.255\n",
    "crypto isakmp key {} address 198.51.100.20\n",
    "crypto isakmp key 6 {} hostname hq.example\n",
    "crypto keyring KR\n  pre-shared-key address 198.51.100.20 key {}\n",
    "crypto keyring KR\n  pre-shared-key hostname hq.example key 7 {}\n",
    "crypto ikev2 keyring KR\n peer P\n  address 198.51.100.20\n  pre-shared-key {}\n",
    "crypto ikev2 keyring KR\n peer P\n  address 198.51.100.20\n  pre-shared-key local 7 {}\n",
    "crypto ikev2 profile P\n authentication remote pre-share key {}\n",
    "crypto isakmp peer address 198.51.100.20\n set aggressive-mode password {}\n",
    "crypto map M 10 ipsec-manual\n set session-key inbound esp 256 cipher {}\n",
    "crypto isakmp client configuration group G\n key {}\n",
    "set network ike gateway G authentication pre-shared-key key {}\n",
    "set network tunnel ipsec T manual-key esp authentication sha1 key {}\n",
    "network {\n ike {\n  gateway {\n   G {\n    authentication {\n     pre-shared-key {\n      key {};\n     }\n    }\n   }\n  }\n }\n}\n",
    "<gateway><entry name=\"G\"><authentication><pre-shared-key>\n <key>{}</key>\n</pre-shared-key></authentication></entry>",
    "secrets {\n ike-1 {\n  id = 198.51.100.20\n  secret = {}\n }\n}\n",
    "secrets {\n ike-1 {\n  secret = \"{}\"\n  id-2 = hq.example\n }\n}\n",
];

static TEXTS: LazyLock<Vec<String>> =
    LazyLock::new(|| fixtures::configurations().iter().map(|path| fixtures::read(path).1).collect());

static LINES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let texts = TEXTS.iter().filter(|text| !fixtures::holds_prompts(text));
    let mut lines: Vec<String> = texts.flat_map(|text| text.lines()).map(str::to_owned).collect();
    lines.sort();
    lines.dedup();
    lines.extend(ODD_LINES.iter().map(|line| (*line).to_owned()));
    lines
});

/// Lines drawn from all fixtures in any order, some of them cut, mangled or joined.
pub(crate) fn shuffled() -> impl Strategy<Value = String> {
    let line = (any::<prop::sample::Index>(), damage())
        .prop_map(|(index, damage)| damage.apply(&LINES[index.index(LINES.len())]));
    let ends = prop::sample::select(&["\n", "\n", "\n", "\r\n", "\r\r\n", "\n\n"][..]);
    (prop::collection::vec(line, 0..40), ends).prop_map(|(lines, end)| lines.join(end))
}

/// Two neighbours among the fixtures, mostly the two ends of one case, with a few lines damaged.
pub(crate) fn damaged_pair() -> impl Strategy<Value = [String; 2]> {
    let damages = || prop::collection::vec((any::<prop::sample::Index>(), damage()), 0..6);
    (any::<prop::sample::Index>(), damages(), damages()).prop_map(|(index, a, b)| {
        let at = index.index(TEXTS.len() / 2) * 2;
        [damage_lines(&TEXTS[at], &a), damage_lines(&TEXTS[at + 1], &b)]
    })
}

fn damage_lines(text: &str, damages: &[(prop::sample::Index, Damage)]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for (place, damage) in damages.iter().filter(|_| !text.is_empty()) {
        let at = place.index(lines.len());
        lines[at] = damage.apply(&lines[at]);
    }
    lines.join("\n")
}

/// A line, and the secret in it, which holds [`MARKER`].
pub(crate) fn line_with_secret() -> impl Strategy<Value = (String, String)> {
    let padding = "[A-Za-z0-9!$%(-/:=?@^~é]{0,8}";
    let secret = (padding, padding).prop_map(|(a, b)| format!("{a}{MARKER}{b}"));
    let blanks = prop::sample::select(&["", " ", "  ", "\t"][..]);
    (prop::sample::select(SECRET_LINES), secret, blanks, any::<bool>()).prop_map(|(line, secret, blanks, upper)| {
        let line = if upper && !line.contains("Pre") { line.to_ascii_uppercase() } else { line.to_owned() };
        (format!("{blanks}{}{blanks}", line.replace("{}", &secret)), secret)
    })
}

/// A file with a key, in which one keyword on the line of the key holds a slip of the pen, and the key, which holds [`MARKER`].
pub(crate) fn misspelt_key() -> impl Strategy<Value = (String, String)> {
    let key = "[A-Za-z0-9]{0,6}".prop_map(|head| format!("{head}{MARKER}"));
    let place = any::<prop::sample::Index>;
    (prop::sample::select(KEYED), key, place(), place(), 0..3_u8).prop_map(|(form, key, word, letter, slip)| {
        let at = form.find("{}").unwrap();
        let line = form[..at].rfind('\n').map_or(0, |at| at + 1);
        let is_letter = |at: &usize| form.as_bytes()[*at].is_ascii_alphabetic();
        // Where a keyword begins, and how far it goes.
        let starts: Vec<usize> =
            (line..at).filter(|at| is_letter(at) && !(*at > line && is_part(form, at - 1))).collect();
        let start = starts[word.index(starts.len())];
        let length = (start..at).take_while(|at| is_part(form, *at)).count();
        let mut keyword: Vec<char> = form[start..start + length].chars().collect();
        let letter = letter.index(length);
        match slip {
            0 if length > 1 => keyword.swap(letter.min(length - 2), letter.min(length - 2) + 1),
            1 if length > 2 => drop(keyword.remove(letter)),
            _ => keyword.insert(letter, keyword[letter]),
        }
        let keyword: String = keyword.into_iter().collect();
        let text = format!("{}{keyword}{}", &form[..start], &form[start + length..]);
        (text.replace("{}", &key), key)
    })
}

fn is_part(text: &str, at: usize) -> bool {
    text.as_bytes()[at].is_ascii_alphanumeric() || text.as_bytes()[at] == b'-'
}

/// What happens to a line.
#[derive(Clone, Debug)]
enum Damage {
    None,
    Cut(prop::sample::Index),
    Replace(prop::sample::Index, &'static str),
    Drop(prop::sample::Index),
    Outdent,
    Indent,
}

fn damage() -> impl Strategy<Value = Damage> {
    let place = any::<prop::sample::Index>;
    prop_oneof![
        6 => Just(Damage::None),
        1 => place().prop_map(Damage::Cut),
        2 => (place(), prop::sample::select(WORDS)).prop_map(|(place, word)| Damage::Replace(place, word)),
        1 => place().prop_map(Damage::Drop),
        1 => Just(Damage::Outdent),
        1 => Just(Damage::Indent),
    ]
}

impl Damage {
    fn apply(&self, line: &str) -> String {
        match self {
            Self::None => line.to_owned(),
            Self::Cut(place) => line.chars().take(place.index(line.chars().count() + 1)).collect(),
            Self::Replace(place, word) => edit(line, place, Some(word)),
            Self::Drop(place) => edit(line, place, None),
            Self::Outdent => line.trim_start().to_owned(),
            Self::Indent => format!("   {line}"),
        }
    }
}

/// Replaces or removes one word of a line; its indentation stays.
fn edit(line: &str, place: &prop::sample::Index, word: Option<&str>) -> String {
    let indent = &line[..line.len() - line.trim_start().len()];
    let mut words: Vec<&str> = line.split_whitespace().collect();
    if words.is_empty() {
        return line.to_owned();
    }
    let at = place.index(words.len());
    match word {
        Some(word) => words[at] = word,
        None => drop(words.remove(at)),
    }
    format!("{indent}{}", words.join(" "))
}
