//! Notifications: what a refusing end answers.

use crate::explain::words::{Table, Word, reason};

/// The notifications, in the order of the exchange.
pub(super) const TABLE: Table =
    Table { title: "Notifications", heading: "What leads to it, the likeliest first", words: NOTIFICATIONS };

const BEFORE_KEYS: &str = "Before the keys are agreed it is sent without protection, and an initiator may not believe \
                           it: many drop it and go on waiting, so that the refusal looks like silence.";

const NOTIFICATIONS: &[Word] = &[
    Word {
        name: "NO_PROPOSAL_CHOSEN",
        also: &["PROPOSAL_NOT_CHOSEN", "No proposal chosen (14)"],
        is: "notify message 14, in IKEv1 and IKEv2: none of the proposals is acceptable",
        text: &[
            BEFORE_KEYS,
            "After MM1 or IKE_SA_INIT it speaks of the IKE proposals; in quick mode, IKE_AUTH or CREATE_CHILD_SA of the \
             IPsec proposals or of PFS. It never names what differs: only the log of the end that sends it does.",
        ],
        reasons: &[
            reason("no IKE proposal is common to both", &["ike-proposal-mismatch", "auth-method-mismatch"]),
            reason("no IPsec proposal is common to both", &["ipsec-proposal-mismatch", "encapsulation-mode-mismatch"]),
            reason("PFS differs", &["pfs-mismatch"]),
            reason("the responder has no key, and so no proposal with pre-shared keys", &["psk-missing"]),
        ],
        sources: &["RFC 2408 section 3.14.1 (notify messages)", "RFC 7296 section 3.10.1 (notify messages)"],
    },
    Word {
        name: "PAYLOAD_MALFORMED",
        also: &[],
        is: "notify message 16, in IKEv1: a payload makes no sense",
        text: &[
            "An end that decrypts with other keys than the sender encrypted with finds garbage where payloads should \
             be. That is why this is the sign of different pre-shared keys, not of a broken device.",
            "It is sent in the clear, so the initiator drops it and goes on waiting.",
        ],
        reasons: &[reason("the pre-shared keys differ (main mode, MM5)", &["psk-mismatch"])],
        sources: &["RFC 2408 section 3.14.1 (notify messages)", "RFC 2409 section 5.4 (the key goes into SKEYID)"],
    },
    Word {
        name: "INVALID_ID_INFORMATION",
        also: &["Invalid ID info (18)"],
        is: "notify message 18, in IKEv1: an identity is not accepted",
        text: &[
            "In main and aggressive mode the identity is that of the device. In quick mode it is that of the networks: \
             there it means that the traffic selectors (crypto access lists, proxy IDs) do not fit.",
        ],
        reasons: &[
            reason("in quick mode: the traffic selectors do not fit", &["selector-mismatch", "selector-one-way"]),
            reason("in phase 1: the identity is not the one that is expected", &["identity-mismatch"]),
        ],
        sources: &["RFC 2408 section 3.14.1 (notify messages)", "RFC 2409 section 5.5 (identities of quick mode)"],
    },
    Word {
        name: "INVALID_HASH_INFORMATION",
        also: &[],
        is: "notify message 23, in IKEv1: a hash does not verify",
        text: &[
            "The hash in AM2 is made with the pre-shared key; the initiator of aggressive mode finds that it is wrong.",
        ],
        reasons: &[reason("the pre-shared keys differ (aggressive mode, AM2)", &["psk-mismatch"])],
        sources: &["RFC 2408 section 3.14.1 (notify messages)", "RFC 2409 section 5.4 (authentication with a key)"],
    },
    Word {
        name: "AUTHENTICATION_FAILED",
        also: &[],
        is: "notify message 24: the peer has not proved its identity",
        text: &[
            "In IKEv2 it answers the IKE_AUTH request, encrypted, and stands for everything that is wrong with key, \
             identity and certificate alike, so as not to tell a stranger which. The log of the end that sends it tells.",
            "Where the initiator is the one that refuses, in the IKE_AUTH response, it says so in an INFORMATIONAL exchange and drops the \
             IKE SA.",
        ],
        reasons: &[
            reason("the pre-shared keys differ, or one is missing", &["psk-mismatch", "psk-missing"]),
            reason("the identity is not the one that is expected", &["identity-mismatch"]),
            reason("the authentication methods differ", &["auth-method-mismatch"]),
            reason("a certificate is not accepted", &["certificate-unverifiable"]),
            reason("the post-quantum pre-shared keys do not fit", &["ppk-mismatch"]),
        ],
        sources: &["RFC 7296 sections 2.15, 2.21.2 and 3.10.1 (authentication, errors in IKE_AUTH, notify messages)"],
    },
    Word {
        name: "TS_UNACCEPTABLE",
        also: &[],
        is: "notify message 38, in IKEv2: none of the traffic selectors is acceptable",
        text: &[
            "An IKEv2 responder may narrow the selectors to what both have; this comes where nothing is left, or where \
             the device does not narrow. It refuses the child SA only: the IKE SA may stay up without it.",
        ],
        reasons: &[reason("the traffic selectors do not fit", &["selector-mismatch", "selector-one-way"])],
        sources: &["RFC 7296 sections 2.9 and 3.10.1 (narrowing, notify messages)"],
    },
    Word {
        name: "INVALID_KE_PAYLOAD",
        also: &[],
        is: "notify message 17, in IKEv2: the Diffie-Hellman value is of another group than the one chosen",
        text: &[
            "It names the group that the responder wants. In IKE_SA_INIT that is no failure: the initiator tries again \
             with that group. In CREATE_CHILD_SA it is the same, as long as the initiator offers that group as well.",
        ],
        reasons: &[
            reason("the PFS groups differ, at a rekey", &["pfs-mismatch"]),
            reason("the IKE groups differ and have none in common", &["ike-proposal-mismatch"]),
        ],
        sources: &["RFC 7296 sections 1.2, 1.3 and 3.10.1 (the group that is tried first, notify messages)"],
    },
    Word {
        name: "USE_PPK",
        also: &["PPK_IDENTITY", "NO_PPK_AUTH"],
        is: "notify messages 16435 to 16437, in IKEv2: a post-quantum pre-shared key is to be used",
        text: &[
            "USE_PPK in both messages of IKE_SA_INIT says that both ends can. PPK_IDENTITY in IKE_AUTH names the key. \
             NO_PPK_AUTH is sent by an initiator that does not insist: with it a responder that has no such key can go on \
             without.",
            "They refuse nothing. An end that insists and gets no key stops with AUTHENTICATION_FAILED, or says nothing.",
        ],
        reasons: &[reason("one end insists on a key that the other does not have", &["ppk-mismatch"])],
        sources: &["RFC 8784 section 3 (exchanges)"],
    },
];
