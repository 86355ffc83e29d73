//! Verdicts on tunnels, and outcomes of one end's beginning.

use crate::explain::words::{Table, Word, reason};

/// The verdicts and outcomes, from good to bad.
pub(super) const TABLE: Table = Table { title: "Verdicts and outcomes", heading: "What leads to it", words: OUTCOMES };

const OUTCOMES: &[Word] = &[
    Word {
        name: "establishes",
        also: &["comes up"],
        is: "verdict and outcome: it comes up, from every end that begins",
        text: &[
            "The IKE SA and every child SA that can be asked for come up: as a verdict, from every end that begins by \
             design; as an outcome, when this end begins.",
            "It speaks of the negotiation alone. Routes, NAT, filters and the path between the ends are not judged, so \
             it does not say that traffic flows.",
        ],
        reasons: &[],
        sources: &[],
    },
    Word {
        name: "one-way",
        also: &[],
        is: "verdict: it comes up only when the right end begins",
        text: &[
            "It comes up when one end begins and stalls when the other does. So it works until the wrong end is first \
             to have traffic, after a reboot or an idle night.",
        ],
        reasons: &[
            reason("one end's selectors lie inside the other's", &["selector-one-way"]),
            reason("PFS at one end only, with IKEv1", &["pfs-mismatch"]),
            reason("one end answers with another key than it begins with", &["psk-mismatch"]),
        ],
        sources: &[],
    },
    Word {
        name: "fails-at-rekey",
        also: &[],
        is: "verdict and outcome: it comes up, and dies when it is rekeyed",
        text: &[
            "It comes up, carries traffic, and dies when its child SA is rekeyed: after the lifetime of the child SA, \
             often an hour or eight. With IKEv2 the first child SA is made without a Diffie-Hellman value of its own, so \
             that a difference in PFS shows only then.",
        ],
        reasons: &[reason("PFS differs, with IKEv2", &["pfs-mismatch"])],
        sources: &["RFC 7296 sections 1.2 and 1.3.3 (PFS within IKE_AUTH and at a rekey)"],
    },
    Word {
        name: "stalls",
        also: &[],
        is: "verdict and outcome: it does not come up",
        text: &[
            "It does not come up: the exchange stops at the message that is named, or not all child SAs come up. \"No \
             packet leaves\" stands where it stops before the first message. `ikelint trace` draws how far it gets; \
             `ikelint explain` takes the message as well, as in `ikelint explain MM5`.",
        ],
        reasons: &[reason("an error that the report tells; its findings stand in the order of the exchange", &[])],
        sources: &[],
    },
    Word {
        name: "undetermined",
        also: &[],
        is: "verdict and outcome: the files do not settle it",
        text: &[
            "It establishes if what the files leave open is favourable, and does not if it is not. \"Not settled by \
             these files\" lists what is open and what each answer would lead to. With --strict the exit status is 1.",
            "What helps: the full output of `show running-config` rather than an excerpt (--complete says that nothing \
             is missing), keys that can be read, or --assume psk=same.",
        ],
        reasons: &[
            reason("keys that are masked or encrypted", &["psk-unverifiable"]),
            reason("certificates, which are not in the files", &["certificate-unverifiable"]),
            reason("a line that is not understood", &["unrecognised-line"]),
            reason("addresses that are settled at run time, or an excerpt without the line that would tell", &[]),
        ],
        sources: &[],
    },
    Word {
        name: "does-not-start",
        also: &["never, by design", "no initiator"],
        is: "outcome: by design this end never begins",
        text: &[
            "By design this end never sends the first message: it is set to answer only, or takes any peer and so has \
             nobody to call. That is no fault as long as the other end begins.",
        ],
        reasons: &[reason("neither end ever begins: then the verdict is that it stalls", &["no-initiator"])],
        sources: &[],
    },
];
