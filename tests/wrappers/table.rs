//! The ways in which a configuration arrives.

/// A text in its wrapping, and what that did to the places.
pub(super) struct Wrapped {
    pub(super) bytes: Vec<u8>,
    /// The line in the wrapping for each line of the text, both counted from 0.
    pub(super) lines: Vec<usize>,
    /// How far each line is moved to the right.
    pub(super) shift: Vec<usize>,
    /// Whether columns can be compared: blanks at the front are the wrapping's to change.
    pub(super) has_columns: bool,
}

pub(super) type Wrapper = fn(&str) -> Option<Wrapped>;

/// Wraps each line by `line`, and all of them in `before` and `after`.
fn wrapped(text: &str, before: &str, after: &str, mut line: impl FnMut(usize, &str) -> (String, usize)) -> Wrapped {
    let mut out = before.to_owned();
    let (mut lines, mut shift) = (Vec::new(), Vec::new());
    for (number, content) in text.lines().enumerate() {
        let (content, moved) = line(number, content);
        // A wrapped line may bring lines of its own before it.
        out.push_str(&content);
        lines.push(out.matches('\n').count());
        shift.push(moved);
        out.push('\n');
    }
    out.push_str(after);
    Wrapped { bytes: out.into_bytes(), lines, shift, has_columns: true }
}

fn plain(text: &str, before: &str, after: &str) -> Wrapped {
    wrapped(text, before, after, |_, line| (line.to_owned(), 0))
}

pub(super) fn is_commands(text: &str) -> bool {
    !is_markup(text) && !text.contains("set network") && !is_swanctl(text)
}

fn is_markup(text: &str) -> bool {
    text.trim_start().starts_with('<')
}

fn is_set(text: &str) -> bool {
    text.contains("set network ")
}

const BACKSPACES: &str = "\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}";
const BLANKS: &str = "         ";

/// The first column of a line that has come behind a prompt of `length` that is still in the file.
fn behind(length: usize, number: usize, line: &str, prompt: &str) -> (String, usize) {
    if number % 7 == 6 { (format!("{prompt}{line}"), length) } else { (line.to_owned(), 0) }
}

fn with_encoding(text: &str, mark: &[u8], unit: fn(u16) -> [u8; 2]) -> Wrapped {
    let bytes = mark.iter().copied().chain(text.encode_utf16().flat_map(unit)).collect();
    Wrapped { bytes, ..plain(text, "", "") }
}

fn is_asa(text: &str) -> bool {
    text.starts_with(": Saved")
}

fn is_ios(text: &str) -> bool {
    is_commands(text) && !is_asa(text)
}

fn is_swanctl(text: &str) -> bool {
    text.contains("connections {")
}

/// Lines that would be part of a VPN if they were commands.
const LURES: &str = "crypto map X 10 set peer 192.0.2.200\ncrypto isakmp key x address 192.0.2.202\ncrypto map X 10 \
                     ipsec-isakmp\n set peer 192.0.2.203\n set pfs group5\n";

/// What `show running-config all` shows beside the values that findings point at, before a tunnel's own lines.
const ASA_DEFAULTS: &str = "\
crypto ipsec security-association replay window-size 64
crypto ipsec security-association pmtu-aging infinite
crypto ipsec fragmentation before-encryption outside
crypto ipsec df-bit copy-df outside
no crypto isakmp disconnect-notify
group-policy DfltGrpPolicy internal
group-policy DfltGrpPolicy attributes
 banner none
 wins-server none
 vpn-idle-timeout 30
 vpn-session-timeout none
 vpn-filter none
 re-xauth disable
 pfs disable
 ipsec-udp disable
 ipsec-udp-port 10000
tunnel-group DefaultL2LGroup type ipsec-l2l
tunnel-group DefaultL2LGroup general-attributes
 no accounting-server-group
 default-group-policy DfltGrpPolicy
tunnel-group DefaultL2LGroup ipsec-attributes
 no pre-shared-key
 peer-id-validate req
 no chain
 no trust-point
 isakmp keepalive threshold 10 retry 2
tunnel-group DefaultRAGroup type remote-access
tunnel-group DefaultRAGroup ipsec-attributes
 no pre-shared-key
 isakmp keepalive threshold 300 retry 2
tunnel-group DefaultWEBVPNGroup type webvpn
";

/// The same of a router.
const IOS_DEFAULTS: &str = "\
crypto ipsec security-association replay window-size 64
crypto ipsec df-bit copy
no crypto isakmp aggressive-mode disable
crypto isakmp identity address
crypto isakmp nat keepalive 0
";

/// Banners of every kind, between every kind of delimiter.
fn ios_banners() -> String {
    const KINDS: [&str; 7] =
        ["banner motd", "banner exec", "banner login", "banner incoming", "banner slip-ppp", "ban mot", "banner"];
    const DELIMITERS: [&str; 11] = ["^C", "\u{3}", "#", "~", "$", "%", "|", "@", "\"", "=", "Z"];
    let banner = |(number, mark): (usize, &&str)| {
        let kind = KINDS[number % KINDS.len()];
        // The text begins with its delimiter, or on the next line, and ends with it, or before.
        let first = if number % 2 == 0 { "crypto map X 10\n" } else { "\n" };
        let last = if number % 3 == 0 { "" } else { " of the banner " };
        format!("{kind} {mark}{first}{LURES}{last}{mark}\n")
    };
    let several: String = DELIMITERS.iter().enumerate().map(banner).collect();
    format!("{several}banner motd #crypto map X 20#\nbanner prompt-timeout ^Ccrypto map X 30 ^C\n")
}

pub(super) const WRAPPERS: &[(&str, Wrapper)] = &[
    ("CRLF", |text| Some(wrapped(text, "", "", |_, line| (format!("{line}\r"), 0)))),
    ("CR CR LF", |text| Some(wrapped(text, "", "", |_, line| (format!("{line}\r\r"), 0)))),
    ("byte order mark", |text| {
        let plain = plain(text, "", "");
        Some(Wrapped { bytes: [b"\xEF\xBB\xBF", plain.bytes.as_slice()].concat(), ..plain })
    }),
    ("UTF-16, little end first", |text| Some(with_encoding(text, b"\xFF\xFE", u16::to_le_bytes))),
    ("UTF-16, big end first", |text| Some(with_encoding(text, b"\xFE\xFF", u16::to_be_bytes))),
    ("UTF-16 without a mark", |text| Some(with_encoding(text, b"", u16::to_le_bytes))),
    ("old line ends", |text| {
        let plain = plain(text, "", "");
        let bytes = plain.bytes.iter().map(|byte| if *byte == b'\n' { b'\r' } else { *byte }).collect();
        Some(Wrapped { bytes, ..plain })
    }),
    ("Latin-1", |text| {
        let mut latin = plain(text, if is_markup(text) { "" } else { "# caf?\n" }, "");
        latin.bytes.iter_mut().filter(|byte| **byte == b'?').for_each(|byte| *byte = 0xE9);
        Some(latin)
    }),
    ("no indentation", |text| {
        let flat = |_, line: &str| (line.trim_start().to_owned(), 0);
        is_commands(text).then(|| Wrapped { has_columns: false, ..wrapped(text, "", "", flat) })
    }),
    ("tabs", |text| {
        let tabs = |_, line: &str| {
            let content = line.trim_start();
            (format!("{}{content}", if content.len() < line.len() { "\t" } else { "" }), 0)
        };
        (!is_markup(text)).then(|| Wrapped { has_columns: false, ..wrapped(text, "", "", tabs) })
    }),
    ("wide blanks", |text| {
        let wide = |_, line: &str| (line.replace("crypto ", "crypto\u{a0}"), 0);
        is_commands(text).then(|| wrapped(text, "", "", wide))
    }),
    ("a pager that wipes its prompt", |text| {
        let prompt = format!(" --More-- {BACKSPACES}{BLANKS}{BACKSPACES}");
        let length = prompt.chars().count();
        // The wiped prompt leaves the blank before it where the line is not indented.
        let line = |number: usize, line: &str| {
            if line.starts_with(' ') { behind(length, number, line, &prompt) } else { (line.to_owned(), 0) }
        };
        is_commands(text).then(|| wrapped(text, "", "", line))
    }),
    ("a pager that returns", |text| {
        let prompt = "<--- More --->\r              \r";
        let length = prompt.chars().count();
        is_commands(text).then(|| wrapped(text, "", "", |number, line| behind(length, number, line, prompt)))
    }),
    ("a pager that erases its prompt", |text| {
        let prompt = "\u{1b}[7m--More--\u{1b}[27m\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{1b}[K";
        let length = prompt.chars().count();
        is_commands(text).then(|| wrapped(text, "", "", |number, line| behind(length, number, line, prompt)))
    }),
    ("a pager that leaves its prompt on a line", |text| {
        let line = |number: usize, line: &str| {
            let prompt = if number % 7 == 6 { "<--- More --->\n" } else { "" };
            (format!("{prompt}{line}"), 0)
        };
        is_commands(text).then(|| wrapped(text, "", "", line))
    }),
    ("less", |text| {
        let prompt = "\u{1b}[7mlines 1-23 \u{1b}[27m\u{1b}[K\r\u{1b}[K";
        let length = prompt.chars().count();
        is_set(text).then(|| wrapped(text, "", "", |number, line| behind(length, number, line, prompt)))
    }),
    ("less, its prompts left on lines", |text| {
        let line = |number: usize, line: &str| {
            let prompt = if number % 7 == 6 { format!("lines {}-{number}\n", number - 6) } else { String::new() };
            (format!("{prompt}{line}"), 0)
        };
        is_set(text).then(|| wrapped(text, "", "lines 70-80/80 (END)\nadmin@pa> ", line))
    }),
    ("the log of a terminal", |text| {
        let before = "=~=~=~=~=~= PuTTY log 2024.01.01 10:00:00 =~=~=~=~=~=\nlogin as: admin\nhq> enable\nPassword:\nhq# show \
                      version\ncrypto map X 10 set peer 192.0.2.200\nhq# show running-config\n";
        let after = "\nhq# show crypto map\ncrypto map X 10 set peer 192.0.2.201\naccess-list X extended permit ip any any\n\
                     hq# exit\n";
        is_commands(text).then(|| plain(text, before, after))
    }),
    ("a configuration file that is paged", |text| {
        is_commands(text)
            .then(|| plain(text, "fw/act/pri# more system:running-config\nCryptochecksum: 1 2\n", "fw/act/pri#\n"))
    }),
    ("a collection for support", |text| {
        let before = "Software Version 9\n\n------------------ show clock ------------------\n\n10:00\n\n------------------ \
                      show crypto ipsec sa ------------------\n\ncrypto map X 10 set peer 192.0.2.200\n\n------------------ \
                      show running-config ------------------\n\n";
        let after = "\n------------------ show access-list ------------------\n\naccess-list X extended permit ip any any\n\
                     tunnel-group 192.0.2.201 type ipsec-l2l\ncrypto isakmp key x address 192.0.2.202\n\n------------------ \
                     show startup-config ------------------\n\ncrypto map X 10 set peer 192.0.2.203\n";
        is_commands(text).then(|| plain(text, before, after))
    }),
    ("what a session with a firewall shows", |text| {
        let before = "admin@pa> set cli config-output-format set\nadmin@pa> show vpn gateway\nset network ike gateway X \
                      disabled no\nadmin@pa> configure\nEntering configuration mode\n[edit]\nadmin@pa# show\n";
        is_set(text).then(|| {
            plain(text, before, "[edit]\nadmin@pa# run show vpn flow\nset network tunnel ipsec X\nadmin@pa# \n")
        })
    }),
    ("XML behind a banner and a prompt", |text| {
        is_markup(text).then(|| plain(text, "Authorised use only\nadmin@pa> show config running\n", "admin@pa> exit\n"))
    }),
    ("the answer of an interface", |text| {
        let body = text.strip_prefix("<?xml version=\"1.0\"?>").unwrap_or(text);
        let is_whole = is_markup(text) && body.trim_start().starts_with("<config");
        is_whole.then(|| {
            let lead = text.len() - body.len();
            let before = format!("{}<response status=\"success\"><result>\n", &text[..lead]);
            let mut answer = plain(body, &before, "</result></response>\n");
            // The declaration's line is gone with it.
            answer.has_columns = lead == 0;
            answer
        })
    }),
    ("every default shown, ASA", |text| is_asa(text).then(|| plain(text, ASA_DEFAULTS, ""))),
    ("every default shown, IOS", |text| is_ios(text).then(|| plain(text, IOS_DEFAULTS, ""))),
    ("the header of RANCID", |text| {
        let before = match () {
            () if is_asa(text) => {
                "!RANCID-CONTENT-TYPE: cisco\n!\n!Hardware:   ASA5515, 8192 MB RAM, CPU Clarkdale 3058 MHz\n!\n"
            }
            () if is_ios(text) => {
                "!RANCID-CONTENT-TYPE: cisco\n!\n!Chassis type: 2911\n!CPU: CISCO2911/K9\n!\n!Image: Software: \
                 C2900-UNIVERSALK9-M, 15.7(3)M, RELEASE SOFTWARE (fc1)\n!Flash: nvram: crypto map X\n!\n\
                 config-register 0x2102\n"
            }
            () if is_set(text) => "#RANCID-CONTENT-TYPE: paloalto\n#\n#show system info\n#hostname: pa\n#\n",
            () => return None,
        };
        Some(plain(text, before, ""))
    }),
    ("the header of Oxidized", |text| {
        let release = |line: &str| text.lines().find_map(|own| own.strip_prefix(line)).map(str::to_owned);
        let before = match () {
            () if is_asa(text) => {
                let release = release("ASA Version ").unwrap_or("9.16(4)".into());
                format!(
                    "! Cisco Adaptive Security Appliance Software Version {release}\n! \n! Hardware:   ASA5515\n! \n"
                )
            }
            () if is_ios(text) => {
                "! Cisco IOS Software, C2900 Software (C2900-UNIVERSALK9-M), Version 15.7(3)M\n! \n! \
                                   NAME: \"Chassis\", DESCR: \"2911\"\n! \n"
                    .into()
            }
            () if is_set(text) => "# hostname: pa\n# ip-address: 192.0.2.240\n# sw-version: 10.1.0\n# \n".into(),
            () => return None,
        };
        Some(plain(text, &before, ""))
    }),
    ("banners with any delimiter", |text| is_ios(text).then(|| plain(text, &ios_banners(), ""))),
    ("texts between delimiters that are no banners", |text| {
        let before = format!(
            "aaa authentication banner #\n{LURES}#\naaa authentication fail-message ^C\n{LURES}^C\nmenu M title ^C\n{LURES}^C\n\
             line vty 0 4\n vacant-message %\n{LURES}%\n refuse-message &\n{LURES}&\nmacro name M\n{LURES}@\n"
        );
        is_ios(text).then(|| plain(text, &before, ""))
    }),
    ("a banner of an ASA", |text| {
        let lines =
            ["motd", "login", "exec", "asdm"].map(|kind| LURES.replace("crypto", &format!("banner {kind} crypto")));
        let lines = lines.concat();
        let own: String =
            lines.lines().filter(|line| line.starts_with("banner")).map(|line| format!("{line}\n")).collect();
        is_asa(text).then(|| plain(text, &format!("{own}banner motd ^C\nbanner motd #\n"), ""))
    }),
    ("certificates", |text| {
        let before = match () {
            () if is_asa(text) => {
                "crypto ca certificate chain ASDM_TrustPoint0\n certificate 0f3a5b\n    308201ff 30820168 a0030201 02020441\n    \
                 0d06092a 864886f7\n  quit\n certificate ca 4a\n    30820122\n  quit\n"
            }
            () if is_ios(text) => {
                "crypto pki certificate chain TP-self-signed-1\n certificate self-signed 01\n  30820229 30820192 A0030201\n  \
                 0D06092A 864886F7 \n  \tquit\n certificate ca 02 nvram:CA#2.cer\ncrypto key pubkey-chain rsa\n \
                 addressed-key 192.0.2.250\n  address 192.0.2.250\n  key-string\n   30820122 300D0609\n   020301 0001\n  quit\n"
            }
            () => return None,
        };
        Some(plain(text, before, ""))
    }),
    ("certificates whose bodies somebody has taken out", |text| {
        let chain = match () {
            () if is_asa(text) => "crypto ca certificate chain ASDM_TrustPoint0\n",
            () if is_ios(text) => "crypto pki certificate chain TP-self-signed-1\n",
            () => return None,
        };
        Some(plain(text, &format!("{chain} certificate 0f3a5b\n certificate ca 4a\n  <removed>\n"), ""))
    }),
    ("quotation marks of a word processor", |text| {
        // A key that was retyped is not compared, so that its line stays as it is.
        let holds_key = |line: &str| line.contains("key") || line.contains("secret");
        let mut changed = false;
        let mut line = |_: usize, line: &str| {
            let is_quoted = line.contains('"') && !holds_key(line);
            changed |= is_quoted;
            (if is_quoted { line.replacen('"', "\u{201c}", 1).replace('"', "\u{201d}") } else { line.to_owned() }, 0)
        };
        let wrapping = wrapped(text, "", "", &mut line);
        (changed && !is_markup(text)).then_some(wrapping)
    }),
    ("comments behind every setting", |text| {
        is_swanctl(text)
            .then(|| wrapped(text, "# a # b {\n", "# }\n", |_, line| (format!("{line} # remote_addrs = x }}"), 0)))
    }),
    ("braces on lines of their own", |text| {
        let line = |_: usize, line: &str| {
            let head = line.strip_suffix('{').filter(|head| !head.contains('#'));
            // The line that a finding names is the one with the name, which stays above its brace.
            (head.map_or(line.to_owned(), |head| format!("{head}\n{{")), 0)
        };
        is_swanctl(text).then(|| {
            let mut wrapping = wrapped(text, "", "", line);
            for (number, own) in text.lines().enumerate() {
                wrapping.lines[number] -= usize::from(own.ends_with('{') && !own.contains('#'));
            }
            wrapping
        })
    }),
    ("the log of a shell", |text| {
        let before = "root@gw:~# cat /etc/swanctl/swanctl.conf\n";
        is_swanctl(text).then(|| plain(text, before, "root@gw:/etc/swanctl# exit\n"))
    }),
    ("the log of a shell without rights", |text| {
        let before = "admin@gw:~$ sudo cat /etc/swanctl/conf.d/far.conf\n[sudo] password for admin: \n";
        is_swanctl(text).then(|| plain(text, before, "admin@gw:~$ \n"))
    }),
    ("the log of another shell", |text| {
        is_swanctl(text).then(|| plain(text, "[root@gw swanctl]# cat swanctl.conf\n", "[root@gw swanctl]# logout\n"))
    }),
    ("a document that a shell writes", |text| {
        let before = "cat > /etc/swanctl/conf.d/far.conf <<'EOF'\n";
        is_swanctl(text).then(|| plain(text, before, "EOF\n"))
    }),
    ("a fence of Markdown", |text| is_swanctl(text).then(|| plain(text, "```conf\n", "```\n"))),
    ("capitals of a word processor", |text| {
        let capital = |_, line: &str| {
            let indent = line.len() - line.trim_start().len();
            let (before, command) = line.split_at(indent);
            let first = command.chars().next().map(|first| first.to_ascii_uppercase());
            (before.chars().chain(first).chain(command.chars().skip(1)).collect(), 0)
        };
        is_commands(text).then(|| wrapped(text, "", "", capital))
    }),
    ("tabs between words", |text| {
        let tabs = |_, line: &str| {
            let content = line.trim_start();
            let indent = line.len() - content.len();
            (format!("{}{}", &line[..indent], content.replace(' ', "\t")), 0)
        };
        is_commands(text).then(|| wrapped(text, "", "", tabs))
    }),
    ("no indentation, with commands that nobody knows", |text| {
        let mut follows = false;
        let line = |_: usize, line: &str| {
            let before = if follows { "frobnicate 1\n" } else { "" };
            follows = line.starts_with("interface ");
            (format!("{before}{}", line.trim_start()), 0)
        };
        is_commands(text).then(|| Wrapped { has_columns: false, ..wrapped(text, "", "", line) })
    }),
    ("a pager whose backspaces are lost", |text| {
        let line = |number: usize, line: &str| {
            let prompt = if number % 7 == 6 { format!(" --More-- {BLANKS}") } else { String::new() };
            (format!("{prompt}{line}"), 0)
        };
        is_commands(text).then(|| Wrapped { has_columns: false, ..wrapped(text, "", "", line) })
    }),
    ("NULs at the ends of lines", |text| {
        let line = |number: usize, line: &str| (format!("{line}{}", if number % 9 == 8 { "\0" } else { "" }), 0);
        Some(wrapped(text, "", "", line))
    }),
    ("a screen of 80 columns", |text| {
        const WIDTH: usize = 80;
        let is_cut = |line: &str| line.len() > WIDTH;
        // What is cut before a blank may as well be a line of its own.
        let is_clear =
            |line: &str| line.is_ascii() && line.as_bytes().chunks(WIDTH).skip(1).all(|rest| rest[0] != b' ');
        if !is_commands(text) || !text.lines().any(is_cut) || !text.lines().filter(|line| is_cut(line)).all(is_clear) {
            return None;
        }
        let mut before = 0;
        let cut = |_: usize, line: &str| {
            let pieces: Vec<&str> =
                line.as_bytes().chunks(WIDTH).map(|piece| std::str::from_utf8(piece).unwrap()).collect();
            (pieces.join("\n"), 0)
        };
        let mut whole = wrapped(text, "", "", cut);
        // A place counts from where its line begins.
        for (own, line) in whole.lines.iter_mut().zip(text.lines()) {
            let more = line.len().saturating_sub(1) / WIDTH;
            *own -= more;
            before += more;
        }
        (before > 0).then_some(whole)
    }),
];
