//! What an ASA logs, or prints in its debugs. The lines carry their sources.

mod lines;

use crate::negotiation::FaultKind::{
    AuthenticationMethod, ChildProposal, Defect, EncapsulationMode, EspStrongerThanIke, ExchangeMode, Identity,
    IkeNotEnabled, IkeProposal, IkeVersion, KeyMismatch, KeyMissing, MapNotApplied, NatTraversal, NeverMatches,
    NoChildProposal, NoIkeProposal, NoInitiator, NoRouteToPeer, OneSided, OriginateOnly, PeerAddress, Pfs,
    Port500Blocked, Port4500Blocked, PostQuantumKey, Prohibited, RecursiveRoute, Selector, Shadowed,
};
use crate::negotiation::Message::{
    Am1, Am2, Am3, AuthRequest, AuthResponse, Mm1, Mm2, Mm3, Mm5, Mm6, Qm1, Qm2, SaInitRequest, SaInitResponse,
};
use crate::platform::logs::{
    DropRow, LogBook, LogLine, LogRow, NO_SOURCE, NOT_HERE, NOTHING_ARRIVES, NOTHING_BEGINS, NoteRow, UNAWARE, drops,
    lines, none, note, nothing, stop,
};
use crate::traffic::HindranceKind;
use lines::*;

/// The table.
pub(super) static BOOK: LogBook = LogBook { stops: STOPS, drops: DROPS, notes: NOTES, others: OTHERS };

const QUICK_MODE_REFUSED: &[&LogLine] = &[&NO_CHILD_PROPOSAL, &QUICK_MODE_ERROR, &CORRELATOR, &TORN_DOWN];
const SELECTOR_REFUSED: &[&LogLine] = &[&NO_MAP_ENTRY, &LIST_DOES_NOT_MATCH, &QUICK_MODE_ERROR, &POLICY_NOT_FOUND];
const NO_PROPOSAL_V2: &[&LogLine] = &[&NO_MATCHING_POLICY, &RECEIVED_POLICIES, &EXPECTED_POLICIES];
const REFUSES_PROOF: &[&LogLine] = &[&VERIFY_FAILED, &NOT_AUTHENTICATED, &SENDS_FAILURE, &AUTH_FAILED];
const PROOF_REFUSED: &[&LogLine] = &[&NOT_AUTHENTICATED, &AUTH_FAILED];
/// `Retransmitting` is in debugs alone; these two are what the log shows once the tries are over.
const GIVEN_UP_V2: &[&LogLine] = &[&ABORTED, &ALL_FAILED];

static STOPS: &[LogRow] = &[
    // Nothing leaves.
    nothing(&[MapNotApplied], none("without its crypto map the packets leave in the clear, and nothing is begun"))
        .initiator(),
    nothing(&[Shadowed], none("the packets go to the tunnel of the earlier entry, and nothing is begun for this one"))
        .initiator(),
    nothing(&[NeverMatches, NoInitiator, OneSided], none(NOTHING_BEGINS)).initiator(),
    nothing(&[EncapsulationMode], none(NOT_HERE)).initiator(),
    nothing(&[KeyMissing], lines(&[&NO_GROUP_FOR_PEER, &NO_SELF_AUTH, &NO_POLICY_AUTH])).v2().initiator(),
    nothing(&[], lines(&[&NO_DISPATCH])).initiator(),
    nothing(&[OneSided], lines(&[&NOT_PROTECTED])).responder(),
    nothing(&[], none(NOTHING_ARRIVES)).responder(),
    // The way. A list drops what comes in, so it is the responder's where a message of the initiator is lost.
    stop(&[Port500Blocked, Port4500Blocked], lines(&[&TO_THE_BOX, &UDP_DENIED])).responder().at(&[
        Mm1,
        Am1,
        Mm5,
        Am3,
        SaInitRequest,
    ]),
    stop(&[Port4500Blocked], lines(&[&TO_THE_BOX, &UDP_DENIED, &NO_AUTH_CAME])).responder().at(&[AuthRequest]),
    stop(&[Port500Blocked, Port4500Blocked], lines(&[&TO_THE_BOX, &UDP_DENIED, &TIMED_OUT]))
        .initiator()
        .v1()
        .at(&[Mm2, Am2, Mm6]),
    stop(&[Port4500Blocked], lines(&[&TO_THE_BOX, &UDP_DENIED])).initiator().at(&[Qm2]),
    stop(&[Port500Blocked, Port4500Blocked], lines(&[&TO_THE_BOX, &UDP_DENIED, &ABORTED, &ALL_FAILED]))
        .initiator()
        .at(&[SaInitResponse, AuthResponse]),
    stop(&[NoRouteToPeer], lines(&[&NO_NEXT_HOP, &TIMED_OUT])).initiator().at(&[Mm1, Am1]),
    stop(&[NoRouteToPeer], lines(&[&NO_NEXT_HOP, &DUPLICATE_PHASE_1])).responder().at(&[Mm2, Am2]),
    stop(&[NoRouteToPeer], lines(&[&NO_NEXT_HOP, &ABORTED, &ALL_FAILED])).initiator().at(&[SaInitRequest]),
    stop(&[NoRouteToPeer], lines(&[&NO_NEXT_HOP, &NO_AUTH_CAME])).responder().at(&[SaInitResponse]),
    stop(&[RecursiveRoute, Port500Blocked, Port4500Blocked], lines(&[&DUPLICATE_PHASE_1]))
        .responder()
        .at(&[Mm2, Am2, Mm6]),
    stop(&[Port4500Blocked], lines(&[&DUPLICATE_PHASE_2])).responder().at(&[Qm2]),
    stop(&[RecursiveRoute, Port500Blocked], lines(&[&NO_AUTH_CAME])).responder().at(&[SaInitResponse]),
    stop(&[Port4500Blocked], none(UNAWARE)).responder().at(&[AuthResponse]),
    stop(&[Port4500Blocked], none(UNAWARE)).initiator().at(&[Am3]),
    stop(&[Port4500Blocked], lines(&[&TIMED_OUT])).initiator().at(&[Mm5]),
    stop(&[NoRouteToPeer, RecursiveRoute], none(NOTHING_ARRIVES)).responder(),
    // Nobody answers.
    stop(&[MapNotApplied], lines(&[&NO_MAP])).responder().v1(),
    stop(&[MapNotApplied], none(NO_SOURCE)).responder(),
    stop(&[IkeNotEnabled], none("it drops IKE on an interface where it is off, and no source tells a line"))
        .responder(),
    stop(&[IkeVersion, PeerAddress, OneSided, Defect, ExchangeMode], none(NO_SOURCE)).responder().silence(),
    stop(&[], lines(&[&TIMED_OUT])).v1().initiator().silence(),
    stop(&[], lines(GIVEN_UP_V2)).v2().initiator().silence(),
    // IKEv1, phase 1.
    stop(&[IkeProposal, NoIkeProposal, AuthenticationMethod], lines(&[&NO_IKE_PROPOSAL, &PEER_TABLE])).v1().refuses(),
    stop(&[IkeProposal, NoIkeProposal, AuthenticationMethod], lines(&[&NO_PROPOSAL_NOTIFY, &INFORMATION_FAILED]))
        .v1()
        .refused(),
    stop(&[Prohibited], lines(&[&CONFLICTING_PROTOCOLS])).v1().refuses(),
    stop(&[KeyMissing], lines(&[&UNKNOWN_GROUP, &SPOOFED])).responder().at(&[Am2]),
    stop(&[KeyMissing], none("its hash check fails, and no source tells the line")).initiator().at(&[Am2]),
    stop(&[KeyMissing], lines(&[&NO_TUNNEL_GROUP, &PEER_TABLE, &FORGOTTEN])).v1().refuses(),
    stop(&[KeyMissing], lines(&[&COOKIE_NOTIFY, &TIMED_OUT])).refused().at(&[Mm3]),
    stop(&[PeerAddress], lines(&[&NO_TUNNEL_GROUP, &PEER_TABLE])).refuses().at(&[Mm3]),
    stop(&[PeerAddress], lines(&[&COOKIE_NOTIFY, &TIMED_OUT])).refused().at(&[Mm3]),
    stop(&[KeyMismatch], lines(&[&UNDECIPHERABLE, &INVALID_PAYLOADS])).refuses().at(&[Mm5]),
    stop(&[KeyMismatch], lines(&[&MALFORMED_NOTIFY, &TIMED_OUT])).refused().at(&[Mm5]),
    stop(&[KeyMismatch], none("it refuses the hash of AM2, and no source tells the line")).refuses().at(&[Am2]),
    stop(&[KeyMismatch], none(NO_SOURCE)).refused().at(&[Am2]),
    stop(&[PeerAddress, Identity, ExchangeMode, OneSided, Defect, Shadowed, IkeVersion], none(NO_SOURCE))
        .refuses()
        .at(&[Mm1, Am1, Am2, Mm5, Mm6]),
    stop(&[Defect], lines(&[&NO_IDENTITY_CERTIFICATE, &NO_TRUST_POINT])).refuses().v1().initiator(),
    stop(&[Defect], none(NO_SOURCE)).responder().at(&[crate::negotiation::Message::Mm4]),
    stop(&[PeerAddress], lines(&[&TIMED_OUT])).refused().at(&[Mm1, Am1]),
    stop(&[OneSided, Defect, Shadowed, IkeVersion, KeyMissing], lines(&[&NO_PROPOSAL_NOTIFY, &TIMED_OUT]))
        .refused()
        .at(&[Mm1, Am1]),
    stop(&[Identity, ExchangeMode, Prohibited, Defect], lines(&[&TIMED_OUT])).refused().initiator().at(&[Am1, Mm5]),
    stop(&[Identity, Prohibited, PeerAddress], none(NO_SOURCE)).refused().responder().at(&[Am2, Mm6]),
    stop(&[KeyMissing], none(NO_SOURCE)).refused().v1(),
    // IKEv1, phase 2.
    stop(&[ChildProposal, NoChildProposal, Pfs], lines(QUICK_MODE_REFUSED)).refuses().at(&[Qm1]),
    stop(&[EncapsulationMode, NatTraversal], lines(&[&ENCAPSULATION])).refuses().at(&[Qm1]),
    stop(&[ChildProposal, NoChildProposal, Pfs, EncapsulationMode, NatTraversal], lines(&[&NO_PROPOSAL_14]))
        .refused()
        .at(&[Qm1]),
    stop(&[Shadowed], lines(&[&QUICK_MODE_ERROR, &CORRELATOR])).refuses().at(&[Qm1]),
    stop(&[Defect], lines(&[&NO_MAP_ENTRY, &NO_LIST, &INCOMPLETE, &QUICK_MODE_ERROR, &POLICY_NOT_FOUND]))
        .refuses()
        .at(&[Qm1]),
    stop(&[Selector], lines(SELECTOR_REFUSED)).refuses().at(&[Qm1]),
    stop(&[PeerAddress], lines(&[&OTHER_PEER, &NO_MAP_ENTRY, &QUICK_MODE_ERROR])).refuses().at(&[Qm1]),
    stop(&[OriginateOnly], lines(&[&ORIGINATE_ONLY])).refuses().at(&[Qm1]),
    stop(&[Selector, Defect, PeerAddress, Shadowed], lines(&[&INVALID_ID_18])).refused().at(&[Qm1]),
    stop(&[OriginateOnly], none(NO_SOURCE)).refused().at(&[Qm1]),
    // IKEv2.
    stop(&[IkeProposal, NoIkeProposal], lines(NO_PROPOSAL_V2)).v2().refuses(),
    stop(&[IkeProposal, NoIkeProposal], lines(&[&NO_PROPOSAL_CHOSEN, &INITIAL_FAILED])).v2().refused(),
    stop(&[PeerAddress, OneSided, Defect, Shadowed, IkeVersion], lines(&[&NO_PROPOSAL_CHOSEN, &INITIAL_FAILED]))
        .refused()
        .at(&[SaInitRequest]),
    stop(&[KeyMismatch], lines(REFUSES_PROOF)).v2().refuses(),
    stop(&[AuthenticationMethod], lines(&[&OTHER_METHOD])).v2().refuses(),
    stop(&[KeyMissing, PostQuantumKey, Defect], lines(&[&NO_AUTH_CAME])).refused().at(&[SaInitResponse]),
    // The same notification whatever the reason.
    stop(&[KeyMismatch, AuthenticationMethod, Identity, KeyMissing, Prohibited, PostQuantumKey], lines(PROOF_REFUSED))
        .v2()
        .refused(),
    stop(&[Prohibited], lines(&[&NOT_IN_POLICY])).v2().refuses(),
    stop(&[KeyMissing], lines(&[&NO_GROUP_V2, &NO_KEY_V2, &NO_METHOD_V2])).v2().refuses(),
    stop(&[PeerAddress], lines(&[&NO_GROUP_V2])).refuses().at(&[AuthRequest]),
    stop(&[ChildProposal, NoChildProposal], lines(NO_PROPOSAL_V2)).v2().refuses(),
    stop(&[Selector, Defect], lines(&[&NO_POLICY_FOR_SELECTORS, &SELECTORS_REFUSED])).v2().refuses().at(&[AuthRequest]),
    stop(&[EspStrongerThanIke], lines(&[&CIPHER_TOO_WEAK])).refuses(),
    stop(&[PostQuantumKey], none(NOT_HERE)).refuses(),
    stop(&[Pfs], none("the first child SA takes no group; what it logs when new keys fail no source tells")).v2(),
    stop(
        &[Identity, EncapsulationMode, Shadowed, OriginateOnly, PeerAddress, OneSided, IkeVersion, Defect],
        none(NO_SOURCE),
    )
    .v2()
    .refuses(),
    stop(
        &[
            ChildProposal,
            NoChildProposal,
            Selector,
            EspStrongerThanIke,
            EncapsulationMode,
            Shadowed,
            OriginateOnly,
            PeerAddress,
            Defect,
        ],
        none(NO_SOURCE),
    )
    .v2()
    .refused(),
];

static DROPS: &[DropRow] = &[
    drops(&[HindranceKind::NoRoute], lines(&[&NO_NEXT_HOP])),
    drops(&[HindranceKind::Translated], lines(&[&TRANSLATED])),
    // The implicit end of an access group is logged as well.
    drops(&[HindranceKind::Filtered, HindranceKind::FilteredByEnd], lines(&[&DENIED, &ENTRY_DENIED])),
    drops(&[HindranceKind::EspFiltered, HindranceKind::EspFilteredByEnd], lines(&[&ESP_DENIED, &ENTRY_DENIED])),
    drops(
        &[HindranceKind::RoutedElsewhere, HindranceKind::Diverted, HindranceKind::IntoItself],
        none("the packets are sent, so that nothing is dropped"),
    ),
    drops(&[HindranceKind::SameNetwork], none("the packets never come to it")),
    drops(&[HindranceKind::LinkDown, HindranceKind::OtherWrapping], none(NO_SOURCE)),
    drops(
        &[
            HindranceKind::NoZone,
            HindranceKind::NoRouter,
            HindranceKind::NoAddress,
            HindranceKind::OtherEnds,
            HindranceKind::OtherKey,
        ],
        none(NOT_HERE),
    ),
];

static NOTES: &[NoteRow] = &[
    note(&["ipsec-lifetime-differs"], lines(&[&INITIATOR_SHORTER, &RESPONDER_SHORTER])),
    note(&["rekey-collision"], lines(&[&REKEY_COLLISION])),
    note(&["mtu-too-large"], lines(&[&FRAGMENTS])),
    // Where the answers are translated, and not what it sends itself.
    note(&["nat-exemption-missing"], lines(&[&ASYMMETRIC])),
    note(&["overlapping-selectors"], lines(&[&NOT_OF_THE_SA])),
];

static OTHERS: &[&LogLine] = &[
    &NO_POLICY_TO_BEGIN,
    &PHASE_2_MISMATCH,
    &CHILD_EXCHANGE_FAILED,
    &NAT_STATUS,
    &NO_AUTH_CAME,
    &ONE_FAILED,
    &LOST_CONTACT,
    &GROUP_WITHOUT_KEY,
    &NO_TRUST_POINT,
    &NOT_PROTECTED,
    &ABORTED_CHILD,
    &NO_PROPOSAL_SET,
    &BEGINS,
    &PROPOSAL_TAKEN,
    &ABORTED,
];

/// The number of the first message of the tunnel manager, which came with IKEv2 in 8.4 (Cisco ASA 8.4 release notes; the
/// syslog guides of 8.2 and 8.3 have no message 752006).
const TUNNEL_MANAGER: &str = "-752";

/// The releases of ASA 8 before 8.4. Of 7 nothing is said: FTD has a release 7 as well, with a tunnel manager.
const WITHOUT_TUNNEL_MANAGER: [&str; 4] = ["8.0", "8.1", "8.2", "8.3"];

/// Whether a release logs a line; where the release is not known, it may.
pub(super) fn logs_in_release(line: &LogLine, release: Option<&str>) -> bool {
    let is_without = |release: &str| WITHOUT_TUNNEL_MANAGER.iter().any(|start| release.starts_with(start));
    !(line.number.contains(TUNNEL_MANAGER) && release.is_some_and(is_without))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tunnel_manager_logs_nothing_before_8_4() {
        let logs = |version| logs_in_release(&NO_DISPATCH, Some(version));
        assert_eq!(["8.2(5)", "8.4(7)", "7.2.4"].map(logs), [false, true, true]);
        assert!(logs_in_release(&TIMED_OUT, Some("8.2(5)")));
        assert!(logs_in_release(&NO_DISPATCH, None));
    }
}
