//! What PAN-OS writes into its system log (subtype `vpn`), its `ikemgr.log` and its traffic log. The lines carry their
//! sources.

mod lines;

use crate::negotiation::FaultKind::{
    AuthenticationMethod, ChildProposal, Defect, EncapsulationMode, EspStrongerThanIke, ExchangeMode, Identity,
    IkeNotEnabled, IkeProposal, IkeVersion, KeyMismatch, KeyMissing, MapNotApplied, NatTraversal, NeverMatches,
    NoChildProposal, NoIkeProposal, NoInitiator, NoRouteToPeer, OneSided, OriginateOnly, PeerAddress, Pfs,
    Port500Blocked, Port4500Blocked, PostQuantumKey, Prohibited, RecursiveRoute, Selector, Shadowed,
};
use crate::negotiation::Message::{
    Am1, Am2, Am3, AuthRequest, AuthResponse, CreateChildRequest, Mm1, Mm3, Mm4, Mm5, Mm6, Qm1, Qm2, SaInitRequest,
};
use crate::platform::logs::{
    DropRow, LogBook, LogLine, LogRow, NO_SOURCE, NOT_HERE, NOTHING_ARRIVES, NOTHING_BEGINS, NoteRow, UNAWARE, drops,
    lines, none, note, nothing, stop,
};
use crate::traffic::HindranceKind;
use lines::*;

/// The table.
pub(super) static BOOK: LogBook = LogBook { stops: STOPS, drops: DROPS, notes: NOTES, others: OTHERS };

/// It retries and gives up; the vendor documents that line for IKEv1 alone.
const NO_LINE_V2: &str = "no source that could be read has the line of an IKEv2 initiator without an answer";

static STOPS: &[LogRow] = &[
    // Nothing leaves.
    nothing(&[MapNotApplied, IkeNotEnabled], none(NOT_HERE)).initiator(),
    nothing(&[NeverMatches, NoInitiator, OneSided, Shadowed], none(NOTHING_BEGINS)).initiator(),
    nothing(&[Defect, KeyMissing, PeerAddress, NoChildProposal, EncapsulationMode], none(NO_SOURCE)).initiator(),
    nothing(&[], none(NOTHING_ARRIVES)).responder(),
    // The way. Rules decide about what the peer begins, and let through the answers to it.
    stop(&[Port500Blocked], lines(&[&IKE_DENIED])).responder().at(&[Mm1, Am1, SaInitRequest]),
    stop(&[Port4500Blocked], lines(&[&ENCAPSULATION_DENIED])).responder().at(&[Mm5, Am3, AuthRequest]),
    stop(&[Port4500Blocked], none(UNAWARE)).responder(),
    stop(&[Port4500Blocked], none(UNAWARE)).initiator().at(&[Am3]),
    stop(&[Port4500Blocked], none(NO_SOURCE)).initiator().at(&[Qm2]),
    stop(
        &[NoRouteToPeer, RecursiveRoute, Port500Blocked],
        none(
            "it has answered, and no source tells what it logs of an exchange \
                                                                 that does not go on",
        ),
    )
    .responder(),
    // Nobody answers.
    stop(&[PeerAddress, OneSided], lines(&[&NO_GATEWAY])).responder().v1().silence(),
    stop(&[PeerAddress, OneSided, IkeVersion], lines(&[&UNKNOWN_IKEV2_PEER])).responder().v2().silence(),
    stop(&[ExchangeMode], lines(&[&NOT_AGGRESSIVE])).responder().at(&[Am1]),
    stop(&[ExchangeMode], lines(&[&NOT_MAIN])).responder().silence().at(&[Mm1]),
    stop(&[MapNotApplied, IkeNotEnabled], none(NOT_HERE)).responder(),
    stop(&[IkeVersion, Defect], none(NO_SOURCE)).responder().silence(),
    stop(&[], lines(&[&TIMEOUT_AGGRESSIVE])).initiator().silence().at(&[Am1, Am2]),
    stop(&[], lines(&[&TIMEOUT_MAIN])).v1().initiator().silence(),
    stop(&[], none(NO_LINE_V2)).v2().initiator().silence(),
    // IKEv1, phase 1.
    stop(&[IkeProposal, NoIkeProposal, AuthenticationMethod], lines(&[&NO_SUITABLE_PROPOSAL])).v1().refuses(),
    stop(&[PeerAddress, OneSided, KeyMissing], lines(&[&NO_GATEWAY])).refuses().at(&[Mm1, Am1]),
    stop(&[KeyMismatch], lines(&[&SECRETS])).refuses().at(&[Mm5]),
    stop(
        &[
            Identity,
            KeyMismatch,
            KeyMissing,
            PeerAddress,
            Prohibited,
            ExchangeMode,
            Defect,
            Shadowed,
            IkeVersion,
            OneSided,
        ],
        none(NO_SOURCE),
    )
    .v1()
    .refuses()
    .at(&[Mm1, Am1, Am2, Mm3, Mm4, Mm5, Mm6]),
    stop(&[], lines(&[&TIMEOUT_AGGRESSIVE])).initiator().refused().at(&[Am1]),
    stop(&[Identity], none(NO_SOURCE)).refused().at(&[Mm5]),
    stop(&[], lines(&[&TIMEOUT_MAIN])).initiator().refused().at(&[Mm1, Mm3, Mm5]),
    stop(&[Identity, KeyMismatch, KeyMissing, PeerAddress, Prohibited, Defect], none(NO_SOURCE))
        .v1()
        .responder()
        .refused(),
    // IKEv1, phase 2.
    stop(&[ChildProposal, NoChildProposal], lines(&[&NO_SUITABLE_PROPOSAL])).refuses().at(&[Qm1]),
    stop(&[Pfs], lines(&[&PFS_GROUP])).refuses().at(&[Qm1]),
    stop(&[Selector], lines(&[&NO_SAINFO, &PROXY_ID, &NO_TUNNEL])).refuses().at(&[Qm1]),
    stop(&[ChildProposal, NoChildProposal, Pfs, EncapsulationMode, NatTraversal], lines(&[&NO_PROPOSAL_CHOSEN]))
        .refused()
        .at(&[Qm1]),
    stop(&[Selector], lines(&[&INVALID_ID])).refused().at(&[Qm1]),
    stop(&[EncapsulationMode, NatTraversal, Defect, PeerAddress, Shadowed], none(NO_SOURCE)).refuses().at(&[Qm1]),
    stop(&[OriginateOnly], none(NOT_HERE)).refuses(),
    stop(&[Defect, PeerAddress, Shadowed, OriginateOnly], none(NO_SOURCE)).refused().at(&[Qm1]),
    // IKEv2.
    stop(&[IkeProposal], lines(&[&NOT_PRESENTED, &CHOSE_NONE])).v2().refuses(),
    stop(&[NoIkeProposal], lines(&[&CHOSE_NONE])).v2().refuses(),
    stop(&[PeerAddress, OneSided, IkeVersion], lines(&[&UNKNOWN_IKEV2_PEER])).refuses().at(&[SaInitRequest]),
    stop(&[], lines(&[&NO_PROPOSAL_CHOSEN])).refused().at(&[SaInitRequest]),
    stop(&[KeyMismatch, AuthenticationMethod], lines(&[&WRONG_PROOF])).v2().refuses(),
    stop(&[Identity], lines(&[&INITIATOR_UNKNOWN])).refuses().at(&[AuthRequest]),
    stop(&[Identity], lines(&[&RESPONDER_UNKNOWN])).refuses().at(&[AuthResponse]),
    // The same notification whatever the reason.
    stop(
        &[KeyMismatch, AuthenticationMethod, Identity, KeyMissing, Prohibited, PostQuantumKey],
        lines(&[&AUTHENTICATION_FAILED]),
    )
    .refused()
    .at(&[AuthRequest, AuthResponse]),
    stop(&[Selector], lines(&[&TS_UNACCEPTABLE])).v2(),
    stop(&[EncapsulationMode], lines(&[&TS_UNACCEPTABLE])).v2().refused(),
    stop(&[ChildProposal, NoChildProposal], lines(&[&CHOSE_NONE])).v2().refuses(),
    stop(&[Pfs], lines(&[&NO_KEY_EXCHANGE])).refuses().at(&[CreateChildRequest]),
    stop(&[ChildProposal, NoChildProposal, EspStrongerThanIke, Pfs], lines(&[&NO_PROPOSAL_CHOSEN])).v2().refused(),
    stop(&[EspStrongerThanIke, Prohibited], none(NOT_HERE)).v2().refuses(),
    stop(&[KeyMissing, PostQuantumKey, Defect, PeerAddress, Shadowed, EncapsulationMode], none(NO_SOURCE)).v2(),
    stop(&[OriginateOnly], none(NO_SOURCE)).v2().refused(),
];

static DROPS: &[DropRow] = &[
    drops(&[HindranceKind::Filtered], lines(&[&DENIED])),
    drops(&[HindranceKind::EspFiltered], lines(&[&ESP_DENIED])),
    drops(
        &[HindranceKind::FilteredByEnd, HindranceKind::EspFilteredByEnd],
        none("the default rules log nothing unless they are overridden"),
    ),
    drops(
        &[HindranceKind::Diverted],
        none("the traffic log names the interface by which the packets leave, and no reason"),
    ),
    drops(
        &[HindranceKind::NoRoute, HindranceKind::RoutedElsewhere, HindranceKind::NoRouter],
        none("nothing; `test routing fib-lookup` tells where the packets go"),
    ),
    drops(
        &[HindranceKind::NoZone],
        none(
            "packets of an interface without a zone are dropped before a session is made, so that the \
                                          traffic log has none",
        ),
    ),
    drops(&[HindranceKind::SameNetwork], none("the packets never come to it")),
    drops(
        &[
            HindranceKind::Translated,
            HindranceKind::IntoItself,
            HindranceKind::LinkDown,
            HindranceKind::OtherWrapping,
            HindranceKind::OtherEnds,
            HindranceKind::OtherKey,
            HindranceKind::NoAddress,
        ],
        none(NO_SOURCE),
    ),
];

static NOTES: &[NoteRow] = &[note(&["rekey-collision"], lines(&[&LOST_SPI]))];

static OTHERS: &[&LogLine] = &[
    &TIMEOUT,
    &TIMEOUT_QUICK,
    &QUICK_MODE_FAILED,
    &NEGOTIATION_TIMEOUT,
    &NOT_PRESENTED_TEXT,
    &SECRETS_TEXT,
    &OTHER_IDENTITY,
    &PROXY_ID_TEXT,
    &PAYLOAD_130,
    &DASHED_NO_PROPOSAL,
    &DASHED_INVALID_ID,
    &INITIATES_IKE,
    &INITIATES_IPSEC,
    &INITIATES_IKE_OLD,
    &INITIATES_IPSEC_OLD,
];
