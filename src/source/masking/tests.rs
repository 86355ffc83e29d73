use super::*;
use crate::source::SourceFile;

/// A line, and what must be left of it.
type Case = (&'static str, &'static str);

const CISCO: &[Case] = &[
    ("crypto isakmp key s3cret address 192.0.2.1", "crypto isakmp key ****** address 192.0.2.1"),
    (
        "crypto isakmp key 0 s3cret address 192.0.2.1 255.255.255.0",
        "crypto isakmp key 0 ****** address 192.0.2.1 255.255.255.0",
    ),
    (
        "crypto isakmp key 6 FLgB_AcHZ address 192.0.2.1 no-xauth",
        "crypto isakmp key 6 ********* address 192.0.2.1 no-xauth",
    ),
    ("CRYPTO ISAKMP KEY S3cret HOSTNAME hq.example", "CRYPTO ISAKMP KEY ****** HOSTNAME hq.example"),
    ("crypto isakmp key s3cret hostname", "crypto isakmp key ****** hostname"),
    ("crypto isakmp key s3cret address ipv6 2001:db8::1/128", "crypto isakmp key ****** address ipv6 2001:db8::1/128"),
    ("crypto isakmp key address address 192.0.2.1", "crypto isakmp key ******* address 192.0.2.1"),
    ("crypto isakmp key 5h|7T28p address 192.0.2.1", "crypto isakmp key ******** address 192.0.2.1"),
    ("crypto isakmp key ;a=b\"c; address 192.0.2.1", "crypto isakmp key ******* address 192.0.2.1"),
    ("cry isak key s3cret addr 192.0.2.1", "cry isak key ****** addr 192.0.2.1"),
    (" pre-share addr 192.0.2.1 key s3cret", " pre-share addr 192.0.2.1 key ******"),
    (" pre-sh loc s3cret", " pre-sh loc ******"),
    ("crypto isakmp key s3cret", "crypto isakmp key ******"),
    ("crypto isakmp key 6", "crypto isakmp key *"),
    ("crypto isakmp key", "crypto isakmp key"),
    ("no crypto isakmp key s3cret address 192.0.2.1", "no crypto isakmp key ****** address 192.0.2.1"),
    (
        "isakmp key ******** address 192.0.2.1 netmask 255.255.255.255 no-xauth",
        "isakmp key ******** address 192.0.2.1 netmask 255.255.255.255 no-xauth",
    ),
    ("\tpre-shared-key address 192.0.2.1 key s3cret", "\tpre-shared-key address 192.0.2.1 key ******"),
    (
        "  pre-shared-key address 192.0.2.0 255.255.255.0 key 6 ABC",
        "  pre-shared-key address 192.0.2.0 255.255.255.0 key 6 ***",
    ),
    (
        "  pre-shared-key hostname hq.example key 7 0822455D0A16",
        "  pre-shared-key hostname hq.example key 7 ************",
    ),
    ("  pre-shared-key ipv6 2001:db8::/32 key s3cret", "  pre-shared-key ipv6 2001:db8::/32 key ******"),
    ("  pre-shared-key address 192.0.2.1", "  pre-shared-key address 192.0.2.1"),
    ("  pre-shared-key address 192.0.2.1 key", "  pre-shared-key address 192.0.2.1 key"),
    ("  pre-shared-key s3cret", "  pre-shared-key ******"),
    ("  pre-shared-key local s3cret", "  pre-shared-key local ******"),
    ("  pre-shared-key remote 6 s3cret", "  pre-shared-key remote 6 ******"),
    ("  pre-shared-key local hex 0x1234", "  pre-shared-key local hex ******"),
    ("  pre-shared-key 0", "  pre-shared-key *"),
    ("  pre-shared-key two words  ", "  pre-shared-key *********  "),
    (" pre-shared-key *****", " pre-shared-key *****"),
    (" ikev1 pre-shared-key s3cret", " ikev1 pre-shared-key ******"),
    (" ikev1 pre-shared-key \"s3 cret\"", " ikev1 pre-shared-key *********"),
    (" ikev1 pre-shared-key <removed>", " ikev1 pre-shared-key *********"),
    (" pre-shared-key 8 s3cret", " pre-shared-key 8 ******"),
    (" ikev2 local-authentication pre-shared-key s3cret", " ikev2 local-authentication pre-shared-key ******"),
    (
        " ikev2 remote-authentication pre-shared-key hex 31323334",
        " ikev2 remote-authentication pre-shared-key hex ********",
    ),
    (" ikev2 remote-authentication pre-shared-key 8 s3cret", " ikev2 remote-authentication pre-shared-key 8 ******"),
    (" ikev2 remote-authentication certificate", " ikev2 remote-authentication certificate"),
    (" ikev2 local-authentication pre-shared-key", " ikev2 local-authentication pre-shared-key"),
    (" authentication remote pre-share key 6 s3cret", " authentication remote pre-share key 6 ******"),
    (" authentication local pre-share key s3cret", " authentication local pre-share key ******"),
    (" authentication local pre-share", " authentication local pre-share"),
    (" authentication pre-share", " authentication pre-share"),
    (" set aggressive-mode password 0 s3cret", " set aggressive-mode password 0 ******"),
    (
        " set session-key inbound esp 256 cipher abcd authenticator 1234",
        " set session-key inbound esp 256 cipher **** authenticator ****",
    ),
    (" ppk manual id blue key 0 s3cret required", " ppk manual id blue key 0 ****** required"),
    (" ppk dynamic SKS required", " ppk dynamic SKS required"),
    (
        "set network ike gateway G protocol ikev2 pq-ppk keys BLUE ppk s3cret",
        "set network ike gateway G protocol ikev2 pq-ppk keys BLUE ppk ******",
    ),
    (" group EZ key s3cret", " group EZ key ******"),
    ("vpngroup remote password s3cret", "vpngroup remote password ******"),
    (" key s3cret", " key ******"),
    (" key 7 0822455D0A16", " key 7 ************"),
    (" key *****", " key *****"),
    ("hq(config-tunnel-ipsec)# ikev1 pre-shared-key s3cret", "hq(config-tunnel-ipsec)# ikev1 pre-shared-key ******"),
    ("hq#crypto isakmp key s3cret address 192.0.2.1", "hq#crypto isakmp key ****** address 192.0.2.1"),
    ("! crypto isakmp key s3cret address 192.0.2.1", "! crypto isakmp key ****** address 192.0.2.1"),
    ("+ pre-shared-key s3cret", "+ pre-shared-key ******"),
    ("<--- More --->  pre-shared-key s3cret", "<--- More --->  pre-shared-key ******"),
    (" --More-- \u{8}\u{8} pre-shared-key s3cret", " --More-- \u{8}\u{8} pre-shared-key ******"),
    // Abbreviated.
    (" ikev1 pre s3cret", " ikev1 pre ******"),
    (" ikev1 pre-shared s3cret", " ikev1 pre-shared ******"),
    (" pre s3cret", " pre ******"),
    ("cry isa k s3cret add 192.0.2.1", "cry isa k ****** add 192.0.2.1"),
    ("crypto isakmp ke s3cret address 192.0.2.1", "crypto isakmp ke ****** address 192.0.2.1"),
    (" set aggr pass s3cret", " set aggr pass ******"),
    (" auth local pre key s3cret", " auth local pre key ******"),
    (" authentication local pre-share k s3cret", " authentication local pre-share k ******"),
    (" ip nhrp auth s3cret", " ip nhrp auth ******"),
    (" group EZ k s3cret", " group EZ k ******"),
    (" k s3cret", " k ******"),
    // Misspelt, or with a word too few.
    (" ikev1 pre-share-key s3cret", " ikev1 pre-share-key ******"),
    (" ikev1 preshared-key s3cret", " ikev1 preshared-key ******"),
    (" ikev1 psk s3cret", " ikev1 psk ******"),
    (" ikev2 local-authentication s3cret", " ikev2 local-authentication ******"),
    (" ikev2 remote-auth pre s3cret", " ikev2 remote-auth pre ******"),
    (" ikev2 remote-authentication eap query-identity", " ikev2 remote-authentication eap query-identity"),
    ("  pre-shared-key address 192.0.2.1 s3cret", "  pre-shared-key address 192.0.2.1 ******"),
    (" psk address 192.0.2.1 key s3cret", " psk address 192.0.2.1 key ******"),
    (" preshared-key s3cret", " preshared-key ******"),
    (" authentication local pre-share s3cret", " authentication local pre-share ******"),
    (" set session-ky inbound ah 256 s3cret", " set session-ky inbound ah 256 ******"),
    (" set aggressive-mode pasword s3cret", " set aggressive-mode pasword ******"),
    (" ppk manul id 1 ky s3cret", " ppk ********************"),
    (" ppk required", " ppk required"),
    (
        "set network ike gateway G authentication pre-shared-kye key s3cret",
        "set network ike gateway G authentication pre-shared-kye key ******",
    ),
    ("isakmp policy 10 authentication pre-share", "isakmp policy 10 authentication pre-share"),
    (" authentication pre-share encryption 3des", " authentication pre-share encryption 3des"),
    ("crypto isakmp keepalive 10 3", "crypto isakmp keepalive 10 3"),
    ("crypto isakmp policy 10", "crypto isakmp policy 10"),
    ("failover key s3cret", "failover key ******"),
    ("failover ipsec pre-shared-key s3cret", "failover ipsec pre-shared-key ******"),
];

const DEVICE: &[Case] = &[
    ("enable secret 5 $1$nc08$biz", "enable secret 5 ***********"),
    ("enable secret s3cret", "enable secret ******"),
    ("enable password level 7 7 0822455D", "enable password level 7 7 ********"),
    ("enable password 2KFQnbNIdI.2KYOU encrypted", "enable password **************** encrypted"),
    ("username bob privilege 15 secret 9 $9$abc", "username bob privilege 15 secret 9 ******"),
    ("username bob password s3cret encrypted privilege 15", "username bob password ****** encrypted privilege 15"),
    ("username bob password ***** pbkdf2 privilege 15", "username bob password ***** pbkdf2 privilege 15"),
    ("mgmtuser username bob password 0 one secret 0 two", "mgmtuser username bob password 0 *** secret 0 ***"),
    ("passwd 2KFQnbNIdI encrypted", "passwd ********** encrypted"),
    ("snmp-server community public RO 10", "snmp-server community ****** RO 10"),
    ("snmp-server community 7 114f45 RO ACL", "snmp-server community 7 ****** RO ACL"),
    (
        "snmp-server host inside 192.0.2.9 community public version 2c",
        "snmp-server host inside 192.0.2.9 community ****** version 2c",
    ),
    (
        "snmp-server host inside 192.0.2.9 trap community 0 public",
        "snmp-server host inside 192.0.2.9 trap community 0 ******",
    ),
    ("snmp-server host 192.0.2.9 version 2c public", "snmp-server host 192.0.2.9 version 2c ******"),
    ("snmp-server host 192.0.2.9 public", "snmp-server host 192.0.2.9 ******"),
    (
        "snmp-server user bob ops v3 auth sha one priv aes 128 two",
        "snmp-server user bob ops v3 auth sha *** priv aes 128 ***",
    ),
    (
        "snmp-server user bob auth md5 0xaa priv 0xbb localizedkey",
        "snmp-server user bob auth md5 **** priv **** localizedkey",
    ),
    ("snmp-server location key 5 of the rack", "snmp-server location key 5 of the rack"),
    ("no snmp-server", "no snmp-server"),
    ("snmp-server user bob v3 auth sha256 7 77fe efa1", "snmp-server user bob v3 auth sha256 7 *********"),
    ("snmp-server host 192.0.2.9 vrf mgmt public", "snmp-server host 192.0.2.9 vrf mgmt ******"),
    ("Key Server ID     : 192.0.2.9", "Key Server ID     : 192.0.2.9"),
    ("    3 ACTIVE aes  sha    psk  16 00:01:12", "    3 ACTIVE aes  sha    psk  16 00:01:12"),
    ("tacacs-server key 7 0822", "tacacs-server key 7 ****"),
    ("tacacs-server host 192.0.2.9 key s3cret", "tacacs-server host 192.0.2.9 key ******"),
    (
        "radius-server host 192.0.2.9 auth-port 1812 key 0 s3cret",
        "radius-server host 192.0.2.9 auth-port 1812 key 0 ******",
    ),
    (" server-private 192.0.2.9 auth-port 1812 key 7 0822", " server-private 192.0.2.9 auth-port 1812 key 7 ****"),
    (" client 192.0.2.9 server-key s3cret", " client 192.0.2.9 server-key ******"),
    (
        "aaa-server RAD (inside) host 192.0.2.9 s3cret timeout 10",
        "aaa-server RAD (inside) host 192.0.2.9 ****** timeout 10",
    ),
    ("  key-string 7 0822", "  key-string 7 ****"),
    ("  key-string s3cret", "  key-string ******"),
    (" ip ospf authentication-key 7 0822", " ip ospf authentication-key 7 ****"),
    (" ip ospf message-digest-key 1 md5 s3cret", " ip ospf message-digest-key 1 md5 ******"),
    (
        " area 1 virtual-link 192.0.2.9 message-digest-key 1 md5 7 0822",
        " area 1 virtual-link 192.0.2.9 message-digest-key 1 md5 7 ****",
    ),
    (" neighbor 192.0.2.9 password 7 0822", " neighbor 192.0.2.9 password 7 ****"),
    (" ip nhrp authentication s3cret", " ip nhrp authentication ******"),
    (" ip nhrp network-id 100", " ip nhrp network-id 100"),
    (" standby 1 authentication s3cret", " standby 1 authentication ******"),
    (" standby 1 authentication md5 key-string 7 0822", " standby 1 authentication md5 key-string 7 ****"),
    (" standby 1 authentication md5 key-chain HSRP", " standby 1 authentication md5 key-chain HSRP"),
    (" ppp chap password 0 s3cret", " ppp chap password 0 ******"),
    (" ppp pap sent-username bob password s3cret", " ppp pap sent-username bob password ******"),
    (" ldap-login-password s3cret", " ldap-login-password ******"),
    (" password 7 0822", " password 7 ****"),
    (" secret s3cret", " secret ******"),
    (" passphrase s3cret words", " passphrase ************"),
    (" wpa-psk ascii 0 s3cret", " wpa-psk ascii 0 ******"),
    ("ntp authentication-key 1 md5 0822 7", "ntp authentication-key 1 md5 **** 7"),
    ("vpdn username bob password s3cret", "vpdn username bob password ******"),
    ("ip ftp password s3cret", "ip ftp password ******"),
    (" path ftp://bob:s3cret@192.0.2.9/x", " path ftp://bob:******@192.0.2.9/x"),
    ("service password-encryption", "service password-encryption"),
    ("password encryption aes", "password encryption aes"),
    ("security passwords min-length 8", "security passwords min-length 8"),
    (" authentication pre-share encryption 3des", " authentication pre-share encryption 3des"),
    ("crypto isakmp keepalive 10 3", "crypto isakmp keepalive 10 3"),
    (" tunnel key 100", " tunnel key 100"),
    ("crypto key generate rsa modulus 2048", "crypto key generate rsa modulus 2048"),
    ("key chain EIGRP", "key chain EIGRP"),
    ("tunnel-group secret type ipsec-l2l", "tunnel-group secret type ipsec-l2l"),
    ("crypto map password 10 set peer 192.0.2.1", "crypto map password 10 set peer 192.0.2.1"),
    ("access-list secret extended permit ip any any", "access-list secret extended permit ip any any"),
    ("access-list 101 remark password is elsewhere", "access-list 101 remark password is elsewhere"),
    (" set community 65000:1 additive", " set community 65000:1 additive"),
    (" description pre-shared-key rotated", " description pre-shared-key rotated"),
];

const PANOS: &[Case] = &[
    (
        "set network ike gateway g authentication pre-shared-key key s3cret",
        "set network ike gateway g authentication pre-shared-key key ******",
    ),
    (
        "set network ike gateway g authentication pre-shared-key key \"two words\"",
        "set network ike gateway g authentication pre-shared-key key \"*********\"",
    ),
    (
        "set network ike gateway g authentication pre-shared-key key {{ psk }}",
        "set network ike gateway g authentication pre-shared-key key *********",
    ),
    (
        "set network ike gateway secret protocol ikev1 dpd enable yes",
        "set network ike gateway secret protocol ikev1 dpd enable yes",
    ),
    (
        "set network ike gateway secret authentication pre-shared-key key s3cret",
        "set network ike gateway secret authentication pre-shared-key key ******",
    ),
    ("set network tunnel ipsec t auto-key ike-gateway g", "set network tunnel ipsec t auto-key ike-gateway g"),
    (
        "set network tunnel ipsec t manual-key esp authentication sha1 key 1234 encryption algorithm 3des key 5678",
        "set network tunnel ipsec t manual-key esp authentication sha1 key **** encryption algorithm 3des key ****",
    ),
    ("set mgt-config users admin phash $1$abc", "set mgt-config users admin phash ******"),
    ("set mgt-config password-complexity enabled yes", "set mgt-config password-complexity enabled yes"),
    (
        "set deviceconfig setting management api key lifetime 525600",
        "set deviceconfig setting management api key lifetime 525600",
    ),
    (
        "set shared server-profile ldap l bind-password -AQ==abc",
        "set shared server-profile ldap l bind-password ********",
    ),
    (
        "set shared server-profile radius r server s secret -AQ==abc port 1812",
        "set shared server-profile radius r server s secret ******** port 1812",
    ),
    ("set shared certificate c private-key \"-AQ== abc\"", "set shared certificate c private-key \"*********\""),
    ("set rulebase security rules password from trust", "set rulebase security rules password from trust"),
    (
        "set network virtual-router v protocol bgp policy import rules r action allow update community none",
        "set network virtual-router v protocol bgp policy import rules r action allow update community none",
    ),
    (
        "set security ike policy p pre-shared-key ascii-text \"$9$abc\"",
        "set security ike policy p pre-shared-key ascii-text \"******\"",
    ),
    ("<key>-AQ==abc</key>", "<key>********</key>"),
    ("  <key ptpl=\"t\" src=\"tpl\">-AQ==abc</key>", "  <key ptpl=\"t\" src=\"tpl\">********</key>"),
    (
        "<entry name=\"a\"><pre-shared-key><key>one</key></pre-shared-key><password> two </password></entry>",
        "<entry name=\"a\"><pre-shared-key><key>***</key></pre-shared-key><password> *** </password></entry>",
    ),
    ("<phash/><public-key>abc</public-key>", "<phash/><public-key>abc</public-key>"),
    ("<PHASH>*</PHASH>", "<PHASH>*</PHASH>"),
    ("<password><![CDATA[a<b]]></password>", "<password>***************</password>"),
    ("<secret>cut off", "<secret>*******"),
    ("PA> <key>s3cret</key>", "PA> <key>******</key>"),
];

const ASSIGNMENTS: &[Case] = &[
    ("    secret = \"two words\"", "    secret = \"*********\""),
    ("    secret = 0sAbC= # note", "    secret = ****** # note"),
    ("secrets { ike-f { secret = abc } }", "secrets { ike-f { secret = *** } }"),
    (r#"    secret = "a\"b # c" # d"#, r#"    secret = "********" # d"#),
    ("192.0.2.1 192.0.2.2 : PSK \"s3cret\"", "192.0.2.1 192.0.2.2 : PSK \"******\""),
    (": PSK \"s3cret\"", ": PSK \"******\""),
    ("%any: PSK 's3cret'", "%any: PSK '******'"),
    ("psk: s3cret", "psk: ******"),
    ("  - pre_shared_key: 'two words'", "  - pre_shared_key: '*********'"),
    ("{\"PreSharedKey\": \"s3cret\", \"Phase1\": \"x\"}", "{\"PreSharedKey\": \"******\", \"Phase1\": \"x\"}"),
    ("add name=p1 secret=s3cret auth-method=pre-shared-key", "add name=p1 secret=****** auth-method=pre-shared-key"),
    ("psk:", "psk:"),
    ("Auth sign: PSK, Auth verify: PSK", "Auth sign: PSK, Auth verify: PSK"),
    ("authby = psk", "authby = psk"),
];

fn masked(text: &str) -> (String, Vec<(Span, Cleartext)>) {
    let mut copy = text.to_owned();
    let secrets = mask(FileId(0), &mut copy);
    (copy, secrets)
}

fn cases() -> impl Iterator<Item = &'static Case> {
    CISCO.iter().chain(DEVICE).chain(PANOS).chain(ASSIGNMENTS)
}

/// The text with every byte of the spans replaced, line breaks aside.
fn starred(text: &str, secrets: &[(Span, Cleartext)]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for (span, _) in secrets {
        bytes[span.range()].iter_mut().filter(|byte| !b"\r\n".contains(byte)).for_each(|byte| *byte = b'*');
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn each_form_is_masked_and_keeps_its_words() {
    let wrong: Vec<String> = cases()
        .filter_map(|(line, expected)| {
            let (text, _) = masked(line);
            (text != *expected).then(|| format!("{line}\n  expected {expected}\n  but got  {text}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn spans_cover_the_masked_bytes_and_nothing_else() {
    for (line, _) in cases() {
        let (text, secrets) = masked(line);
        assert_eq!(text.len(), line.len(), "{line}");
        assert_eq!(starred(line, &secrets), text, "{line}");
    }
}

#[test]
fn masking_twice_finds_the_same_places() {
    for (line, _) in cases() {
        let (once, first) = masked(line);
        let (twice, second) = masked(&once);
        assert_eq!(once, twice, "{line}");
        let places = |secrets: &[(Span, Cleartext)]| secrets.iter().map(|(span, _)| *span).collect::<Vec<_>>();
        // A key of several words is one word when it is masked; its place stays.
        assert_eq!(places(&first), places(&second), "{line}");
    }
}

#[test]
fn a_block_of_secrets_hides_what_nobody_understands_in_it() {
    const BLOCKS: &[Case] = &[
        (
            "tunnel-group 192.0.2.1 ipsec-attributes\n kye s3cret\n ikev1 trust-point T\n foo s3cret x\nhostname kye s3cret",
            "tunnel-group 192.0.2.1 ipsec-attributes\n kye ******\n ikev1 trust-point T\n foo ********\nhostname kye s3cret",
        ),
        (
            "tunnel-group 192.0.2.1 ipsec-attributes\nkye s3cret\nkye s3cret\nfoo bar",
            "tunnel-group 192.0.2.1 ipsec-attributes\nkye ******\nkye ******\nfoo bar",
        ),
        // A file that is pasted with all of it indented.
        (
            "  crypto ikev2 keyring K\n   peer P\n    kye s3cret\n  crypto ikev2 profile P\n   authentication local foo",
            "  crypto ikev2 keyring K\n   peer P\n    kye ******\n  crypto ikev2 profile P\n   authentication local foo",
        ),
        ("crypto isakmp kye s3cret address 192.0.2.1", "crypto isakmp kye ****** address 192.0.2.1"),
        ("crypto isakmp foo s3cret address 192.0.2.1", "crypto isakmp foo ************************"),
        ("crypto isakmp pol 10", "crypto isakmp pol 10"),
        (
            "set network ike gateway g authentication pre-shared-key kye s3cret",
            "set network ike gateway g authentication pre-shared-key **********",
        ),
        ("set network ike gateway g authentcation foo s3cret", "set network ike gateway g authentcation foo ******"),
        (
            "secrets {\n ike {\n  id = a\n  scrte = \"a b\"\n }\n}\nfoo = b",
            "secrets {\n ike {\n  id = a\n  scrte = \"***\"\n }\n}\nfoo = b",
        ),
        (
            "secrets {\n ike {\n  scrte = \"a\\\"{b\"\n }\n}\nb = c",
            "secrets {\n ike {\n  scrte = \"*****\"\n }\n}\nb = c",
        ),
        (
            "<pre-shared-key>\n <kye>a b</kye>\n</pre-shared-key><kye>a</kye>",
            "<pre-shared-key>\n <kye>***</kye>\n</pre-shared-key><kye>a</kye>",
        ),
    ];
    for (text, expected) in BLOCKS {
        assert_eq!(masked(text).0, *expected);
    }
}

#[test]
fn line_ends_and_characters_of_several_bytes_keep_their_length() {
    let (text, _) = masked(" pre-shared-key clé\r\n!\r\n pre-shared-key b\r\n");
    assert_eq!(text, " pre-shared-key ****\r\n!\r\n pre-shared-key *\r\n");
}

#[test]
fn a_private_key_is_masked_over_all_its_lines() {
    let (text, secrets) = masked("<private-key>-----BEGIN\nabc\r\nde\n</private-key>\n<key>x</key>");
    assert_eq!(text, "<private-key>**********\n***\r\n**\n</private-key>\n<key>*</key>");
    assert_eq!(secrets.len(), 2);
    let (text, _) = masked("-----BEGIN RSA PRIVATE KEY-----\nabc=\n-----END RSA PRIVATE KEY-----\nhostname a");
    assert_eq!(text, "-----BEGIN RSA PRIVATE KEY-----\n****\n-----END RSA PRIVATE KEY-----\nhostname a");
    let (text, _) = masked("-----BEGIN PRIVATE KEY-----\nabc=\ncrypto map M 10 set peer 192.0.2.1\nabc");
    assert_eq!(text, "-----BEGIN PRIVATE KEY-----\n****\ncrypto map M 10 set peer 192.0.2.1\nabc");
}

#[test]
fn a_key_that_is_wrapped_onto_the_next_line_is_masked() {
    assert_eq!(masked(" ikev1 pre-shared-key\r\ns3cret\r\n").0, " ikev1 pre-shared-key\r\n******\r\n");
    for kept in [
        " pre-shared-key\nexit\n",
        " pre-shared-key\n isakmp keepalive 10\n",
        " pre-shared-key\n!\n",
        " pre-shared-key",
    ] {
        assert_eq!(masked(kept).0, kept);
    }
}

#[test]
fn an_element_with_children_is_no_secret() {
    let text = "<key>\n  <public>x</public>\n</key>\n<password>\n  <entry name=\"a\"/>\n</password>";
    assert_eq!(masked(text).0, text);
}

#[test]
fn curly_form_keeps_quotes_and_semicolons() {
    let text = "ike {\n gateway {\n  g {\n   authentication {\n    pre-shared-key {\n     key -AQ==abc;\n    }\n   }\n  }\n }\n}\n\
                users { admin { phash \"a; b\"; } }\ndescription \"key x\";\ncommunity none;\nname b;\n";
    let expected =
        text.replace("-AQ==abc", "********").replace("a; b", "****").replace("community none", "community ****");
    assert_eq!(masked(text).0, expected);
}

#[test]
fn the_key_is_found_again_by_its_place() {
    let line = "set network ike gateway g authentication pre-shared-key key \"two words\"\n<key>a&amp;b</key>";
    let file = SourceFile::from_bytes(FileId(0), "a.set", line.as_bytes()).unwrap();
    let quoted = line.find('"').unwrap();
    let with_quotes = Span::new(FileId(0), quoted, quoted + 11);
    assert!(file.secret(with_quotes) == Some(&Cleartext::new("two words")));
    let unescaped = line.find("a&amp;b").unwrap();
    assert!(file.secret(Span::new(FileId(0), unescaped, unescaped + 1)) == Some(&Cleartext::new("a&b")));
    assert!(file.secret(Span::new(FileId(0), 0, quoted)).is_none());
}
