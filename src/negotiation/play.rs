//! Plays a direction from its beginning to its end.

use crate::model::{
    Blocks, Defect, ExchangeMode, IkeVersion, Initiation, InitiatorWithoutKey, OtherExchangeMode, UnknownReason,
    VersionFallback,
};
use crate::negotiation::child_sa::Phase2;
use crate::negotiation::main_mode::Settings;
use crate::negotiation::session::{Assumptions, Roles, Session, Side};
use crate::negotiation::{
    Attempt, ChildResult, Direction, End, Fault, Message, Missing, Outcome, QuestionReason, SaState, Stop, Subject,
};

/// Plays the negotiation that begins at `initiator`.
///
/// What the files leave open is resolved favourably while playing; the outcome of the direction says what follows from
/// resolving it the other way as well.
pub fn negotiate(ends: [Side<'_>; 2], initiator: End, assumptions: Assumptions) -> Direction {
    let mut session = Session::new(ends, initiator, assumptions);
    if session.does_not_start() {
        return does_not_start(initiator);
    }
    let attempts = match session.roles() {
        Some(roles) => session.attempts(roles),
        None => vec![session.one_sided()],
    };
    conclude(session, attempts)
}

/// The same where the responder's entry is one more than the initiator has counterparts for. Where it takes nothing of
/// what the initiator asks for and another entry takes all, the initiator never begins this tunnel.
pub fn negotiate_for_leftover(ends: [Side<'_>; 2], initiator: End, assumptions: Assumptions) -> Direction {
    let session = Session::new(ends, initiator, assumptions);
    let elsewhere = session.roles().is_some_and(|roles| session.asks_elsewhere(roles));
    if elsewhere { does_not_start(initiator) } else { negotiate(ends, initiator, assumptions) }
}

fn does_not_start(initiator: End) -> Direction {
    let states = [SaState::NoSa; 2];
    Direction {
        initiator,
        outcome: Outcome::DoesNotStart,
        favourable: Outcome::DoesNotStart,
        attempts: Vec::new(),
        missing: Vec::new(),
        states,
        states_after: states,
    }
}

/// Joins what was played with what was left open.
fn conclude(session: Session<'_>, attempts: Vec<Attempt>) -> Direction {
    let favourable = attempts.last().map_or(Outcome::Stalls, |attempt| attempt.outcome);
    let missing: Vec<Missing> = session
        .questions
        .into_iter()
        .map(|(question, if_bad)| Missing { question, if_ok: favourable, if_bad: favourable.max(if_bad) })
        .collect();
    let turns = missing.iter().any(|item| item.if_bad != favourable);
    let outcome = if favourable == Outcome::Establishes && turns { Outcome::Undetermined } else { favourable };
    let last = attempts.last();
    let aggressive = last.is_some_and(|attempt| attempt.aggressive);
    let up = [SaState::Established { aggressive }; 2];
    // With one child up, the refusal of another leaves the IKE SA as it is.
    let has_child = last.is_some_and(|attempt| {
        attempt.stops.is_empty() && attempt.children.iter().any(|child| child.outcome != Outcome::Stalls)
    });
    let stop = last.and_then(|attempt| attempt.all_stops().next()).filter(|stop| !has_child || is_rekey(stop));
    let (states, states_after) = stop.map_or((up, up), |stop| (stop.states, stop.states_after));
    Direction { initiator: session.initiator, outcome, favourable, attempts, missing, states, states_after }
}

/// Whether a stop is met after the tunnel has come up.
fn is_rekey(stop: &Stop) -> bool {
    stop.message == Some(Message::CreateChildRequest)
}

impl<'a> Session<'a> {
    /// One of the ends has nothing that faces the other.
    fn one_sided(&mut self) -> Attempt {
        let end = if self.side(End::A).entry.is_none() { End::A } else { End::B };
        let configured = self.side(end.other()).entry;
        let at = configured.map_or(crate::source::Span::new(self.side(end).device.file, 0, 0), |entry| entry.span);
        let fault = Fault::OneSided { end, at };
        let version = configured.map_or(IkeVersion::V1, |entry| {
            if entry.ikev2.as_ref().is_some_and(|settings| settings.initiates) {
                IkeVersion::V2
            } else {
                IkeVersion::V1
            }
        });
        if !self.side(end).device.complete {
            // What faces the other end may stand in the part that the excerpt leaves away.
            let reason = QuestionReason::Value(UnknownReason::NotInExcerpt);
            self.ask(Subject::Definition, end, at, reason, Outcome::Stalls);
            let (stops, children) = (Vec::new(), Vec::new());
            return Attempt {
                version: Some(version),
                aggressive: false,
                stops,
                children,
                outcome: Outcome::Establishes,
            };
        }
        let stop =
            if end == self.initiator { self.nothing_leaves(fault, 1) } else { self.unanswered(fault, version, false) };
        Attempt {
            version: (end != self.initiator).then_some(version),
            aggressive: false,
            stops: vec![stop],
            children: Vec::new(),
            outcome: Outcome::Stalls,
        }
    }

    /// Tries the initiator's versions in order until one is final.
    fn attempts(&mut self, roles: Roles<'a>) -> Vec<Attempt> {
        let versions = versions_of(roles);
        let mut attempts = Vec::new();
        for (index, version) in versions.iter().enumerate() {
            let attempt = self.attempt(roles, *version);
            let next = versions.get(index + 1);
            let goes_on = next.is_some_and(|next| self.falls_back(roles, &attempt, *next));
            attempts.push(attempt);
            if !goes_on {
                break;
            }
        }
        if attempts.is_empty() {
            attempts.push(self.no_version(roles));
        }
        attempts
    }

    /// The initiator speaks no version at all: a defect explains it, or the versions do not meet.
    fn no_version(&mut self, roles: Roles<'a>) -> Attempt {
        let mut stops = self.stops_before_first_packet(roles);
        if stops.is_empty() {
            stops.push(self.nothing_leaves(self.version_fault(roles), 1));
        }
        Attempt { version: None, aggressive: false, stops, children: Vec::new(), outcome: Outcome::Stalls }
    }

    /// Whether the initiator tries its next version after this attempt. Where the responder speaks this version and not
    /// the next, the next one changes nothing, and what stopped this one is what has to be mended.
    fn falls_back(&mut self, roles: Roles<'a>, attempt: &Attempt, next: IkeVersion) -> bool {
        let speaks = |version: IkeVersion| roles.responder_entry.settings(version).is_some();
        if attempt.version.is_some_and(speaks) && !speaks(next) {
            return false;
        }
        if attempt.outcome != Outcome::Stalls
            || roles.initiator.device.behaviour.version_fallback == VersionFallback::Never
        {
            return false;
        }
        let Some(first) = attempt.stops.first() else { return false };
        let silence = first.refused_by.is_none();
        let no_ikev2 = matches!(first.fault, Fault::IkeVersion { .. } | Fault::IkeNotEnabled { .. });
        if silence || no_ikev2 {
            return true;
        }
        // After a failed proposal or authentication no source says whether the initiator tries IKEv1.
        let at = roles.initiator_entry.version_at;
        self.ask(Subject::VersionFallback, self.initiator, at, QuestionReason::BehaviourUnknown, Outcome::Stalls);
        true
    }

    fn attempt(&mut self, roles: Roles<'a>, version: IkeVersion) -> Attempt {
        let initiator_settings = roles.initiator_entry.settings(version);
        let modes = initiator_settings.and_then(|settings| settings.exchange_modes);
        let aggressive = modes.is_some_and(|modes| modes.initiates.value == ExchangeMode::Aggressive);
        let mut stops = self.stops_before_first_packet(roles);
        self.ask_about_unread_lines(roles);
        let off = initiator_settings.and_then(|settings| self.ike_not_enabled(self.initiator, settings, version));
        stops.extend(off.map(|fault| self.nothing_leaves(fault, 1)));
        let (Some(initiator), Some(responder)) = (initiator_settings, roles.responder_entry.settings(version)) else {
            stops.extend(self.stop_on_the_way(roles, version, aggressive));
            stops.extend(self.stops_on_the_path(roles, version, aggressive));
            stops.extend(self.stops_at_the_door(roles, version, aggressive));
            // An entry that does no IPsec speaks no version either; the defect is the cause.
            let explained = roles.responder_entry.defects.iter().any(|defect| defect.blocks == Blocks::Everything);
            // Nor is it known of one that names a profile which is missing.
            let hidden = roles.initiator_entry.defects.iter().any(Defect::hides_settings);
            if !explained && !hidden {
                stops.push(self.turned_away(self.version_fault(roles), version, aggressive));
            }
            let children = self.children_in_any_version(roles, version, aggressive);
            return Attempt { version: Some(version), aggressive, stops, children, outcome: Outcome::Stalls };
        };
        let settings = Settings { initiator, responder };
        stops.extend(self.phase_1(roles, settings, version, aggressive));
        let children = self.children(Phase2 { roles, settings, version, aggressive });
        // Stable: what one message meets first stays first.
        stops.sort_by_key(Stop::place);
        let worst = children.iter().map(|child| child.outcome).max().unwrap_or(Outcome::Establishes);
        if children.is_empty() && stops.is_empty() {
            self.ask_what_is_protected(roles);
        }
        let outcome = if stops.is_empty() { worst } else { Outcome::Stalls };
        Attempt { version: Some(version), aggressive, stops, children, outcome }
    }

    /// The children that cannot come up between two ends whose versions do not meet, whichever version both will speak.
    /// Policies, keys and proposals are of one version; what is protected, and with which PFS, has to fit in any.
    fn children_in_any_version(&mut self, roles: Roles<'a>, version: IkeVersion, aggressive: bool) -> Vec<ChildResult> {
        let (begins, answers) = (roles.initiator_entry, roles.responder_entry);
        let meet = versions_of(roles).into_iter().any(|own| answers.settings(own).is_some());
        let (Some(initiator), Some(responder), false) =
            (begins.settings(version), answers.ikev1.as_ref().or(answers.ikev2.as_ref()), meet)
        else {
            return Vec::new();
        };
        let mut children =
            self.children(Phase2 { roles, settings: Settings { initiator, responder }, version, aggressive });
        for child in &mut children {
            child.stops.retain(|stop| matches!(stop.fault, Fault::Selector { .. } | Fault::Pfs { .. }));
        }
        children.retain(|child| !child.stops.is_empty());
        children
    }

    /// Asks for the selectors of an initiator that has none, which can ask for no child.
    fn ask_what_is_protected(&mut self, roles: Roles<'a>) {
        let complete = roles.initiator.device.complete;
        let reason = if complete { UnknownReason::LineNotUnderstood } else { UnknownReason::NotInExcerpt };
        let at = roles.initiator_entry.span;
        self.ask(Subject::Selector, self.initiator, at, QuestionReason::Value(reason), Outcome::Stalls);
    }

    /// Everything from the first packet to the IKE SA.
    fn phase_1(
        &mut self,
        roles: Roles<'a>,
        settings: Settings<'a>,
        version: IkeVersion,
        aggressive: bool,
    ) -> Vec<Stop> {
        let keys = (version == IkeVersion::V1).then(|| self.ikev1_keys(roles, settings));
        let own_key = match &keys {
            Some(keys) => keys.initiator.clone(),
            None => self.ikev2_own_key_fault(roles, settings),
        };
        let (before, meanwhile) = match roles.initiator.device.behaviour.initiator_without_key {
            InitiatorWithoutKey::SendsNothing => (own_key, None),
            InitiatorWithoutKey::GivesUpWhenNeeded | InitiatorWithoutKey::GivesUpAtFirstAnswer => (None, own_key),
        };
        let mut stops: Vec<Stop> = before.map(|fault| self.nothing_leaves(fault, 1)).into_iter().collect();
        stops.extend(self.stop_on_the_way(roles, version, aggressive));
        stops.extend(self.stops_on_the_path(roles, version, aggressive));
        stops.extend(self.stops_at_the_door(roles, version, aggressive));
        stops.extend(self.twin_refuses(roles, version, aggressive));
        let unexpected = self.unexpected_source(roles).filter(|_| !self.is_past_its_map(roles));
        stops.extend(unexpected.map(|fault| self.source_refused(roles, settings, fault, version, aggressive)));
        match keys {
            Some(keys) => {
                // Silence meets the first message; a refusal comes when the identity can be read.
                let (silent, refused): (Vec<Stop>, Vec<Stop>) = self
                    .exchange_mode_stop(settings, aggressive)
                    .into_iter()
                    .partition(|stop| stop.refused_by.is_none());
                stops.extend(silent);
                stops.extend(match aggressive {
                    true => self.aggressive_mode(roles, settings, &keys),
                    false => self.main_mode(roles, settings, &keys),
                });
                stops.extend(refused);
            }
            None => stops.extend(self.ikev2(roles, settings)),
        }
        stops.extend(self.child_refused_beside_its_map(Phase2 { roles, settings, version, aggressive }));
        stops.extend(self.prohibition_stops(settings, version, aggressive));
        let waits_for_need =
            roles.initiator.device.behaviour.initiator_without_key == InitiatorWithoutKey::GivesUpWhenNeeded;
        let needs_key = match (version, aggressive) {
            (IkeVersion::V1, false) if waits_for_need => Message::Mm4,
            (IkeVersion::V1, false) => Message::Mm2,
            (IkeVersion::V1, true) => Message::Am2,
            (IkeVersion::V2, _) => Message::SaInitResponse,
        };
        stops.extend(meanwhile.map(|fault| self.refused(fault, needs_key, None)));
        if roles.responder_entry.initiation.value == Initiation::InitiateOnly {
            let at = roles.responder_entry.initiation.span();
            stops.push(self.originate_only(roles, settings, version, aggressive, at));
        }
        stops.sort_by_key(Stop::place);
        stops
    }

    /// Where a policy forbids an end the version: it is read once the peer is known, by the message that proves who it is
    /// (Cisco ASA syslog messages 713206 and 751008; the message itself is not documented).
    fn prohibition_stops(&self, settings: Settings<'a>, version: IkeVersion, aggressive: bool) -> Vec<Stop> {
        let [to_responder, to_initiator] = match (version, aggressive) {
            (IkeVersion::V1, false) => [Message::Mm5, Message::Mm6],
            (IkeVersion::V1, true) => [Message::Am3, Message::Am2],
            (IkeVersion::V2, _) => [Message::AuthRequest, Message::AuthResponse],
        };
        let ends = [
            (self.responder(), settings.responder.prohibited, to_responder),
            (self.initiator, settings.initiator.prohibited, to_initiator),
        ];
        let stop = |(end, line, message): (End, Option<crate::source::Span>, Message)| {
            let fault = Fault::Prohibited { end, version, at: line? };
            let notify = (version == IkeVersion::V2).then_some("AUTHENTICATION_FAILED");
            Some(Stop { certain: false, ..self.refused(fault, message, notify) })
        };
        ends.into_iter().filter_map(stop).collect()
    }

    /// Where a responder refuses an initiator that comes from an address that none of its entries expects.
    fn source_refused(
        &mut self,
        roles: Roles<'a>,
        settings: Settings<'a>,
        fault: Fault,
        version: IkeVersion,
        aggressive: bool,
    ) -> Stop {
        let behaviour = &roles.responder.device.behaviour;
        if behaviour.answers_known_addresses_only {
            return self.turned_away(fault, version, aggressive);
        }
        let source = roles.initiator.seen_as(&roles.responder);
        let device = roles.responder.device;
        let found = crate::negotiation::keys::find_key(device, settings.responder, version, source, false);
        if matches!(found, crate::negotiation::keys::KeySearch::Found(_)) {
            // A key for everybody lets the IKE SA come up; no entry takes the child.
            let phase = Phase2 { roles, settings, version, aggressive };
            let message = if version == IkeVersion::V1 { Message::Qm1 } else { Message::AuthRequest };
            return self.child_refused(phase, fault, message, Some("INVALID_ID_INFORMATION"));
        }
        let message = match (version, behaviour.ikev1_key_lookup, aggressive) {
            (IkeVersion::V2, ..) => Message::AuthRequest,
            (IkeVersion::V1, _, true) => Message::Am1,
            (IkeVersion::V1, crate::model::KeyLookup::Mm1, false) => Message::Mm1,
            (IkeVersion::V1, crate::model::KeyLookup::Mm3, false) => Message::Mm3,
        };
        self.refused(fault, message, None)
    }

    /// The responder does not answer the exchange that the initiator begins with (RFC 2409, section 5).
    fn exchange_mode_stop(&self, settings: Settings<'a>, aggressive: bool) -> Option<Stop> {
        let (own, theirs) = (settings.initiator.exchange_modes?, settings.responder.exchange_modes?);
        let accepts = if aggressive { theirs.accepts_aggressive } else { theirs.accepts_main };
        let spans = self.by_end(own.initiates.span(), accepts.span());
        let fault = Fault::ExchangeMode { end: self.responder(), aggressive, spans };
        let refuse = || match self.side(self.responder()).device.behaviour.other_exchange_mode {
            OtherExchangeMode::Silence => self.unanswered(fault, IkeVersion::V1, aggressive),
            OtherExchangeMode::RefusesAtIdentity => {
                let message = if aggressive { Message::Am1 } else { Message::Mm5 };
                self.refused(fault, message, Some("AUTHENTICATION_FAILED"))
            }
        };
        (!accepts.value).then(refuse)
    }

    /// An entry that only originates refuses the child until it has brought one up itself.
    fn originate_only(
        &self,
        roles: Roles<'a>,
        settings: Settings<'a>,
        version: IkeVersion,
        aggressive: bool,
        at: crate::source::Span,
    ) -> Stop {
        let fault = Fault::OriginateOnly { end: self.responder(), at };
        let message = if version == IkeVersion::V1 { Message::Qm1 } else { Message::AuthRequest };
        self.child_refused(Phase2 { roles, settings, version, aggressive }, fault, message, None)
    }

    /// The versions of the two ends do not meet.
    fn version_fault(&self, roles: Roles<'a>) -> Fault {
        let speaks = |entry: &crate::model::Entry| match (&entry.ikev1, &entry.ikev2) {
            (Some(_), Some(_)) => "IKEv1 and IKEv2".to_owned(),
            (Some(_), None) => "IKEv1".to_owned(),
            (None, Some(_)) => "IKEv2".to_owned(),
            (None, None) => "no IKE version".to_owned(),
        };
        let (initiator, responder) = (roles.initiator_entry, roles.responder_entry);
        Fault::IkeVersion {
            spans: self.by_end(initiator.version_at, responder.version_at),
            speaks: self.by_end(speaks(initiator), speaks(responder)),
        }
    }
}

/// The versions with which the initiator begins, IKEv2 first.
fn versions_of(roles: Roles<'_>) -> Vec<IkeVersion> {
    let begins =
        |version: &IkeVersion| roles.initiator_entry.settings(*version).is_some_and(|settings| settings.initiates);
    [IkeVersion::V2, IkeVersion::V1].into_iter().filter(begins).collect()
}
