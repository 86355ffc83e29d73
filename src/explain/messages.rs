//! The messages of IKE: who sends each, what it carries, and what usually stops there.

use crate::explain::words::{Reason, Table, Word, reason};

/// The messages, in the order of the exchanges.
pub(super) const TABLE: Table =
    Table { title: "Messages", heading: "What usually stops there, the likeliest first", words: MESSAGES };

const IKEV1: &[&str] = &["RFC 2409 section 5 (exchanges of IKEv1)"];
const IKEV1_NAT: &[&str] =
    &["RFC 2409 section 5 (exchanges of IKEv1)", "RFC 3947 section 4 (with NAT, MM5 and later use UDP 4500)"];
const QUICK: &[&str] = &["RFC 2409 section 5.5 (quick mode)"];
const IKEV2: &[&str] = &["RFC 7296 section 1.2 (the initial exchanges)"];
const IKEV2_CHILD: &[&str] = &["RFC 7296 section 1.3 (CREATE_CHILD_SA)"];

const MAIN: &[&str] = &["main mode"];
const AGGRESSIVE: &[&str] = &["aggressive mode"];
const QUICK_MODE: &[&str] = &["quick mode"];
const SA_INIT: &[&str] = &["IKE_SA_INIT"];
const AUTH: &[&str] = &["IKE_AUTH"];
const CREATE_CHILD: &[&str] = &["CREATE_CHILD_SA"];

const NOBODY_LISTENS: Reason = reason(
    "the other end does not listen: IKE is off there, the crypto map is not applied, or it speaks another version",
    &["ike-not-enabled", "crypto-map-not-applied", "ike-version-mismatch"],
);
const WRONG_ADDRESS: Reason = reason(
    "it goes to an address that is not the other end's, or the other end does not expect the address it comes from",
    &["peer-address-mismatch", "one-sided-tunnel"],
);
const PATH: Reason =
    reason("it is lost on the path: no route, UDP 500 filtered", &["no-route-to-peer", "udp-500-blocked"]);
const WAY_BACK: Reason =
    reason("little in it can be refused: it is lost on its way back", &["no-route-to-peer", "udp-500-blocked"]);
const SELECTORS: Reason = reason("the traffic selectors do not fit", &["selector-mismatch", "selector-one-way"]);
const CHILD_PROPOSALS: Reason =
    reason("no IPsec proposal is common to both", &["ipsec-proposal-mismatch", "encapsulation-mode-mismatch"]);
const PFS: Reason = reason("PFS differs", &["pfs-mismatch"]);
const CERTIFICATES: Reason = reason("with certificates: one is not accepted", &["certificate-unverifiable"]);

const MESSAGES: &[Word] = &[
    Word {
        name: "MM1",
        also: MAIN,
        is: "IKEv1 main mode, first message, from the initiator, in the clear",
        text: &["It carries every IKE proposal that the initiator has for this peer (encryption, hash, group, \
             authentication method, lifetime) and vendor IDs. It holds no key, no identity and no Diffie-Hellman value."],
        reasons: &[
            reason(
                "no IKE proposal is common to both, or they differ in the authentication method",
                &["ike-proposal-mismatch", "auth-method-mismatch"],
            ),
            PATH,
            NOBODY_LISTENS,
            WRONG_ADDRESS,
            reason(
                "the responder looks the key up by address already here, and has none for this one",
                &["psk-missing"],
            ),
            reason("the responder takes aggressive mode only", &["exchange-mode-mismatch"]),
        ],
        sources: IKEV1,
    },
    Word {
        name: "MM2",
        also: MAIN,
        is: "IKEv1 main mode, second message, from the responder, in the clear",
        text: &["It carries the one proposal of MM1 that the responder has chosen."],
        reasons: &[
            WAY_BACK,
            reason("the initiator finds that it has no key for the address that answers", &["psk-missing"]),
        ],
        sources: IKEV1,
    },
    Word {
        name: "MM3",
        also: MAIN,
        is: "IKEv1 main mode, third message, from the initiator, in the clear",
        text: &[
            "It carries the initiator's Diffie-Hellman value and nonce, and the hashes by which a NAT on the path is \
             found (NAT-D).",
        ],
        reasons: &[
            reason(
                "the responder looks up the key for the initiator's address here, and has none",
                &["psk-missing", "peer-address-mismatch"],
            ),
            PATH,
        ],
        sources: IKEV1,
    },
    Word {
        name: "MM4",
        also: MAIN,
        is: "IKEv1 main mode, fourth message, from the responder, in the clear",
        text: &[
            "It carries the responder's Diffie-Hellman value, nonce and NAT-D hashes. From here on both ends can derive \
             the session keys, into which the pre-shared key goes.",
        ],
        reasons: &[WAY_BACK],
        sources: IKEV1,
    },
    Word {
        name: "MM5",
        also: MAIN,
        is: "IKEv1 main mode, fifth message, from the initiator: the first one that is encrypted",
        text: &[
            "It carries the initiator's identity and the hash or signature that proves it. Where a NAT was found, it \
             and everything after it uses UDP 4500.",
        ],
        reasons: &[
            reason("the pre-shared keys differ, so that the responder cannot decrypt it", &["psk-mismatch"]),
            reason("a NAT was found, and UDP 4500 is blocked", &["udp-4500-blocked"]),
            reason("the responder can read the identity and does not accept it", &["identity-mismatch"]),
            CERTIFICATES,
        ],
        sources: IKEV1_NAT,
    },
    Word {
        name: "MM6",
        also: MAIN,
        is: "IKEv1 main mode, last message, from the responder, encrypted",
        text: &[
            "It carries the responder's identity and proof. With it the IKE SA is up; the child SAs come next, in quick \
             mode.",
        ],
        reasons: &[
            reason("the initiator does not accept the responder's identity", &["identity-mismatch"]),
            CERTIFICATES,
        ],
        sources: IKEV1_NAT,
    },
    Word {
        name: "AM1",
        also: AGGRESSIVE,
        is: "IKEv1 aggressive mode, first message, from the initiator, in the clear",
        text: &[
            "It carries proposals of one Diffie-Hellman group, the value for it, a nonce, and the initiator's identity. \
             The group cannot be negotiated, since the value is sent along.",
        ],
        reasons: &[
            reason("the responder does not answer aggressive mode", &["exchange-mode-mismatch"]),
            reason(
                "no IKE proposal is common to both; the group of AM1 is the only one that counts",
                &["ike-proposal-mismatch", "auth-method-mismatch"],
            ),
            reason(
                "the responder has no key for the identity, or does not accept it",
                &["psk-missing", "identity-mismatch"],
            ),
            PATH,
            NOBODY_LISTENS,
            WRONG_ADDRESS,
        ],
        sources: IKEV1,
    },
    Word {
        name: "AM2",
        also: AGGRESSIVE,
        is: "IKEv1 aggressive mode, second message, from the responder, in the clear",
        text: &[
            "It carries the chosen proposal, the responder's Diffie-Hellman value, nonce and identity, and the hash or \
             signature that proves it. The initiator is the first that can tell that the keys differ.",
        ],
        reasons: &[
            reason("the pre-shared keys differ, so that the hash does not verify", &["psk-mismatch"]),
            reason("the initiator does not accept the responder's identity", &["identity-mismatch"]),
            CERTIFICATES,
        ],
        sources: IKEV1,
    },
    Word {
        name: "AM3",
        also: AGGRESSIVE,
        is: "IKEv1 aggressive mode, last message, from the initiator",
        text: &["It carries the initiator's proof. With it the IKE SA is up."],
        reasons: &[reason("a NAT was found, and UDP 4500 is blocked", &["udp-4500-blocked"]), CERTIFICATES],
        sources: IKEV1_NAT,
    },
    Word {
        name: "QM1",
        also: QUICK_MODE,
        is: "IKEv1 quick mode, first message, encrypted: whoever begins asks for a child SA",
        text: &[
            "It carries the IPsec proposals, the traffic selectors (identities of the two networks), a nonce, and with \
             PFS a Diffie-Hellman value. Quick mode runs once for each child SA, and again at each rekey.",
        ],
        reasons: &[SELECTORS, CHILD_PROPOSALS, PFS],
        sources: QUICK,
    },
    Word {
        name: "QM2",
        also: QUICK_MODE,
        is: "IKEv1 quick mode, second message, encrypted: the answer",
        text: &[
            "It carries the chosen proposal, the selectors as they were asked for, and with PFS the responder's value.",
        ],
        reasons: &[reason("the initiator refuses what was chosen, which is rare", &["pfs-mismatch"])],
        sources: QUICK,
    },
    Word {
        name: "QM3",
        also: QUICK_MODE,
        is: "IKEv1 quick mode, last message, encrypted, from whoever began",
        text: &["It carries a hash, which shows that the initiator is alive. With it the child SA is up on both ends."],
        reasons: &[reason("nothing in it can be refused; it can only be lost", &[])],
        sources: QUICK,
    },
    Word {
        name: "IKE_SA_INIT request",
        also: SA_INIT,
        is: "IKEv2, first message, from the initiator, in the clear",
        text: &[
            "It carries the IKE proposals, a Diffie-Hellman value for the group that the initiator likes best, a nonce, \
             and the hashes that find a NAT. If the responder wants another group it answers INVALID_KE_PAYLOAD, and the \
             initiator tries again with that one.",
        ],
        reasons: &[
            reason("no IKE proposal is common to both", &["ike-proposal-mismatch"]),
            PATH,
            NOBODY_LISTENS,
            WRONG_ADDRESS,
        ],
        sources: IKEV2,
    },
    Word {
        name: "IKE_SA_INIT response",
        also: SA_INIT,
        is: "IKEv2, second message, from the responder, in the clear",
        text: &[
            "It carries the chosen proposal, the responder's Diffie-Hellman value and its nonce. What follows is encrypted.",
        ],
        reasons: &[WAY_BACK],
        sources: IKEV2,
    },
    Word {
        name: "IKE_AUTH request",
        also: AUTH,
        is: "IKEv2, third message, from the initiator, encrypted",
        text: &[
            "It carries the initiator's identity and proof (AUTH), and asks for the first child SA: IPsec proposals and \
             traffic selectors, but no Diffie-Hellman value, so PFS does not matter here. Where a NAT was found it uses \
             UDP 4500.",
            "The IKE SA and the child are judged apart: where only the child is refused, the IKE SA may still come up.",
        ],
        reasons: &[
            reason(
                "the key does not verify, or there is none for this peer",
                &["psk-mismatch", "psk-missing", "auth-method-mismatch"],
            ),
            reason("the responder does not accept the identity", &["identity-mismatch"]),
            reason("the traffic selectors have nothing in common", &["selector-mismatch", "selector-one-way"]),
            reason(
                "no IPsec proposal is common to both",
                &["ipsec-proposal-mismatch", "encapsulation-mode-mismatch", "ike-cipher-weaker-than-esp"],
            ),
            reason("a NAT was found and UDP 4500 is blocked, or fragments of it are dropped", &["udp-4500-blocked"]),
            CERTIFICATES,
        ],
        sources: IKEV2,
    },
    Word {
        name: "IKE_AUTH response",
        also: AUTH,
        is: "IKEv2, fourth message, from the responder, encrypted",
        text: &[
            "It carries the responder's identity and proof, and the child SA as it was chosen. The responder takes the \
             IKE SA for up once it has sent it.",
        ],
        reasons: &[
            reason(
                "the key by which the responder proves itself is not the one that the initiator expects",
                &["psk-mismatch", "psk-missing", "auth-method-mismatch"],
            ),
            reason("the initiator does not accept the responder's identity", &["identity-mismatch"]),
            CERTIFICATES,
        ],
        sources: IKEV2,
    },
    Word {
        name: "CREATE_CHILD_SA request",
        also: CREATE_CHILD,
        is: "IKEv2, once the IKE SA is up, from either end, encrypted: a further child SA, or a rekey",
        text: &[
            "It carries IPsec proposals, a nonce, traffic selectors, and with PFS a Diffie-Hellman value. The first \
             child was made within IKE_AUTH, so this is the first message in which PFS matters: a tunnel with different \
             PFS comes up and dies at its first rekey.",
        ],
        reasons: &[PFS, SELECTORS, CHILD_PROPOSALS],
        sources: IKEV2_CHILD,
    },
    Word {
        name: "CREATE_CHILD_SA response",
        also: CREATE_CHILD,
        is: "IKEv2, the answer to it, encrypted",
        text: &[
            "It carries the chosen proposal, a nonce, the selectors as narrowed, and with PFS a Diffie-Hellman value.",
        ],
        reasons: &[reason("little in it can be refused", &[])],
        sources: IKEV2_CHILD,
    },
];
