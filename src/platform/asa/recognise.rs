//! How much in a text speaks for an ASA.

use crate::platform::asa::keywords::KEYWORDS;
use crate::platform::cisco::pattern;

/// Lines, and how much one of them speaks for an ASA; 100 for what no other platform writes.
const CLUES: &[(&str, u32)] = &[
    ("ASA Version *", 100),
    ("PIX Version *", 100),
    ("NGFW Version *", 100),
    ("NGFW VERSION *", 100),
    (": Saved", 100),
    ("nameif *", 100),
    ("tunnel-group * type *", 100),
    ("tunnel-group * ipsec-attributes", 100),
    ("access-list * extended permit", 100),
    ("access-list * extended deny", 100),
    ("crypto map * interface *", 100),
    ("crypto map * * match address", 100),
    ("crypto map * * set", 100),
    ("crypto dynamic-map * * set", 100),
    ("crypto dynamic-map * * match", 100),
    ("crypto ikev1 policy *", 100),
    ("crypto ikev1 enable *", 100),
    ("crypto ikev2 enable *", 100),
    ("crypto isakmp enable *", 100),
    ("isakmp enable *", 100),
    ("isakmp policy * *", 100),
    ("crypto ipsec ikev1 transform-set *", 100),
    ("crypto ipsec ikev2 ipsec-proposal *", 100),
    ("ikev1 pre-shared-key *", 100),
    ("ikev2 local-authentication *", 100),
    ("ikev2 remote-authentication *", 100),
    ("object network *", 60),
    ("group-policy * attributes", 60),
    ("route outside *", 40),
    ("security-level *", 60),
];

/// 100 for each kind of line that only an ASA writes, less for kinds that others share; each kind counts once.
pub(super) fn score(text: &str) -> u32 {
    pattern::score_of_text(CLUES, KEYWORDS, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_its_own_lines_with_and_without_a_version() {
        assert_eq!(score("ASA Version 9.12(4)\n"), 100);
        assert_eq!(score("crypto map M 10 set peer 192.0.2.1\ncrypto map M 10 set pfs\n"), 100);
        assert!(score("interface Ethernet0/0\n nameif outside\n security-level 0\n") >= 100);
    }

    #[test]
    fn knows_abbreviated_lines() {
        assert_eq!(score("cry map M 10 mat add L\ncry map M int outside\n"), 200);
        assert_eq!(score("tunnel-group 192.0.2.9 ipsec-a\n ikev1 pre *****\n"), 200);
        assert_eq!(score("cry isak pol 10\n encr aes 256\n auth pre\n"), 0);
    }

    #[test]
    fn an_ios_router_is_no_asa() {
        let router = "version 15.2\nhostname R1\ncrypto isakmp policy 10\n encr aes\ncrypto map M 10 ipsec-isakmp\n set peer \
                      192.0.2.1\n match address 101\ninterface Gi0/0\n crypto map M\naccess-list 101 permit ip any any\n";
        assert_eq!(score(router), 0);
    }
}
