//! What each end calls itself against what the other accepts.

use crate::pairs::{Edit, check_edited, errors, in_a, in_b, verdict};

const GATEWAY: &str = "set network ike gateway GW protocol version ikev2\n";
const BEGINS: Edit = in_a(
    GATEWAY,
    "set network ike gateway GW protocol version ikev2\nset network ike gateway GW peer-id type fqdn\n\
     set network ike gateway GW peer-id id branch*\nset network ike gateway GW peer-id matching wildcard\n",
);
const SUBJECT: Edit = in_a(
    GATEWAY,
    "set network ike gateway GW protocol version ikev2\nset network ike gateway GW peer-id type dn\n\
     set network ike gateway GW peer-id id \"CN=branch,O=Example Ltd,C=GB\"\n",
);

/// What end B of strongSwan calls itself, where end A of PAN-OS expects something, and what comes of it.
const ROWS: &[(Edit, Edit, &str, &[&str])] = &[
    (BEGINS, in_b("id = 198.51.100.20", "id = @branch-7.example.com"), "establishes", &[]),
    (BEGINS, in_b("id = 198.51.100.20", "id = @hq.example.com"), "stalls", &["identity-mismatch"]),
    (SUBJECT, in_b("id = 198.51.100.20", "id = \"C=GB, O=example ltd, CN=branch\""), "establishes", &[]),
    (SUBJECT, in_b("id = 198.51.100.20", "id = \"C=GB, O=Example Ltd, CN=hq\""), "stalls", &["identity-mismatch"]),
    (SUBJECT, in_b("id = 198.51.100.20", "id = @branch"), "stalls", &["identity-mismatch"]),
];

#[test]
fn pan_os_compares_names_as_it_is_told_to() {
    for (expects, sends, expected, faults) in ROWS {
        let check = check_edited(["panos-ikev2", "swanctl-ikev2"], &[*expects, *sends]);
        assert_eq!((verdict(&check), errors(&check).as_slice()), (*expected, *faults), "{sends:?}");
    }
}
