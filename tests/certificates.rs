//! Authentication by certificate: what is named, what is missing, and each direction by itself.

use crate::pairs::{Edit, check_edited, errors, in_a, in_b, verdict};

/// What a pair of edited base configurations is expected to give.
struct Row {
    what: &'static str,
    names: [&'static str; 2],
    edits: &'static [Edit],
    verdict: &'static str,
    errors: &'static [&'static str],
    /// What one of the findings has to say, in its message, its help or a label.
    says: &'static [&'static str],
}

const KEY: &str = " ikev1 pre-shared-key Corr3ct-Horse\n";
const POINT: &str = " ikev1 trust-point CA\n";
const DEFINED: &str = "crypto ca trustpoint CA\n enrollment terminal\ncrypto ikev1 enable outside\n";
const ENABLE: &str = "crypto ikev1 enable outside\n";
const ASA_LOCAL: &str = " ikev2 local-authentication pre-shared-key Corr3ct-Horse\n";
const ASA_REMOTE: &str = " ikev2 remote-authentication pre-shared-key Corr3ct-Horse\n";
/// An ASA with IKEv2 defines the trust point.
const A_DEFINES_CA: Edit = in_a(
    "crypto ikev2 enable outside\n",
    "crypto ca trustpoint CA\n enrollment terminal\ncrypto ikev2 enable outside\n",
);
const IOS_LOCAL: &str = " authentication local pre-share\n";
const IOS_REMOTE: &str = " authentication remote pre-share\n";
const IOS_PROFILE: &str = "crypto ikev2 profile PROF\n";
const IOS_POINT: &str = "crypto pki trustpoint CA\n enrollment terminal\n!\ncrypto ikev2 profile PROF\n";

/// Both ends of an ASA pair with signatures in their policies; the tunnel groups are left as they are.
const SIGNED: [Edit; 2] = [
    in_a("authentication pre-share", "authentication rsa-sig"),
    in_b("authentication pre-share", "authentication rsa-sig"),
];
const B_IS_WHOLE: [Edit; 2] = [in_b(KEY, POINT), in_b(ENABLE, DEFINED)];

const ROWS: &[Row] = &[
    Row {
        what: "both name trust points that they define: nothing more can be told",
        names: ["asa-ikev1", "asa-ikev1"],
        edits: &[SIGNED[0], SIGNED[1], B_IS_WHOLE[0], B_IS_WHOLE[1], in_a(KEY, POINT), in_a(ENABLE, DEFINED)],
        verdict: "undetermined",
        errors: &[],
        says: &[
            "alpha-asa names the trust point CA",
            "bravo-asa names the trust point CA",
            "`show crypto ca certificates` on",
        ],
    },
    Row {
        what: "a trust point of the tunnel group that does not exist, with one much like it",
        names: ["asa-ikev1", "asa-ikev1"],
        edits: &[
            SIGNED[0],
            SIGNED[1],
            B_IS_WHOLE[0],
            B_IS_WHOLE[1],
            in_a(KEY, " ikev1 trust-point CAA\n"),
            in_a(ENABLE, DEFINED),
        ],
        verdict: "stalls",
        errors: &["dangling-reference"],
        says: &["there is no trust point CAA, so that it cannot authenticate by certificate", "Did you mean CA?"],
    },
    Row {
        what: "an ASA that has neither a key nor a trust point",
        names: ["asa-ikev1", "asa-ikev1"],
        edits: &[
            SIGNED[0],
            SIGNED[1],
            B_IS_WHOLE[0],
            B_IS_WHOLE[1],
            in_a(KEY, " peer-id-validate req\n"),
            in_a(ENABLE, DEFINED),
        ],
        verdict: "stalls",
        errors: &["incomplete-entry"],
        says: &["there is no trust point"],
    },
    Row {
        what: "a trust point left behind in a tunnel that uses keys stops nothing",
        names: ["asa-ikev1", "asa-ikev1"],
        edits: &[in_a(KEY, " ikev1 pre-shared-key Corr3ct-Horse\n ikev1 trust-point OLD\n")],
        verdict: "establishes",
        errors: &[],
        says: &["there is no trust point OLD"],
    },
    Row {
        what: "IKEv2, key from one end and certificate from the other: the trust point is missing where it signs",
        names: ["asa-ikev2", "ios-ikev2"],
        edits: &[
            in_a(ASA_LOCAL, " ikev2 local-authentication certificate CA\n"),
            in_b(IOS_REMOTE, " authentication remote rsa-sig\n pki trustpoint CA verify\n"),
            in_b(IOS_PROFILE, IOS_POINT),
        ],
        verdict: "stalls",
        errors: &["dangling-reference", "identity-mismatch"],
        says: &["there is no trust point CA"],
    },
    Row {
        what: "the same, complete: one direction by key, the other by certificate",
        names: ["asa-ikev2", "ios-ikev2"],
        edits: &[
            in_a(ASA_LOCAL, " ikev2 local-authentication certificate CA\n"),
            A_DEFINES_CA,
            in_b(IOS_REMOTE, " authentication remote rsa-sig\n pki trustpoint CA verify\n"),
            in_b(IOS_PROFILE, IOS_POINT),
            in_b("match identity remote address 192.0.2.10 255.255.255.255", "match identity remote any"),
        ],
        verdict: "undetermined",
        errors: &[],
        says: &["`show crypto pki certificates` on bravo-ios"],
    },
    Row {
        what: "the same with keys that differ: the direction by key is judged all the same",
        names: ["asa-ikev2", "ios-ikev2"],
        edits: &[
            in_a(ASA_LOCAL, " ikev2 local-authentication certificate CA\n"),
            in_a(ASA_REMOTE, " ikev2 remote-authentication pre-shared-key Battery-5taple\n"),
            A_DEFINES_CA,
            in_b(IOS_REMOTE, " authentication remote rsa-sig\n pki trustpoint CA verify\n"),
            in_b(IOS_PROFILE, IOS_POINT),
            in_b("match identity remote address 192.0.2.10 255.255.255.255", "match identity remote any"),
        ],
        verdict: "stalls",
        errors: &["psk-mismatch"],
        says: &[],
    },
    Row {
        what: "both by the same method, and each wants the other method: both directions are told",
        names: ["asa-ikev2", "ios-ikev2"],
        edits: &[
            in_a(ASA_LOCAL, " ikev2 local-authentication certificate CA\n"),
            A_DEFINES_CA,
            in_b(IOS_LOCAL, " authentication local rsa-sig\n pki trustpoint CA\n"),
            in_b(IOS_PROFILE, IOS_POINT),
        ],
        verdict: "stalls",
        errors: &["auth-method-mismatch", "auth-method-mismatch"],
        says: &[],
    },
    Row {
        what: "an IKEv2 profile of IOS falls back to no trust point of the device",
        names: ["asa-ikev2", "ios-ikev2"],
        edits: &[
            in_a(ASA_LOCAL, " ikev2 local-authentication certificate CA\n"),
            A_DEFINES_CA,
            in_b(IOS_REMOTE, " authentication remote rsa-sig\n pki trustpoint CA sign\n"),
            in_b(IOS_PROFILE, IOS_POINT),
            in_b("match identity remote address 192.0.2.10 255.255.255.255", "match identity remote any"),
        ],
        verdict: "stalls",
        errors: &["incomplete-entry"],
        says: &["there is no trust point to verify the peer with"],
    },
    Row {
        what: "signatures in the IKEv1 policy of a router that has no trust point at all",
        names: ["ios-ikev1", "ios-ikev1"],
        edits: &[
            in_a(" authentication pre-share\n", ""),
            in_b(" authentication pre-share\n", ""),
            in_b(
                "crypto isakmp policy 10\n",
                "crypto pki trustpoint CA\n enrollment terminal\n!\ncrypto isakmp policy 10\n",
            ),
        ],
        verdict: "stalls",
        errors: &["incomplete-entry"],
        says: &["there is no trust point"],
    },
];

#[test]
fn what_is_named_and_missing_is_told() {
    judge(ROWS);
}

fn judge(rows: &[Row]) {
    let mut wrong = Vec::new();
    for row in rows {
        let check = check_edited(row.names, row.edits);
        let (found, told) = (verdict(&check), errors(&check));
        let of_finding = |finding: &ikelint::rules::Finding| {
            let labels = finding.labels().map(|label| label.message.clone());
            labels.chain([finding.message.clone(), finding.help.clone()]).collect::<Vec<_>>()
        };
        let texts: Vec<String> = check.findings.iter().flat_map(of_finding).collect();
        let unsaid: Vec<_> = row.says.iter().filter(|said| !texts.iter().any(|text| text.contains(**said))).collect();
        if found != row.verdict || told != row.errors || !unsaid.is_empty() {
            wrong.push(format!("{}: {found} {told:?}, unsaid {unsaid:?} in {texts:#?}", row.what));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A router that has a certificate map beside the address.
const IOS_MAP: &str = " match identity remote address 192.0.2.10 255.255.255.255\n match certificate CERTS\n";
const IOS_ADDRESS: &str = " match identity remote address 192.0.2.10 255.255.255.255\n";
const IOS_MAP_DEFINED: &str = "crypto pki trustpoint CA\n enrollment terminal\n!\ncrypto pki certificate map CERTS 10\n subject-name co branch\n!\n\
     crypto ikev2 profile PROF\n";
const ASA_SIGNS: Edit = in_a(ASA_LOCAL, " ikev2 local-authentication certificate CA\n");
const IOS_VERIFIES: Edit = in_b(IOS_REMOTE, " authentication remote rsa-sig\n pki trustpoint CA verify\n");
const ASA_GROUP_MAP: &str = "tunnel-group 198.51.100.20 type ipsec-l2l\n";

/// Who certificates are expected of: what the files settle, what they leave open, and what they name in vain.
const NAMES: &[Row] = &[
    Row {
        what: "an ASA with a certificate sends its subject, which a router that expects an address refuses",
        names: ["asa-ikev2", "ios-ikev2"],
        edits: &[ASA_SIGNS, A_DEFINES_CA, IOS_VERIFIES, in_b(IOS_PROFILE, IOS_POINT)],
        verdict: "stalls",
        errors: &["identity-mismatch"],
        says: &["bravo-ios does not accept the identity of alpha-asa: DN of its certificate"],
    },
    Row {
        what: "the same with `crypto isakmp identity address`",
        names: ["asa-ikev2", "ios-ikev2"],
        edits: &[
            ASA_SIGNS,
            IOS_VERIFIES,
            in_b(IOS_PROFILE, IOS_POINT),
            in_a(
                "crypto ikev2 enable outside\n",
                "crypto ca trustpoint CA\n enrollment terminal\ncrypto isakmp identity address\ncrypto ikev2 enable outside\n",
            ),
        ],
        verdict: "undetermined",
        errors: &[],
        says: &["alpha-asa names the trust point CA"],
    },
    Row {
        what: "a certificate map of the router may fit",
        names: ["asa-ikev2", "ios-ikev2"],
        edits: &[ASA_SIGNS, A_DEFINES_CA, IOS_VERIFIES, in_b(IOS_PROFILE, IOS_MAP_DEFINED), in_b(IOS_ADDRESS, IOS_MAP)],
        verdict: "undetermined",
        errors: &[],
        says: &["bravo-ios takes whoever has a certificate that CERTS fits, which the files do not show"],
    },
    Row {
        what: "a certificate map that does not exist",
        names: ["asa-ikev2", "ios-ikev2"],
        edits: &[ASA_SIGNS, A_DEFINES_CA, IOS_VERIFIES, in_b(IOS_PROFILE, IOS_POINT), in_b(IOS_ADDRESS, IOS_MAP)],
        verdict: "undetermined",
        errors: &[],
        says: &["there is no certificate map CERTS"],
    },
    Row {
        what: "`peer-id-validate` of an ASA that checks a certificate",
        names: ["asa-ikev2", "ios-ikev2"],
        edits: &[
            in_a(ASA_REMOTE, " ikev2 remote-authentication certificate\n peer-id-validate nocheck\n"),
            A_DEFINES_CA,
            in_b(IOS_LOCAL, " authentication local rsa-sig\n pki trustpoint CA sign\n"),
            in_b(IOS_PROFILE, IOS_POINT),
        ],
        verdict: "undetermined",
        errors: &[],
        says: &["alpha-asa compares no name in the certificate of bravo-ios"],
    },
    Row {
        what: "`peer-id-validate` says nothing of keys",
        names: ["asa-ikev2", "ios-ikev2"],
        edits: &[in_a(
            ASA_REMOTE,
            " ikev2 remote-authentication pre-shared-key Corr3ct-Horse\n peer-id-validate req\n",
        )],
        verdict: "establishes",
        errors: &[],
        says: &[],
    },
    Row {
        what: "rules that choose a tunnel group by certificate, and name what is not there",
        names: ["asa-ikev2", "asa-ikev2"],
        edits: &[in_a(
            ASA_GROUP_MAP,
            "crypto ca certificate map BRANCHES 10\n subject-name attr ou eq branch\ntunnel-group-map enable rules\n\
             tunnel-group-map BRANCH 10 198.51.100.20\ntunnel-group-map BRANCHES 10 198.51.100.21\n\
             tunnel-group-map default-group DefaultL2LGroup\ntunnel-group 198.51.100.20 type ipsec-l2l\n",
        )],
        verdict: "establishes",
        errors: &[],
        says: &[
            "there is no certificate map BRANCH",
            "Did you mean BRANCHES?",
            "there is no tunnel group 198.51.100.21",
            "Did you mean 198.51.100.20?",
        ],
    },
    Row {
        what: "a router with keys and nothing but a certificate map",
        names: ["asa-ikev2", "ios-ikev2"],
        edits: &[in_b(IOS_PROFILE, IOS_MAP_DEFINED), in_b(IOS_ADDRESS, " match certificate CERTS\n")],
        verdict: "undetermined",
        errors: &[],
        says: &[],
    },
];

#[test]
fn names_in_certificates_are_told_as_far_as_they_are_known() {
    judge(NAMES);
}
