//! What strongSwan logs. The lines carry their sources.

mod lines;

use crate::negotiation::FaultKind::{
    AuthenticationMethod, ChildProposal, Defect, EncapsulationMode, EspStrongerThanIke, ExchangeMode, Identity,
    IkeNotEnabled, IkeProposal, IkeVersion, KeyMismatch, KeyMissing, MapNotApplied, NatTraversal, NeverMatches,
    NoChildProposal, NoIkeProposal, NoInitiator, NoRouteToPeer, OneSided, OriginateOnly, PeerAddress, Pfs,
    Port500Blocked, Port4500Blocked, PostQuantumKey, Prohibited, RecursiveRoute, Selector, Shadowed,
};
use crate::negotiation::Message::{
    Am1, Am2, Am3, AuthRequest, AuthResponse, CreateChildRequest, Mm1, Mm2, Mm3, Mm4, Mm5, Mm6, Qm1, Qm2,
    SaInitRequest, SaInitResponse,
};
use crate::platform::logs::{
    DropRow, LogBook, LogLine, LogRow, NO_SOURCE, NOT_HERE, NOTHING_ARRIVES, NOTHING_BEGINS, NoteRow, UNAWARE, drops,
    lines, none, nothing, stop,
};
use crate::traffic::HindranceKind;
use lines::*;

/// The table.
pub(super) static BOOK: LogBook = LogBook { stops: STOPS, drops: DROPS, notes: NOTES, others: OTHERS };

/// Lists and routes are the operating system's, and their logs as well.
const OF_THE_SYSTEM: &str = "routes and filters are the operating system's, and so are their logs";

static STOPS: &[LogRow] = &[
    // Nothing leaves.
    nothing(&[Defect], lines(&[&NOT_LOADED])).initiator(),
    nothing(&[MapNotApplied, IkeNotEnabled], none(NOT_HERE)).initiator(),
    nothing(&[NeverMatches, NoInitiator, OneSided, Shadowed], none(NOTHING_BEGINS)).initiator(),
    nothing(&[KeyMissing, PeerAddress, NoChildProposal, EncapsulationMode], none(NO_SOURCE)).initiator(),
    nothing(&[], none(NOTHING_ARRIVES)).responder(),
    // The way.
    stop(&[Port500Blocked, Port4500Blocked], none(OF_THE_SYSTEM)).responder().at(&[
        Mm1,
        Am1,
        Mm5,
        Am3,
        SaInitRequest,
        AuthRequest,
    ]),
    stop(&[Port4500Blocked], none(UNAWARE)).responder().at(&[Mm6, AuthResponse]),
    stop(&[Port4500Blocked], none(UNAWARE)).initiator().at(&[Am3]),
    stop(&[NoRouteToPeer, RecursiveRoute], none(NOTHING_ARRIVES)).responder().at(&[Mm1, Am1, SaInitRequest]),
    stop(&[NoRouteToPeer, RecursiveRoute, Port500Blocked], none(NO_SOURCE)).responder().at(&[Mm2, Am2, SaInitResponse]),
    stop(&[Port4500Blocked], none(NO_SOURCE)).responder().at(&[Qm2]),
    // Nobody answers.
    stop(&[MapNotApplied, IkeNotEnabled], none(NOT_HERE)).responder(),
    stop(&[PeerAddress, OneSided, IkeVersion, Defect], lines(&[&NO_CONNECTION])).responder().at(&[
        Mm1,
        Am1,
        SaInitRequest,
    ]),
    stop(&[ExchangeMode], none(NOT_HERE)).responder().silence(),
    stop(&[], lines(&[&GIVING_UP, &NOT_RESPONDING])).initiator().silence(),
    // IKEv1, phase 1.
    stop(&[IkeProposal, NoIkeProposal, AuthenticationMethod], lines(&[&UNACCEPTABLE, &NO_PROPOSAL])).v1().refuses(),
    stop(&[ExchangeMode], lines(&[&NOT_AGGRESSIVE])).refuses().at(&[Am1]),
    stop(&[ExchangeMode], lines(&[&NOT_MAIN])).refuses().at(&[Mm5]),
    stop(&[KeyMissing], lines(&[&NO_KEY])).v1().refuses(),
    stop(&[KeyMissing], lines(&[&INVALID_KEY])).v1().refused(),
    stop(&[KeyMismatch], lines(&[&GARBAGE, &UNDECIPHERABLE, &NOT_PARSED])).refuses().at(&[Mm5]),
    stop(&[KeyMismatch], lines(&[&MALFORMED_NOTIFY, &NOTIFY_FAILED])).refused().at(&[Mm5]),
    stop(&[KeyMismatch], lines(&[&HASH])).refuses().at(&[Am2]),
    stop(&[KeyMismatch], none(NO_SOURCE)).refused().at(&[Am2]),
    stop(&[Identity], lines(&[&NO_MATCHING_PEER, &NO_PEER])).v1().responder().refuses(),
    stop(&[Identity], lines(&[&OTHER_IDENTITY])).v1().initiator().refuses(),
    stop(&[Identity, ExchangeMode], lines(&[&AUTHENTICATION_V1])).v1().refused(),
    stop(&[], lines(&[&REFUSED_V1])).initiator().refused().at(&[Mm1, Am1]),
    stop(&[Prohibited], none(NOT_HERE)).v1().refuses(),
    stop(&[PeerAddress, Defect, Shadowed], none(NO_SOURCE)).v1().refuses().at(&[Mm1, Am1, Am2, Mm3, Mm4, Mm5]),
    stop(&[PeerAddress, Defect, Prohibited], none(NO_SOURCE)).v1().refused().at(&[Am1, Am2, Mm3, Mm4, Mm5, Mm6]),
    // IKEv1, phase 2.
    stop(&[ChildProposal, NoChildProposal, Pfs], lines(&[&NO_CHILD_PROPOSAL_V1])).refuses().at(&[Qm1]),
    stop(&[ChildProposal, NoChildProposal, Pfs, NatTraversal], lines(&[&REFUSED_V1])).refused().at(&[Qm1]),
    stop(&[Selector, EncapsulationMode], lines(&[&NO_CHILD])).refuses().at(&[Qm1]),
    stop(&[Selector, EncapsulationMode], lines(&[&INVALID_ID])).refused().at(&[Qm1]),
    stop(&[Defect, PeerAddress, Shadowed, NatTraversal], none(NO_SOURCE)).at(&[Qm1]),
    stop(&[OriginateOnly], none(NOT_HERE)).refuses(),
    stop(&[OriginateOnly], none(NO_SOURCE)).refused(),
    // IKEv2.
    stop(&[IkeProposal, NoIkeProposal], lines(&[&UNACCEPTABLE])).v2().refuses(),
    stop(&[], lines(&[&REFUSED_V2])).refused().at(&[SaInitRequest]),
    stop(&[KeyMissing], lines(&[&NO_KEY])).v2().refuses(),
    stop(
        &[PostQuantumKey],
        lines(&[&NO_POST_QUANTUM, &POST_QUANTUM_MISSING, &POST_QUANTUM_UNKNOWN, &POST_QUANTUM_DIFFERS]),
    )
    .refuses(),
    stop(&[KeyMismatch], lines(&[&WRONG_KEY])).v2().refuses(),
    stop(&[Identity, AuthenticationMethod], lines(&[&NO_MATCHING_PEER, &NO_PEER])).refuses().at(&[AuthRequest]),
    stop(&[Identity], lines(&[&CONSTRAINT])).refuses().at(&[AuthResponse]),
    stop(&[AuthenticationMethod], none(NO_SOURCE)).refuses().at(&[AuthResponse]),
    stop(&[KeyMissing, PostQuantumKey, Defect], none(NO_SOURCE)).at(&[SaInitResponse]),
    // The same notification whatever the reason.
    stop(
        &[KeyMismatch, AuthenticationMethod, Identity, KeyMissing, Prohibited, PostQuantumKey],
        lines(&[&AUTHENTICATION_V2]),
    )
    .refused()
    .at(&[AuthRequest, AuthResponse]),
    stop(&[ChildProposal, NoChildProposal, Pfs], lines(&[&NO_CHILD_PROPOSAL_V2, &KEEPING])).v2().refuses(),
    stop(&[ChildProposal, NoChildProposal, Pfs, EspStrongerThanIke], lines(&[&CHILD_REFUSED])).v2().refused(),
    stop(&[Selector], lines(&[&SELECTORS_REFUSED, &KEEPING])).v2().refuses(),
    stop(&[Selector, EncapsulationMode, Shadowed], lines(&[&TS_UNACCEPTABLE])).v2().refused(),
    stop(&[EspStrongerThanIke, Prohibited], none(NOT_HERE)).v2().refuses(),
    stop(&[EncapsulationMode], lines(&[&SELECTORS_REFUSED, &KEEPING])).v2().refuses(),
    stop(&[Defect, PeerAddress, Shadowed], none(NO_SOURCE)).at(&[SaInitRequest, AuthRequest, CreateChildRequest]),
];

static DROPS: &[DropRow] = &[drops(&HindranceKind::ALL, none(OF_THE_SYSTEM))];

static NOTES: &[NoteRow] = &[];

static OTHERS: &[&LogLine] = &[
    &REPEATS,
    &REPEATED,
    &DISCARDED,
    &UNKNOWN_SECTION,
    &BROKEN_FILE,
    &GIVES_UP,
    &OTHER_MODE,
    &NO_KEY_TEXT,
    &MAC,
    &NO_SELECTORS,
];
