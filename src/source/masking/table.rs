//! The commands that carry a secret. The first pattern that fits a line decides; see `pattern.rs` for the tokens.

use std::ops::Range;
use std::sync::LazyLock;

use super::pattern::{Pattern, Statement};

/// Lines that talk about something, or name it, whatever words they use.
const PROSE: &[&str] = &[
    "description|remark|banner|name|alias|comment|hostname|logging|route-map|interface|show|debug",
    "access-list|object|object-group|network-object|port-object|service-object|group-object|permit|deny",
    "ip|ipv6 access-list|prefix-list|community-list|extcommunity-list|route|nat",
];

/// Commands of the VPN on Cisco devices.
const CISCO_VPN: &[&str] = &[
    "[crypto] isakmp key <one> address|hostname|ipv6 _",
    "[crypto] isakmp key # <until:address|hostname|ipv6>",
    // Abbreviated, as people type it.
    "[crypto/2] isakmp/3 key/1 # <until:address/2|hostname/1>",
    // The method of a policy has no key behind it.
    "[crypto] [isakmp] [policy] [_] authentication/2 pre-share/3",
    // Misspelt keywords are masked as well: the line is not understood, and shown for that.
    "... pre-shared-key/3|pre-s*|presh*|preshared-key|psk* address/2|hostname/2|ipv6 _ [_] key/1 # <rest>",
    "... pre-s*|presh*|pre-shared-key|preshared-key address/2|hostname/2|ipv6 _ [_] key",
    "... pre-s*|presh*|pre-shared-key|preshared-key address/2|hostname/2|ipv6 _ <rest>",
    "... pre-s*|presh*|pre-shared-key|preshared-key address/2|hostname/2|ipv6 _",
    "... authentication/2 local/1|remote/1 pre-share/3 [key/1] # <rest>",
    // PAN-OS and Junos write their own word behind it.
    "... pre-s*|presh*|pre-shared-key|preshared-key key <value>",
    "... pre-s*|presh*|pre-shared-key|preshared-key ascii-text|hexadecimal <value>",
    "[ikev1/5|ikev2/5] pre-shared-key/3 [local/1|remote/1] # <rest>",
    "ikev1/5|ikev2/5 psk # <rest>",
    "... pre-s*|presh*|pre-shared-key|preshared-key [local/1|remote/1] # <rest>",
    "ikev2/5 local-authentication/1|remote-authentication/1 pre-shared-key/1 # <rest>",
    "ikev2/5 local-authentication/1|remote-authentication/1 pre-shared-key/1|certificate/1|eap/1",
    "ikev2/5 local-authentication/1|remote-authentication/1 # <rest>",
    "set/2 aggressive-mode/2 pas*|password # <rest>",
    "... session-k*|session-key inbound/1|outbound/1 esp _ cipher <one> authenticator <one>",
    "... session-k*|session-key inbound/1|outbound/1 esp _ cipher|authenticator <one>",
    "... session-k*|session-key inbound/1|outbound/1 ah _ <one>",
    "... session-k*|session-key _ _ _ <rest>",
    "ppk ... key # <until:required>",
    "ppk dynamic _",
    "ppk required",
    "ppk <rest>",
    "group _ key/1 # <rest>",
    "vpngroup _ password <rest>",
    "failover key # <rest>",
];

/// Accounts, management and routing on Cisco devices.
const CISCO_DEVICE: &[&str] = &[
    "enable secret|password level _ # <until:encrypted|pbkdf2>",
    "enable secret|password # <until:encrypted|pbkdf2|level>",
    "mgmtuser ... password # <until:secret> secret # <rest>",
    "username|user _ ... password|secret # <until:encrypted|nt-encrypted|mschap|pbkdf2|privilege|role|expire|store-local>",
    "passwd # <until:encrypted>",
    "snmp-server community # <one>",
    "snmp-server mib community-map <one>",
    "snmp-server community-map <one>",
    "snmp-server host ... community # <one>",
    "snmp-server host ... version 1|2c <one>",
    "snmp-server host ... version 3 auth|noauth|priv <one>",
    "snmp-server host _ vrf|use-vrf _ [traps|informs] <one>",
    "snmp-server host _ vrf|use-vrf",
    "snmp-server host _ [traps|informs|trap|inform|poll] <one>",
    "snmp-server user ... auth _ # <until:priv> priv des|3des|aes|aes-128 [128|192|256] # <until:localizedkey>",
    "snmp-server user ... auth _ # <until:priv> priv # <until:localizedkey>",
    "snmp-server user ... auth _ # <rest>",
    "snmp-server",
    "snmp-agent community read|write [cipher] <one>",
    "tacacs-server|radius-server ... key # <rest>",
    "server-private|server|client _ ... key|server-key # <rest>",
    "server-key # <rest>",
    "aaa-server _ _ host _ <one>",
    "aaa-server _ _ _ host _ <one>",
    "... map-server|map-resolver _ ... key # <until:hash-function|proxy-reply>",
    "key config-key _ <rest>",
    "key chain|generate",
    // Headings in the output of show commands.
    "key type:|name:|label:|size|server|management|pair|is _",
    "key/1 # <rest>",
    "key-string # <rest>",
    "... authentication-key _ md5|hmac-md5|sha1|sha2 # <one>",
    "... authentication-key # <rest>",
    "... message-digest-key _ md5 # <rest>",
    "... authentication ipsec spi _ md5|sha1 # <rest>",
    "... encryption ipsec spi _ esp _ <rest>",
    "authentication mode hmac-sha-256 # <rest>",
    "... key-string # <until:timeout>",
    "ip|ipv6 nhrp authentication/2 <rest>",
    "standby|vrrp|glbp authentication md5 key-chain",
    "standby|vrrp|glbp _ authentication md5 key-chain",
    "standby|vrrp|glbp [_] authentication [md5] # <rest>",
    "encryption ... key _ size _ # <one>",
    "wpa-psk [ascii|hex] # <rest>",
    "security wpa psk set-key ascii|hex # <rest>",
    "radius-common-pw|policy-server-secret|ldap-login-password # <rest>",
    "isis password # <until:level-1|level-2>",
    "area-password|domain-password # <rest>",
    "crypto pki|ca ... password|passphrase # <rest>",
    "crypto key export|import ... des|3des|terminal <rest>",
    "crypto key encrypt|decrypt ... passphrase <rest>",
];

/// Other commands that hold the same words, as names of the user's or as keywords.
const OTHERS: &[&str] = &[
    "crypto|tunnel-group|tunnel|group-policy|match",
    "set community|extcommunity|comm-list",
    "password encryption|strength-check",
];

/// PAN-OS in set form. Names are the user's, so that an object called `secret` must not hide the word behind it.
const PANOS_SET: &[&str] = &[
    "set ... phash|private-key|auth-key|auth-password|priv-password|authpwd|privpwd|bind-password <value>",
    "set ... snmp-community-string|community-string|passphrase|secret-key|api-key|shared-secret <value>",
    "set ... manual-key ... authentication _ key <value> encryption ... key <value>",
    "set ... manual-key ... key <value>",
    "set ... rules|address|address-group|service|service-group|zone|tag|gateway|ipsec password|secret|key|community",
    "set snmp community <one>",
    "set ... snmptrap ... community <value>",
    "set ... secret|password [enc] <value>",
    "set network ... md5 _ key <value>",
    "set ... pq-ppk keys _ _ <value>",
    "set ... encrypted-password|psksecret|passwd|pre-shared-secret|plaintext-password [enc] <value>",
];

/// Words behind which a secret stands on whatever device, at the start of the command.
const AT_START: &[&str] = &[
    "phash|private-key|auth-key|auth-password|priv-password|authpwd|privpwd|bind-password # <rest>",
    "snmp-community-string|community-string|passphrase|secret-key|api-key|shared-secret # <rest>",
    "encrypted-password|psksecret|pre-shared-secret # <rest>",
    "psk|ppk|xauth|eap|ntlm # <value>",
];

/// Words behind which a secret stands on whatever device, anywhere in the command. Tried last.
const ANYWHERE: &[&str] = &[
    "... password|passwd|passphrase|secret|shared-secret # <until:encrypted>",
    "... auth-pass # <one> ... priv-pass # <one>",
    "... auth-pass # <one>",
    "community # <one>",
];

/// Heads behind which a secret may stand, and what may stand between them without one. What nobody understands there is
/// masked, since the word that would tell is the one that is misspelt.
const HEADS: &[&str] = &[
    "[no] crypto/2 isakmp/3 policy/2|profile/2|peer/2|identity/2|enable/2|keepalive/2|nat|nat-traversal|client|xauth",
    "crypto/2 isakmp/3 aggressive-mode|am-disable|ccm|default|diagnose|disconnect-notify|fragmentation|reload-wait",
    "crypto/2 isakmp/3 invalid-spi-recovery|ipsec-over-tcp|performance|log|eap-passthrough",
    "crypto/2 isakmp/3 _ <rest>",
    "set ... gateway _ authentication certificate|pre-shared-key",
    "set ... ike gateway _ authentication _ <rest>",
    "set ... ike gateway _ authentication <rest>",
];

static COMMANDS: LazyLock<Vec<Pattern>> =
    LazyLock::new(|| patterns(&[PROSE, CISCO_VPN, CISCO_DEVICE, PANOS_SET, AT_START]));
static MISSPELT: LazyLock<Vec<Pattern>> =
    LazyLock::new(|| patterns(&[CISCO_VPN, CISCO_DEVICE, PANOS_SET, AT_START, HEADS]));
static OTHER_COMMANDS: LazyLock<Vec<Pattern>> = LazyLock::new(|| patterns(&[OTHERS]));
static LAST_RESORT: LazyLock<Vec<Pattern>> = LazyLock::new(|| patterns(&[PROSE, ANYWHERE]));

fn patterns(tables: &[&[&'static str]]) -> Vec<Pattern> {
    tables.iter().flat_map(|table| table.iter().copied()).map(Pattern::new).collect()
}

/// Adds the secrets of a command that is known; whether it is.
pub(super) fn find(statement: &Statement<'_>, base: usize, found: &mut Vec<Range<usize>>) -> bool {
    find_in(&COMMANDS, statement, base, found)
}

/// Adds the secrets of a command with a slip of the pen in its keywords; whether it is one, or another one without secrets.
pub(super) fn find_misspelt(statement: &Statement<'_>, base: usize, found: &mut Vec<Range<usize>>) -> bool {
    find_in(&MISSPELT, &statement.with_slips(), base, found) || find_in(&OTHER_COMMANDS, statement, base, found)
}

/// Adds the secrets of a command that is not known, by the words before them; whether there are any.
pub(super) fn find_anywhere(statement: &Statement<'_>, base: usize, found: &mut Vec<Range<usize>>) -> bool {
    find_in(&LAST_RESORT, statement, base, found)
}

fn find_in(table: &[Pattern], statement: &Statement<'_>, base: usize, found: &mut Vec<Range<usize>>) -> bool {
    let Some(places) = table.iter().find_map(|pattern| pattern.find(statement)) else { return false };
    found.extend(places.into_iter().map(|place| base + place.start..base + place.end));
    true
}
